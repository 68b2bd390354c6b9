import { AbortError, type ArizeError, TimeoutError } from "../errors.js";
import { listen, unlisten } from "./signals.js";

/**
 * The second argument of every method.
 *
 * @example
 * const options: RequestOptions = { signal: AbortSignal.timeout(5_000), maxRetries: 0, headers: { "x-trace": "t1" } };
 * const page = await client.apiKeys.list({}, options);
 */
export interface RequestOptions {
  /** Ends the call at once when it fires, in whatever phase it is. One that has already fired sends nothing. */
  signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, repeats and waits included; 0 for none. Default: the client's `timeout`. */
  timeout?: number | undefined;
  /** How often each HTTP request may be sent again after a failure that allows it, 0 to 100. Default: the client's. */
  maxRetries?: number | undefined;
  /** More headers, over the client's `defaultHeaders`. `authorization` and the SDK's own can't be replaced. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * What a call is about, for its errors and log lines.
 *
 * @example
 * const subject: Subject = { operation: "projects.create", params: { name: "demo" } };
 */
export interface Subject {
  /** The method by its key, for instance `api_keys.create`. */
  readonly operation: string;
  /** What was asked, without secrets: an unknown outcome carries it. */
  readonly params?: object;
  /** Whether a success with this `status` and parsed `body` can be used. Default: any JSON value or empty 204. */
  readonly accepts?: (status: number, body: unknown) => boolean;
}

/** Why a call ended before its answer. @internal */
export type Ended = TimeoutError | AbortError;

/** The longest delay that a timer takes. @internal */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** @internal */
const CALL = Symbol("arize-sdk.call");

/**
 * Options that make a request part of a call. They pass through generated code as they are.
 *
 * @example
 * const start = ({ begin }: ExtensionContext): BoundOptions => begin({ timeout: 5_000 }, { operation: "projects.get" });
 */
export interface BoundOptions extends RequestOptions {
  /** @internal */
  readonly [CALL]: { readonly call: Call; readonly subject: Subject | undefined };
}

/** @internal */
export function bind(call: Call, subject: Subject | undefined): BoundOptions {
  return { headers: call.headers, [CALL]: { call, subject } };
}

/** @internal */
export function isBound(options: RequestOptions): options is BoundOptions {
  return typeof options === "object" && options !== null && CALL in options;
}

/** @internal */
export function bindingOf(options: BoundOptions): {
  readonly call: Call;
  readonly subject: Subject | undefined;
} {
  return options[CALL];
}

/** One call of a user, however many requests it takes: its deadline, its signal, its repeats. @internal */
export class Call {
  readonly startedAt = new Date();
  #endsAt: number;
  /** Why its last attempt failed, while it waits for the next. */
  failure: ArizeError | undefined;
  /** Added to the message of a 404: what the caller may have meant. */
  hint: string | undefined;

  constructor(
    readonly timeout: number,
    readonly maxRetries: number,
    readonly headers: Readonly<Record<string, string>> | undefined,
    readonly signal: AbortSignal | undefined,
  ) {
    this.#endsAt = timeout === 0 ? Infinity : performance.now() + timeout;
  }

  /** Milliseconds left. */
  get remaining(): number {
    return this.#endsAt - performance.now();
  }

  /** Lets it run as long as another call does, if that is longer. */
  outlast({ remaining }: Call): void {
    this.#endsAt = Math.max(this.#endsAt, performance.now() + remaining);
  }

  /** Throws when the call is over: nothing may be sent any more. */
  assertRunning(): void {
    if (this.signal?.aborted) throw new AbortError({ cause: this.signal.reason });
    if (this.remaining <= 0) throw this.timedOut();
  }

  /** Its deadline passed; what it waited for is the cause. */
  timedOut(cause = this.failure): TimeoutError {
    return new TimeoutError(this.timeout, cause && { cause });
  }

  /**
   * Settles as `work` does. When the call ends before, `onEnd` stops the work and gives the value in its place, or
   * throws; without one, the reason is thrown.
   */
  guard<T>(work: PromiseLike<T>, onEnd: (ended: Ended) => T = raise): Promise<T> {
    return new Promise((resolve, reject) => {
      const disarm = this.#arm((ended) => {
        disarm();
        try {
          resolve(onEnd(ended));
        } catch (error) {
          reject(error);
        }
      });
      work.then(
        (value) => {
          disarm();
          resolve(value);
        },
        (reason) => {
          disarm();
          reject(reason);
        },
      );
    });
  }

  /** Waits so many milliseconds. */
  sleep(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const elapsed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    return this.guard(elapsed, (ended) => {
      clearTimeout(timer);
      raise(ended);
    });
  }

  #arm(end: (ended: Ended) => void): () => void {
    const { signal } = this;
    const abort = () => end(new AbortError({ cause: signal?.reason }));
    let timer: NodeJS.Timeout | undefined;
    const watch = () => {
      const endsAt = this.#endsAt;
      const onTime = () => (this.#endsAt > endsAt ? watch() : end(this.timedOut()));
      // Not unref'd: a process that waits for nothing else still gets its answer, or its TimeoutError.
      if (endsAt < Infinity) timer = setTimeout(onTime, Math.max(0, this.remaining));
    };
    watch();
    if (signal) listen(signal, abort);
    return () => {
      clearTimeout(timer);
      if (signal) unlisten(signal, abort);
    };
  }
}

function raise(ended: Ended): never {
  throw ended;
}
