import { type ArizeError, apiError, ConnectionError, type Problem, ResponseError } from "../errors.js";
import { scrub } from "../secrets.js";

/** What came of one attempt. */
export interface AttemptResult {
  /**
   * How far it got: `unsent` (no connection), `untrusted` (no connection, for TLS reasons), `sent` (nothing came
   * back), `headers` and `body` (the answer broke off there), `answered` (the whole answer is here).
   */
  readonly reach: "unsent" | "untrusted" | "sent" | "headers" | "body" | "answered";
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Text, unless the request asked for another response type. */
  readonly body?: unknown;
  /** The system's word for the failure. */
  readonly code?: string | undefined;
  /** The proxy that the request went through, without its credentials. */
  readonly proxy?: string | undefined;
}

/** Where an attempt happened, for its error. */
export interface Place {
  readonly method: string;
  readonly path: string;
  readonly attempts: number;
  readonly maxResponseBytes: number;
  /** The key that was sent, to be scrubbed from what the server says. */
  readonly key: string;
  readonly hint: string | undefined;
}

/**
 * What an attempt means. A `refused` request was not carried out, and would not be the next time either; a `busy`
 * service and an `unsent` request are worth another try; after an `unclear` or `unusable` answer nobody knows
 * whether the request was carried out, and another try could help only after the first.
 */
export interface Failure {
  readonly kind: "refused" | "busy" | "unsent" | "unclear" | "unusable";
  readonly error: ArizeError;
  readonly retryAfterSeconds?: number | undefined;
}

/** Methods that may be sent again whatever came of the first attempt. */
export function isRepeatable(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" || method === "DELETE";
}

/** Reads a failure: by how far the request got, then by the answer's status, never by its body. */
export function readFailure(result: AttemptResult, place: Place): Failure {
  const { reach, status, code } = result;
  const via = result.proxy === undefined ? "" : ` through the proxy ${result.proxy}`;
  if (reach === "unsent" || reach === "untrusted" || reach === "sent") {
    const what = reach === "sent" ? "was sent, but nothing came back" : "was not sent";
    const why = code === undefined ? "" : `: ${code}`;
    const message = `${place.method} ${place.path} ${what}${via}${why}.`;
    const error = new ConnectionError(message, { code, attempts: place.attempts });
    return { kind: reach === "sent" ? "unclear" : reach === "unsent" ? "unsent" : "refused", error };
  }
  if (status !== undefined && status >= 400) return readStatus(status, result, place);
  return unusable(status, result, place);
}

function readStatus(status: number, result: AttemptResult, place: Place): Failure {
  const retryAfterSeconds = retryAfter(result.headers?.["retry-after"]);
  const error = apiError({
    status,
    method: place.method,
    path: place.path,
    problem: readProblem(result.body, place.key),
    requestId: requestId(result, place.key),
    retryAfterSeconds,
    hint: status === 404 ? place.hint : undefined,
  });
  const busy = status === 429 || (status === 503 && retryAfterSeconds !== undefined);
  // 501 and 505 say that the service doesn't even know the request.
  const known = isRepeatable(place.method) || (status !== 501 && status !== 505);
  const unclear = status === 408 || (status >= 500 && known);
  return { kind: busy ? "busy" : unclear ? "unclear" : "refused", error, retryAfterSeconds };
}

function unusable(status: number | undefined, result: AttemptResult, place: Place): Failure {
  const details = { status, requestId: requestId(result, place.key) };
  const answer = `The answer to ${place.method} ${place.path} (${status ?? "no status"})`;
  if (status !== undefined && status >= 300) {
    const redirectHost = hostOf(result.headers?.location);
    const target = redirectHost === undefined ? "" : ` to ${redirectHost}`;
    const error = new ResponseError(`${answer} is a redirect${target}; redirects are never followed.`, {
      ...details,
      redirectHost,
    });
    // By their definition 307 and 308 come instead of the work, the others may come after it.
    return {
      kind: isRepeatable(place.method) || status === 307 || status === 308 ? "refused" : "unusable",
      error,
    };
  }
  if (result.code === TOO_LARGE) {
    return {
      kind: "unusable",
      error: new ResponseError(`${answer} is larger than ${place.maxResponseBytes} bytes.`, details),
    };
  }
  const fault = result.reach === "answered" ? "isn't what the operation returns" : "broke off";
  return { kind: "unclear", error: new ResponseError(`${answer} ${fault}.`, details) };
}

/** The code of a body over the limit. */
export const TOO_LARGE = "ERR_RESPONSE_TOO_LARGE";

export function requestId({ headers }: AttemptResult, key: string): string | undefined {
  const id = headers?.["x-request-id"];
  return id === undefined ? undefined : scrub(id, key);
}

/** The RFC 9457 fields of a body, or nothing when it isn't a problem. */
export function readProblem(body: unknown, key: string): Problem | undefined {
  const value = typeof body === "string" ? parseJson(body) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const field = (name: string): string | undefined => {
    const text: unknown = Reflect.get(value, name);
    return typeof text === "string" ? scrub(text, key) : undefined;
  };
  const title = field("title");
  const status: unknown = Reflect.get(value, "status");
  if (title === undefined || typeof status !== "number") return undefined;
  const problem: { -readonly [K in keyof Problem]: Problem[K] } = { title, status };
  for (const name of ["type", "detail", "instance"] as const) {
    const text = field(name);
    if (text !== undefined) problem[name] = text;
  }
  return problem;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` in seconds; nothing when it is absent or makes no sense. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  if (!/[a-z]/i.test(header)) return undefined;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.max(0, (time - Date.now()) / 1_000);
}

function hostOf(location: string | undefined): string | undefined {
  if (location === undefined || !URL.canParse(location)) return undefined;
  return new URL(location).host;
}
