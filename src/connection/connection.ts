import type { Configuration } from "../configuration.js";
import {
  type ArizeError,
  ConfigurationError,
  ConnectionError,
  NotFoundError,
  type OutcomeUnknownDetails,
  OutcomeUnknownError,
  TimeoutError,
  ValidationError,
} from "../errors.js";
import { checkHeaders, isHeaderValue, lowerCased, sdkHeaders } from "../headers.js";
import { isSilent } from "../logger.js";
import { scrub } from "../secrets.js";
import { check, integer, optional, type Rules } from "../validation.js";
import type { Agents } from "./agents.js";
import type { WireRequest } from "./axios.js";
import {
  type BoundOptions,
  bind,
  bindingOf,
  Call,
  type Ended,
  isBound,
  type RequestOptions,
  type Subject,
} from "./call.js";
import {
  type AttemptResult,
  type Failure,
  isRepeatable,
  type Place,
  parseJson,
  readFailure,
  requestId,
} from "./outcome.js";

/** The longest delay that a timer takes. */
const MAX_DELAY_MS = 2 ** 31 - 1;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;

/** What generated code gets back: the answer, without the request and its credentials. */
export interface WireResponse {
  readonly data: unknown;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a listener of the diagnostics channel `arize-sdk:request` receives after each attempt. */
export interface RequestEvent {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly attempt: number;
  readonly durationMs: number;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  /** Why the request is sent again, and after how long; absent when it isn't. */
  readonly retry?: { readonly reason: string; readonly delayMs: number } | undefined;
}

const timeoutRule = integer({ minimum: 0, maximum: MAX_DELAY_MS });
const retriesRule = integer({ minimum: 0, maximum: 100 });

const optionRules: Rules<RequestOptions> = {
  signal: optional((value) => (isSignal(value) ? undefined : "must be an AbortSignal")),
  timeout: optional(timeoutRule),
  maxRetries: optional(retriesRule),
  headers: optional(checkHeaders),
};

/** Any realm's `AbortSignal`: test runners make their own. */
function isSignal(value: unknown): value is AbortSignal {
  return typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value;
}

/** The one way to the service: authentication, deadline, repeats, and failures turned into errors. */
export class Connection {
  readonly #config: Configuration;
  readonly #headers: Readonly<Record<string, string>>;
  #agents: Agents | undefined;
  #closed = false;

  constructor(config: Configuration) {
    this.#config = config;
    this.#headers = lowerCased(config.defaultHeaders);
  }

  /** Starts a call: its deadline runs from now. Options that belong to a call already go on with it. */
  begin(options: RequestOptions = {}, subject?: Subject): BoundOptions {
    if (isBound(options)) return bind(bindingOf(options).call, subject);
    check(`${subject?.operation ?? "request"} options`, options, optionRules);
    if (this.#closed) {
      throw new ConnectionError("The client is closed; make a new one.", { code: "ERR_CLIENT_CLOSED", attempts: 0 });
    }
    const { timeout = this.#config.timeout, maxRetries = this.#config.maxRetries, headers, signal } = options;
    return bind(new Call(timeout, maxRetries, headers, signal), subject);
  }

  /** Sends a request, again where that is safe, and gives the answer or throws an `ArizeError`. */
  async request(wire: WireRequest & RequestOptions): Promise<WireResponse> {
    const { signal, timeout, maxRetries, headers } = wire;
    const { call, subject } = bindingOf(isBound(wire) ? wire : this.begin({ signal, timeout, maxRetries, headers }));
    this.#assertSendable(wire.url);
    const method = wire.method.toUpperCase();
    const path = scrub(pathOf(wire.url));
    /** A DELETE was sent before, and nobody knows what came of it. */
    let uncertain = false;
    for (let attempts = 1; ; attempts++) {
      const started = performance.now();
      const key = await this.#key(call);
      const { result, ended } = await this.#attempt(
        { ...wire, method, headers: this.#assemble(wire.headers, key) },
        call,
      );
      const report = (retry?: RequestEvent["retry"]) =>
        this.#report(
          subject,
          { method, path, attempt: attempts, durationMs: performance.now() - started, retry },
          result,
          key,
        );
      const response = ended ? undefined : readValue(result, wire.responseType, subject);
      if (response) {
        await report();
        return response;
      }
      const place: Place = {
        method,
        path,
        attempts,
        key,
        hint: call.hint,
        maxResponseBytes: this.#config.maxResponseBytes,
      };
      const failure = readFailure(result, place);
      if (uncertain && !ended) {
        if (isGone(failure)) return { data: undefined, status: 204, statusText: "No Content", headers: {} };
        if (result.status === 401) throw outcomeUnknown(call, subject, result, failure.error, place);
      }
      if (isUnclear(failure) && !isRepeatable(method))
        throw outcomeUnknown(call, subject, result, ended ?? failure.error, place);
      if (ended) throw ended;
      uncertain ||= method === "DELETE" && isUnclear(failure);
      const delayMs = isStream(wire.data) ? undefined : backoff(failure, attempts, call);
      await report(delayMs === undefined ? undefined : { reason: failure.error.name, delayMs });
      if (delayMs === undefined) throw failure.error;
      await call.sleep(delayMs, (reason) => {
        throw reason instanceof TimeoutError ? new TimeoutError(call.timeout, { cause: failure.error }) : reason;
      });
    }
  }

  /** Closes idle sockets; later requests are refused. */
  close(): void {
    this.#closed = true;
    this.#agents?.close();
  }

  async #attempt(wire: WireRequest, call: Call): Promise<{ result: AttemptResult; ended?: Ended }> {
    const { Agents, Attempt } = await import("./lazy.js");
    call.assertRunning();
    const { httpAgent, httpsAgent, requestVerify, maxResponseBytes } = this.#config;
    this.#agents ??= new Agents({ httpAgent, httpsAgent, verify: requestVerify });
    if (this.#closed) this.#agents.close();
    const attempt = new Attempt(wire);
    const answer = attempt.run(this.#agents, maxResponseBytes).then((result) => ({ result }));
    return call.guard<{ result: AttemptResult; ended?: Ended }>(answer, (ended) => ({
      result: attempt.cancel(),
      ended,
    }));
  }

  /** The key of this attempt: a function is asked each time, so that a service can rotate the key that it uses. */
  async #key(call: Call): Promise<string> {
    const { apiKey } = this.#config;
    if (typeof apiKey === "string") return apiKey;
    const asked = Promise.resolve()
      .then(apiKey)
      .catch((error: unknown) => {
        throw new ConfigurationError(
          "apiKey",
          `The apiKey function failed: ${error instanceof Error ? error.message : "it threw"}.`,
        );
      });
    const key: unknown = await call.guard<unknown>(asked, (ended) => {
      throw ended;
    });
    if (isHeaderValue(key) && key.trim() !== "") return key;
    throw new ConfigurationError(
      "apiKey",
      "The apiKey function must give a string that is not blank and has no control characters.",
    );
  }

  #assemble(own: Readonly<Record<string, string>>, key: string): Record<string, string> {
    return { ...this.#headers, ...lowerCased(own), ...sdkHeaders, authorization: `Bearer ${key}` };
  }

  /** The credential goes to the configured place alone, whatever a generated class or an ID makes of the URL. */
  #assertSendable(url: string): void {
    if (this.#closed) {
      throw new ConnectionError("The client is closed; make a new one.", {
        code: "ERR_CLIENT_CLOSED",
        attempts: 0,
      });
    }
    const { baseUrl } = this.#config;
    const path = url.startsWith(`${baseUrl}/`) ? pathOf(url) : undefined;
    if (path === undefined || /\/(\.|%2e){1,2}(\/|$)/i.test(path)) {
      throw new ValidationError("request", [
        { path: "url", message: `must lie under ${baseUrl}, without dot segments` },
      ]);
    }
  }

  /** One line for the log and one event for the channel, built only when somebody wants them. */
  async #report(
    subject: Subject | undefined,
    attempt: Omit<RequestEvent, "operation">,
    result: AttemptResult,
    key: string,
  ): Promise<void> {
    const { requestChannel } = await import("./lazy.js");
    const { logger } = this.#config;
    if (isSilent(logger.debug) && !requestChannel.hasSubscribers) return;
    const operation = subject?.operation ?? `${attempt.method} ${attempt.path}`;
    const event: RequestEvent = {
      ...attempt,
      operation,
      status: result.status,
      code: result.code,
      requestId: requestId(result, key),
    };
    requestChannel.publish(event);
    logger.debug(describe(event));
  }
}

function describe({ operation, attempt, status, code, durationMs, requestId, retry }: RequestEvent): string {
  const answer = status ?? code ?? "stopped";
  const request = requestId === undefined ? "" : `, request ${requestId}`;
  const again = retry === undefined ? "" : `; again in ${Math.round(retry.delayMs)} ms after a ${retry.reason}`;
  return `${operation}, attempt ${attempt}: ${answer} after ${Math.round(durationMs)} ms${request}${again}`;
}

/** The answer, when it is a success that can be used. */
function readValue(
  result: AttemptResult,
  responseType: string | undefined,
  subject: Subject | undefined,
): WireResponse | undefined {
  const { reach, status = 0, headers = {}, body } = result;
  if (reach !== "answered" || status < 200 || status > 299) return undefined;
  const raw = responseType !== undefined && responseType !== "json";
  const empty = status === 204 || status === 205;
  const data = raw ? body : empty || typeof body !== "string" ? undefined : parseJson(body);
  const usable = subject?.accepts?.(status, data) ?? (raw || empty || data !== undefined);
  return usable ? { data, status, statusText: "", headers } : undefined;
}

function outcomeUnknown(
  call: Call,
  subject: Subject | undefined,
  result: AttemptResult,
  cause: ArizeError,
  place: Place,
): OutcomeUnknownError {
  const { reach, status } = result;
  const lost = reach === "sent" || reach === "headers" || reach === "body";
  const phase = lost ? reach : status !== undefined && status < 300 ? "body" : "status";
  const { operation = `${place.method} ${place.path}`, params = {} } = subject ?? {};
  const details: OutcomeUnknownDetails = {
    operation,
    phase,
    startedAt: call.startedAt,
    params: { ...params },
    status,
    requestId: requestId(result, place.key),
  };
  return new OutcomeUnknownError(details, cause);
}

function isUnclear({ kind }: Failure): boolean {
  return kind === "unclear" || kind === "unusable";
}

/** After a DELETE of unknown outcome, the service's own word that nothing is there any more. */
function isGone({ error }: Failure): boolean {
  return error instanceof NotFoundError && error.problem !== undefined;
}

/** How long to wait before the next attempt, or nothing when there is to be none. */
function backoff({ kind, retryAfterSeconds }: Failure, attempts: number, call: Call): number | undefined {
  if (attempts > call.maxRetries || kind === "refused" || kind === "unusable") return undefined;
  if (retryAfterSeconds === undefined) {
    return Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));
  }
  const delayMs = retryAfterSeconds * 1_000;
  return delayMs < Math.min(call.remaining, MAX_DELAY_MS) ? delayMs : undefined;
}

/** A body that can be read only once can't be sent again. */
function isStream(data: unknown): boolean {
  return typeof data === "object" && data !== null && "pipe" in data;
}

/** The path of a URL, without its query. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.search(/[?#]/);
  return url.slice(start, end === -1 ? undefined : end);
}
