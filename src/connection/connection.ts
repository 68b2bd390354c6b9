import type { Configuration } from "../configuration.js";
import { ConfigurationError, ConnectionError, ValidationError } from "../errors.js";
import { checkHeaders, isHeaderValue, lowerCased, sdkHeaders } from "../headers.js";
import { once } from "../once.js";
import { scrub } from "../secrets.js";
import { checkParams, integer, optional, type Rules } from "../validation.js";
import type { Agents } from "./agents.js";
import type { WireRequest } from "./axios.js";
import {
  type BoundOptions,
  bind,
  bindingOf,
  Call,
  isBound,
  MAX_DELAY_MS,
  type RequestOptions,
  type Subject,
} from "./call.js";
import { type AttemptResult, type Exchange, judge, type WireResponse } from "./outcome.js";

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
  /** What only a request needs, axios among it, is loaded with the first one. */
  readonly #open = once(async () => {
    const { Agents, Attempt, report } = await import("./lazy.js");
    const { httpAgent, httpsAgent, requestVerify } = this.#config;
    const agents = new Agents({ httpAgent, httpsAgent, verify: requestVerify });
    if (this.#closed) agents.close();
    this.#agents = agents;
    return { agents, Attempt, report };
  });

  constructor(config: Configuration) {
    this.#config = config;
    this.#headers = lowerCased(config.defaultHeaders);
  }

  /** Starts a call: its deadline runs from now. Options that belong to a call already go on with it. */
  begin(options: RequestOptions = {}, subject?: Subject): BoundOptions {
    if (isBound(options)) return bind(bindingOf(options).call, subject);
    checkParams(`${subject?.operation ?? "request"} options`, options, optionRules);
    if (this.#closed) {
      throw new ConnectionError("The client is closed; make a new one.", { code: "ERR_CLIENT_CLOSED", attempts: 0 });
    }
    const { timeout = this.#config.timeout, maxRetries = this.#config.maxRetries, headers, signal } = options;
    return bind(new Call(timeout, maxRetries, headers, signal), subject);
  }

  /** Sends a request, again where that is safe, and gives the answer or throws an `ArizeError`. */
  async request(wire: WireRequest & RequestOptions): Promise<WireResponse> {
    const { url, data, responseType, signal, timeout, maxRetries, headers } = wire;
    const { "Content-Type": _contentType, ...callers } = headers;
    const { call, subject } = bindingOf(
      isBound(wire) ? wire : this.begin({ signal, timeout, maxRetries, headers: callers }),
    );
    this.#assertOwn(url);
    const { maxResponseBytes, logger } = this.#config;
    const { agents, Attempt, report } = await this.#open();
    const method = wire.method.toUpperCase();
    const path = scrub(pathOf(url));
    const request = { method, path, call, subject, responseType, maxResponseBytes, once: isStream(data) };
    const keys = new Set<string>();
    let uncertain = false;
    for (let attempt = 1; ; attempt++) {
      const started = performance.now();
      const key = await this.#key(call);
      keys.add(key);
      call.assertRunning();
      const sending = new Attempt(agents, { url, method, headers: this.#assemble(headers, key), data, responseType });
      const result = await call.guard<AttemptResult>(sending.run(maxResponseBytes), (ended) => ({
        ...sending.cancel(),
        ended,
      }));
      const exchange: Exchange = { keys, attempt, uncertain, ...request };
      const verdict = judge(result, exchange);
      report(logger, exchange, result, verdict, started);
      call.failure = verdict.error;
      if (verdict.response) return verdict.response;
      if (verdict.delayMs === undefined) throw verdict.error;
      uncertain ||= verdict.uncertain;
      await call.sleep(verdict.delayMs);
    }
  }

  /** Closes idle sockets; later requests are refused. */
  close(): void {
    this.#closed = true;
    this.#agents?.close();
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
    const key: unknown = await call.guard<unknown>(asked);
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
  #assertOwn(url: string): void {
    const { baseUrl } = this.#config;
    const path = url.startsWith(`${baseUrl}/`) ? pathOf(url) : undefined;
    if (path === undefined || /\/(\.|%2e){1,2}(\/|$)/i.test(path)) {
      throw new ValidationError("request", [
        { path: "url", message: `must lie under ${baseUrl}, without dot segments` },
      ]);
    }
  }
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
