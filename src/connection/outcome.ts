import type { IncomingHttpHeaders } from "node:http";
import {
  type ArizeError,
  apiError,
  ConnectionError,
  NotFoundError,
  OutcomeUnknownError,
  ResponseError,
} from "../errors.js";
import { withoutKeys } from "../secrets.js";
import { parseJson } from "../wire.js";
import { hostOf, readProblem, requestId, retryAfter, TOO_LARGE } from "./answer.js";
import { type Call, type Ended, MAX_DELAY_MS, type Subject } from "./call.js";

/** What came of one attempt. */
export interface AttemptResult {
  /**
   * How far it got: `unsent` (no connection), `untrusted` (no connection, for TLS reasons), `sent` (nothing came
   * back), `headers` and `body` (the answer broke off there), `answered` (the whole answer is here).
   */
  readonly reach: "unsent" | "untrusted" | "sent" | "headers" | "body" | "answered";
  readonly status?: number | undefined;
  readonly headers?: IncomingHttpHeaders | undefined;
  /** Text, unless the request asked for another response type. */
  readonly body?: unknown;
  /** The system's word for the failure. */
  readonly code?: string | undefined;
  /** The call ended before the answer was whole. */
  readonly ended?: Ended | undefined;
  /** The proxy that the request went through, without its credentials. */
  readonly proxy?: string | undefined;
}

/** One attempt and the request that it belongs to. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** The keys that were sent, to be scrubbed from what the server says. */
  readonly keys: ReadonlySet<string>;
  readonly call: Call;
  readonly subject: Subject | undefined;
  readonly responseType: string | undefined;
  /** The body can be read only once, so nothing can be sent again. */
  readonly once: boolean;
  /** Counted from 1. */
  readonly attempt: number;
  /** An earlier attempt may have been carried out. */
  readonly uncertain: boolean;
  readonly maxResponseBytes: number;
}

/** What generated code gets back: the answer, without the request and its credentials. */
export interface WireResponse {
  readonly data: unknown;
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
}

/** What follows from an attempt: an answer, or an error, after which the request is sent again when there is a delay. */
export type Verdict =
  | { readonly response: WireResponse; readonly error?: never }
  | {
      readonly response?: never;
      readonly error: ArizeError;
      readonly delayMs?: number | undefined;
      readonly uncertain: boolean;
    };

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;

/**
 * Decides by verb and by how far the request got. What may have been carried out is sent again only when that
 * changes nothing (GET, DELETE); for the rest its outcome is unknown, and the caller is told.
 */
export function judge(result: AttemptResult, exchange: Exchange): Verdict {
  const { ended } = result;
  const response = readResponse(result, exchange);
  if (response) return { response };
  const failure = readFailure(result, exchange);
  const unclear = failure.kind === "unclear" || failure.kind === "unusable";
  const error = ended ?? failure.error;
  if (exchange.uncertain && !ended) {
    if (isGone(failure)) return { response: { data: undefined, status: 204, statusText: "", headers: {} } };
    if (result.status === 401) return { error: outcomeUnknown(result, exchange, error), uncertain: true };
  }
  if (unclear && !isRepeatable(exchange.method))
    return { error: outcomeUnknown(result, exchange, error), uncertain: true };
  const delayMs = ended ? undefined : backoff(failure, exchange);
  return { error, delayMs, uncertain: unclear && exchange.method === "DELETE" };
}

/** The answer, when it is a success that can be used. */
function readResponse(result: AttemptResult, { method, responseType, subject }: Exchange): WireResponse | undefined {
  const { reach, status = 0, headers = {}, body } = result;
  if (status < 200 || status > 299) return undefined;
  const raw = responseType !== undefined && responseType !== "json";
  const empty = status === 204 || status === 205 || method === "HEAD";
  // Such an answer ends with its headers, whatever a server sends after them; and a whole body that the operation
  // returns is here, though the connection broke behind it: there may be a key in it.
  if (reach !== "answered" && !empty && !(reach === "body" && subject?.accepts)) return undefined;
  const data = raw ? body : empty || typeof body !== "string" ? undefined : parseJson(body);
  const usable = subject?.accepts?.(status, data) ?? (raw || empty || data !== undefined);
  return usable ? { data, status, statusText: "", headers } : undefined;
}

function outcomeUnknown(result: AttemptResult, exchange: Exchange, cause: ArizeError): OutcomeUnknownError {
  const { reach, status } = result;
  const { method, path, keys, call, subject } = exchange;
  const lost = reach === "sent" || reach === "headers" || reach === "body";
  const phase = lost ? reach : status !== undefined && status < 300 ? "body" : "status";
  const { operation = `${method} ${path}`, params = {} } = subject ?? {};
  const { startedAt } = call;
  return new OutcomeUnknownError(
    {
      operation,
      phase,
      startedAt,
      params: paramsWithout(keys, params),
      status,
      requestId: requestId(result.headers, keys),
    },
    cause,
  );
}

/** What was asked. A key can be part of it only by accident. */
function paramsWithout(keys: Iterable<string>, params: object): Record<string, unknown> {
  const safe = (value: unknown) => (typeof value === "string" ? withoutKeys(value, keys) : value);
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, safe(value)]));
}

/** After a DELETE of unknown outcome, the service's own word that nothing is there any more. */
function isGone({ error }: Failure): boolean {
  return error instanceof NotFoundError && error.problem !== undefined;
}

/** How long to wait before the next attempt, or nothing when there is to be none. */
function backoff({ kind, retryAfterSeconds }: Failure, { attempt, once, call }: Exchange): number | undefined {
  if (once || attempt > call.maxRetries || kind === "refused" || kind === "unusable") return undefined;
  if (retryAfterSeconds === undefined) {
    return Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  }
  const delayMs = retryAfterSeconds * 1_000;
  return delayMs < Math.min(call.remaining, MAX_DELAY_MS) ? delayMs : undefined;
}

/**
 * What an attempt means. A `refused` request was not carried out, and would not be the next time either; a `busy`
 * service and an `unsent` request are worth another try; after an `unclear` or `unusable` answer nobody knows
 * whether the request was carried out, and another try could help only after the first.
 */
interface Failure {
  readonly kind: "refused" | "busy" | "unsent" | "unclear" | "unusable";
  readonly error: ArizeError;
  readonly retryAfterSeconds?: number | undefined;
}

/** Methods that may be sent again whatever came of the first attempt. */
function isRepeatable(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" || method === "DELETE";
}

/** Reads a failure: by how far the request got, then by the answer's status, never by its body. */
function readFailure(result: AttemptResult, exchange: Exchange): Failure {
  const { reach, status, code } = result;
  const via = result.proxy === undefined ? "" : ` through the proxy ${result.proxy}`;
  if (reach === "unsent" || reach === "untrusted" || reach === "sent") {
    const what = reach === "sent" ? "was sent, but nothing came back" : "was not sent";
    const why = code === undefined ? "" : `: ${code}`;
    const message = `${exchange.method} ${exchange.path} ${what}${via}${why}.`;
    const error = new ConnectionError(message, { code, attempts: exchange.attempt });
    return { kind: reach === "sent" ? "unclear" : reach === "unsent" ? "unsent" : "refused", error };
  }
  if (status !== undefined && status >= 400) return readStatus(status, result, exchange);
  return unusable(status, result, exchange);
}

function readStatus(status: number, result: AttemptResult, exchange: Exchange): Failure {
  const retryAfterSeconds = retryAfter(result.headers?.["retry-after"]);
  const error = apiError({
    status,
    method: exchange.method,
    path: exchange.path,
    problem: readProblem(result.body, exchange.keys),
    requestId: requestId(result.headers, exchange.keys),
    retryAfterSeconds,
    hint: status === 404 ? exchange.call.hint : undefined,
  });
  const busy = status === 429 || (status === 503 && retryAfterSeconds !== undefined);
  // 501 and 505 say that the service doesn't even know the request.
  const known = isRepeatable(exchange.method) || (status !== 501 && status !== 505);
  const unclear = status === 408 || (status >= 500 && known);
  return { kind: busy ? "busy" : unclear ? "unclear" : "refused", error, retryAfterSeconds };
}

function unusable(status: number | undefined, result: AttemptResult, exchange: Exchange): Failure {
  const details = { status, requestId: requestId(result.headers, exchange.keys) };
  const answer = `The answer to ${exchange.method} ${exchange.path} (${status ?? "no status"})`;
  if (status !== undefined && status >= 300) {
    const redirectHost = hostOf(result.headers?.location);
    const target = redirectHost === undefined ? "" : ` to ${redirectHost}`;
    const error = new ResponseError(`${answer} is a redirect${target}; redirects are never followed.`, {
      ...details,
      redirectHost,
    });
    // By their definition 307 and 308 come instead of the work, the others may come after it.
    return {
      kind: isRepeatable(exchange.method) || status === 307 || status === 308 ? "refused" : "unusable",
      error,
    };
  }
  if (result.code === TOO_LARGE) {
    return {
      kind: "unusable",
      error: new ResponseError(`${answer} is larger than ${exchange.maxResponseBytes} bytes.`, details),
    };
  }
  const fault = result.reach === "answered" ? "isn't what the operation returns" : "broke off";
  return { kind: "unclear", error: new ResponseError(`${answer} ${fault}.`, details) };
}
