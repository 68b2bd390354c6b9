import type { IncomingHttpHeaders } from "node:http";
import { unescape as decoded } from "node:querystring";
import { REDACTED, scrub } from "./ids.js";
import type { OperationId, Query } from "./operation.js";

/**
 * One request that the emulator received. It holds no secret: keys are shown as `[redacted]`.
 *
 * @example
 * const isLost = ({ committed, status }: RecordedRequest) => committed && status === undefined;
 */
export interface RecordedRequest {
  /** The `x-request-id` of the answer. */
  readonly requestId: string;
  /** When it arrived, by the emulator's clock. */
  readonly at: Date;
  /** The HTTP method. */
  readonly method: string;
  /** The path, without the query. */
  readonly path: string;
  /** The parameters of the query; one that came more than once is a list. */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** The parsed JSON, or the text where it isn't JSON; absent without a body. Bodies over 16 KiB are left out. */
  readonly body?: unknown;
  /** The operation that was asked for; absent when none has this method and path. */
  readonly operation?: OperationId | undefined;
  /** The status of the answer; absent while there is none, and when a fault withheld it. */
  readonly status?: number | undefined;
  /** True when the operation was carried out, whatever became of its answer. */
  readonly committed: boolean;
}

type Entry = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] };

const MAX_ENTRIES = 10_000;
const MAX_BODY = 16 * 1024;
const MAX_TOTAL = 32 * 1024 * 1024;
const MAX_DEPTH = 64;

/** The last 10,000 requests, or fewer when they are large. */
export class RequestLog {
  readonly entries: Entry[] = [];
  /** About how large each entry is. */
  readonly #sizes: number[] = [];
  readonly #isSecret: (text: string) => boolean;
  #total = 0;

  constructor(isSecret: (text: string) => boolean) {
    this.#isSecret = isSecret;
  }

  /** Records a request on its arrival; the server fills in the rest of the entry as it comes. */
  begin(
    request: { method: string; path: string; query: Query; headers: IncomingHttpHeaders },
    requestId: string,
    at: Date,
  ): Entry {
    const entry: Entry = {
      requestId,
      at,
      method: request.method,
      path: this.#plainPath(request.path),
      query: this.#plain(request.query),
      headers: this.#plain(request.headers),
      operation: undefined,
      status: undefined,
      committed: false,
    };
    this.entries.push(entry);
    this.#bound(1000 + request.path.length + bodySize(request.headers));
    return entry;
  }

  body(entry: Entry, text: string): void {
    if (text === "") return;
    entry.body = text.length > MAX_BODY ? `[${text.length} characters]` : this.#parsed(this.scrub(text));
  }

  clear(): void {
    this.entries.length = 0;
    this.#sizes.length = 0;
    this.#total = 0;
  }

  scrub(text: string): string {
    return scrub(text, this.#isSecret);
  }

  #plainPath(path: string): string {
    const text = path.includes("%") ? decoded(path) : path;
    const plain = this.scrub(text);
    return plain === text ? path : plain;
  }

  #parsed(text: string): unknown {
    if (text.split(/[[{]/, MAX_DEPTH).length === MAX_DEPTH) return text;
    try {
      // As a text once more, without the escapes that could hide a secret.
      return JSON.parse(this.scrub(JSON.stringify(JSON.parse(text))));
    } catch {
      return text;
    }
  }

  #plain(values: Query): Record<string, string | string[]> {
    const plain: Record<string, string | string[]> = {};
    for (const name in values) {
      const value = values[name];
      if (value === undefined) continue;
      plain[this.scrub(name)] =
        name === "authorization"
          ? REDACTED
          : typeof value === "string"
            ? this.scrub(value)
            : value.map((item) => this.scrub(item));
    }
    return plain;
  }

  #bound(size: number): void {
    this.#sizes.push(size);
    this.#total += size;
    while (this.entries.length > MAX_ENTRIES || this.#total > MAX_TOTAL) {
      this.entries.shift();
      this.#total -= this.#sizes.shift() ?? 0;
    }
  }
}

/** How much a body adds to the record at most. */
function bodySize(headers: IncomingHttpHeaders): number {
  if (headers["transfer-encoding"] !== undefined) return MAX_BODY;
  return Math.min(MAX_BODY, Number(headers["content-length"] ?? 0));
}
