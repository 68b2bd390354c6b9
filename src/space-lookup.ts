import { bounds } from "../generated/operations.js";
import { type BoundOptions, bindingOf, type Call } from "./connection/call.js";
import { AmbiguousSpaceError, NotFoundError, SpaceNotFoundError, TimeoutError } from "./errors.js";
import { nearest } from "./nearest.js";
import { type FetchedPage, list } from "./page.js";
import { readSpaceRef, type SpaceRef } from "./space-ref.js";

/** Fetches one page of the spaces whose name holds `name`. */
export type FindSpaces = (
  name: string,
  limit: number,
  cursor: string | undefined,
  options: BoundOptions,
) => Promise<FetchedPage<{ readonly id: string; readonly name: string }>>;

/** A lookup on its way, for all who asked for the same name with as many repeats. */
interface Running {
  readonly id: Promise<string>;
  readonly call: Call;
  readonly stop: AbortController;
  waiting: number;
}

const MAX_NAMES = 1_000;

/** Finds spaces by name, and remembers for a short time what it found. */
export class SpaceLookup {
  readonly #findSpaces: FindSpaces;
  /** Starts a call with the settings of another, which ends when the signal fires. */
  readonly #begin: (like: Call, signal: AbortSignal) => BoundOptions;
  readonly #ttl: number;
  readonly #found = new Map<string, { readonly id: string; readonly until: number }>();
  readonly #running = new Map<string, Running>();

  constructor(findSpaces: FindSpaces, begin: (like: Call, signal: AbortSignal) => BoundOptions, ttl: number) {
    this.#findSpaces = findSpaces;
    this.#begin = begin;
    this.#ttl = ttl;
  }

  /** The ID that a reference means; a name costs a request when it isn't remembered. */
  async resolve(ref: SpaceRef, options: BoundOptions): Promise<string> {
    const space = readSpaceRef(ref);
    if ("id" in space) return this.#given(space, options);
    return this.#remembered(space.name, options) ?? this.#share(space.name, options);
  }

  /** The same without the memory, for calls on the space itself. */
  async resolveFresh(ref: SpaceRef, options: BoundOptions): Promise<string> {
    const space = readSpaceRef(ref);
    return "id" in space ? this.#given(space, options) : this.#find(space.name, options);
  }

  /** Does `work` in a space. When the ID was remembered and is gone, the lookup and the work are done once more. */
  async use<T>(ref: SpaceRef, options: BoundOptions, work: (spaceId: string) => Promise<T>): Promise<T> {
    const space = readSpaceRef(ref);
    const remembered = "id" in space ? undefined : this.#remembered(space.name, options);
    if ("id" in space || remembered === undefined) return work(await this.resolve(ref, options));
    try {
      return await work(remembered);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      this.#found.delete(space.name);
      return work(await this.resolve(ref, options));
    }
  }

  /** Waits for a change to spaces, after which, whatever came of it, nothing found before counts. */
  async changing<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      this.#found.clear();
      this.#running.clear();
    }
  }

  #given({ id, assumed }: { id: string; assumed: boolean }, options: BoundOptions): string {
    if (assumed) {
      bindingOf(options).call.hint =
        "The space was taken for an ID by its form; if it is a name, pass { name } instead";
    }
    return id;
  }

  #remembered(name: string, options: BoundOptions): string | undefined {
    const found = this.#found.get(name);
    return found && found.until > performance.now() && !options.headers ? found.id : undefined;
  }

  /** One lookup for all who ask at the same time. It outlives any one of them, and ends with the last. */
  async #share(name: string, options: BoundOptions): Promise<string> {
    // Other headers may mean another view of the account.
    if (options.headers) return this.#find(name, options);
    const { call } = bindingOf(options);
    call.assertRunning();
    const key = `${call.maxRetries} ${name}`;
    const running = this.#running.get(key) ?? this.#start(key, name, call);
    running.waiting++;
    running.call.outlast(call);
    const leave = () => {
      running.waiting--;
      if (running.waiting > 0) return;
      if (this.#running.get(key) === running) this.#running.delete(key);
      running.stop.abort();
    };
    return call
      .guard(running.id, (ended) => {
        throw ended instanceof TimeoutError ? call.timedOut(running.call.failure) : ended;
      })
      .finally(leave);
  }

  #start(key: string, name: string, like: Call): Running {
    const stop = new AbortController();
    const options = this.#begin(like, stop.signal);
    const id = this.#find(name, options).then((found) => {
      if (this.#running.get(key) === running) this.#remember(name, found);
      return found;
    });
    // Those who wait see its failure; when nobody does any more, nobody needs to.
    id.catch(() => {});
    const running: Running = { id, stop, call: bindingOf(options).call, waiting: 0 };
    this.#running.set(key, running);
    return running;
  }

  #remember(name: string, id: string): void {
    if (this.#ttl === 0) return;
    const [oldest] = this.#found.keys();
    if (this.#found.size >= MAX_NAMES && oldest !== undefined) this.#found.delete(oldest);
    this.#found.set(name, { id, until: performance.now() + this.#ttl });
  }

  async #find(name: string, options: BoundOptions): Promise<string> {
    const { maximum } = bounds.spaces_list.limit;
    // By their IDs without padding, which may or may not be there.
    const ids = new Map<string, string>();
    const others: string[] = [];
    for await (const found of list((cursor) => this.#findSpaces(name, maximum, cursor, options))) {
      if (found.name === name) ids.set(found.id.replace(/=+$/, ""), found.id);
      else others.push(found.name);
    }
    const [id, ...more] = ids.values();
    if (id === undefined) throw new SpaceNotFoundError(name, nearest(name, others));
    if (more.length > 0) throw new AmbiguousSpaceError(name, [...ids.values()]);
    return id;
  }
}
