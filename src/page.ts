import type { RequestOptions } from "./connection/call.js";
import { linked } from "./connection/signals.js";
import { AbortError, ResponseError } from "./errors.js";
import { checkParams, integer, object, optional } from "./validation.js";

/**
 * One page of a list, and the way to the next. Iterating gives the items of this page and of all later ones.
 *
 * @example
 * const page: Page<ApiKey> = await client.apiKeys.list({ limit: 20 });
 * for (const key of page.data) console.log(key.name);
 * const second = await page.getNextPage();
 */
export interface Page<T> extends AsyncIterable<T> {
  /** The items of this page alone. */
  readonly data: T[];
  /** Where the list goes on. */
  readonly pagination: {
    /** Whether a page follows. */
    readonly hasMore: boolean;
    /** The `cursor` of the next page, to go on from in another process; good only with the same filters. */
    readonly nextCursor?: string;
  };
  /** The page after this one, or `undefined` after the last. Options replace those of the list for this one request. */
  getNextPage(options?: RequestOptions): Promise<Page<T> | undefined>;
}

/**
 * A list that has not been asked for yet: `await` it for its first page, or iterate over the items of every page.
 * Nothing is sent until one of them is used; the first page is fetched once and shared.
 *
 * @example
 * const list: List<ApiKey> = client.apiKeys.list({ status: "deleted" });
 * for await (const key of list) console.log(key.name); // or: const page = await list;
 */
export interface List<T> extends Promise<Page<T>>, AsyncIterable<T> {
  /** All items of all pages, or the first `max`. Without `max`, a long list is held in memory whole. */
  toArray(options?: {
    /** The most items to give. Default: all. */
    max?: number | undefined;
  }): Promise<T[]>;
}

/**
 * A page as a list operation of the API answers it.
 *
 * @example
 * const page: FetchedPage<string> = { data: ["a", "b"], pagination: { has_more: true, next_cursor: "c2" } };
 */
export interface FetchedPage<T> {
  /** The items. */
  readonly data: T[];
  /** The page's place in the list, as the API names it. */
  readonly pagination: {
    /** Whether a page follows. */
    readonly has_more: boolean;
    /** The cursor of the page that follows. */
    readonly next_cursor?: string | undefined;
  };
}

/**
 * Fetches the page at `cursor`, or the first one.
 *
 * @example
 * const fetchPage: FetchPage<string> = async () => ({ data: ["a"], pagination: { has_more: false } });
 */
export type FetchPage<T> = (cursor: string | undefined, options: RequestOptions) => Promise<FetchedPage<T>>;

/** @internal */
export function list<T>(fetchPage: FetchPage<T>, options: RequestOptions = {}): List<T> {
  return new LazyList(() => fetchAt(fetchPage, options, undefined, new CursorGuard()));
}

async function fetchAt<T>(
  fetchPage: FetchPage<T>,
  options: RequestOptions,
  cursor: string | undefined,
  guard: CursorGuard,
  overrides?: RequestOptions,
): Promise<Page<T>> {
  const { data, pagination } = await fetchPage(cursor, overrides ? { ...options, ...overrides } : options);
  const { has_more, next_cursor: nextCursor } = pagination;
  // A service that forgets to say so, and gives a cursor, has more: a list that ends too early looks complete.
  const hasMore = Boolean(has_more ?? nextCursor);
  return new FetchedList(
    data,
    typeof nextCursor === "string" ? { hasMore, nextCursor } : { hasMore },
    (nextOverrides) => {
      const next = guard.follow(cursor, nextCursor);
      return fetchAt(fetchPage, options, next.cursor, next.guard, nextOverrides);
    },
    options.signal,
  );
}

class FetchedList<T> implements Page<T> {
  readonly #fetchNext: (options: RequestOptions) => Promise<Page<T>>;
  readonly #signal: AbortSignal | undefined;

  constructor(
    readonly data: T[],
    readonly pagination: Page<T>["pagination"],
    fetchNext: (options: RequestOptions) => Promise<Page<T>>,
    signal: AbortSignal | undefined,
  ) {
    this.#fetchNext = fetchNext;
    this.#signal = signal;
  }

  async getNextPage(options: RequestOptions = {}): Promise<Page<T> | undefined> {
    checkParams("getNextPage", { options }, { options: object });
    return this.pagination.hasMore ? this.#fetchNext(options) : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (const item of this.data) {
      yield item;
      assertGoing(this.#signal);
    }
    // Who reads on into the second page most likely wants the third: it is fetched while the second is read.
    for (let page = await this.getNextPage(); page; ) {
      const ahead = linked(this.#signal);
      try {
        const next: Promise<Page<T> | undefined> = page.getNextPage({ signal: ahead.signal });
        next.catch(() => {}); // seen below, unless the reader stops before
        await turn(); // a busy reader would else keep the request from being written
        for (const item of page.data) {
          yield item;
          assertGoing(this.#signal);
        }
        page = await next;
      } finally {
        ahead.release();
        ahead.abort();
      }
    }
  }
}

/** Throws when the reader's signal has fired, also while there are items left of a page. */
function assertGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortError({ cause: signal.reason });
}

/** One turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Notices a service that sends the list in circles (Brent's algorithm: one remembered cursor, whatever the length). */
class CursorGuard {
  constructor(
    readonly remembered?: string,
    readonly steps = 0,
    readonly limit = 1,
  ) {}

  follow(current: string | undefined, next: string | undefined): { cursor: string; guard: CursorGuard } {
    if (typeof next !== "string" || next === "") {
      throw new ResponseError("The service says that there are more items and gives no cursor to them.");
    }
    if (next === current || next === this.remembered) {
      throw new ResponseError("The service sends the list in circles: a page repeats an earlier cursor.");
    }
    const guard =
      this.steps + 1 === this.limit
        ? new CursorGuard(next, 0, this.limit * 2)
        : new CursorGuard(this.remembered, this.steps + 1, this.limit);
    return { cursor: next, guard };
  }
}

class LazyList<T> implements List<T> {
  readonly #fetchFirst: () => Promise<Page<T>>;
  #first: Promise<Page<T>> | undefined;

  constructor(fetchFirst: () => Promise<Page<T>>) {
    this.#fetchFirst = fetchFirst;
  }

  get #page(): Promise<Page<T>> {
    this.#first ??= this.#fetchFirst();
    return this.#first;
  }

  get [Symbol.toStringTag](): string {
    return "List";
  }

  // biome-ignore lint/suspicious/noThenProperty: a list is a promise of its first page
  then<A = Page<T>, B = never>(
    onFulfilled?: ((page: Page<T>) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#page.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Page<T> | B> {
    return this.#page.catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Page<T>> {
    return this.#page.finally(onFinally);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this.#page;
  }

  async toArray(options: { max?: number | undefined } = {}): Promise<T[]> {
    checkParams("toArray", options, { max: optional(integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })) });
    const { max } = options;
    const items: T[] = [];
    if (max === 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length === max) break;
    }
    return items;
  }
}
