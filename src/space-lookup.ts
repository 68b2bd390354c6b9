import { bounds } from "../generated/operations.js";
import { type BoundOptions, bindingOf } from "./connection/call.js";
import { AmbiguousSpaceError, NotFoundError, SpaceNotFoundError } from "./errors.js";
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

/** A lookup on its way, for all who asked for the same name. */
interface Running {
  readonly id: Promise<string>;
  readonly stop: AbortController;
  waiting: number;
}

const MAX_NAMES = 1_000;

/** Finds spaces by name, and remembers for a short time what it found. */
export class SpaceLookup {
  readonly #findSpaces: FindSpaces;
  /** Starts a call without a deadline, which ends when the signal fires. */
  readonly #begin: (signal: AbortSignal) => BoundOptions;
  readonly #ttl: number;
  readonly #found = new Map<string, { readonly id: string; readonly until: number }>();
  readonly #running = new Map<string, Running>();

  constructor(findSpaces: FindSpaces, begin: (signal: AbortSignal) => BoundOptions, ttl: number) {
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
    const running = this.#running.get(name) ?? this.#start(name);
    running.waiting++;
    const leave = () => {
      running.waiting--;
      if (running.waiting > 0) return;
      if (this.#running.get(name) === running) this.#running.delete(name);
      running.stop.abort();
    };
    const { call } = bindingOf(options);
    return call.guard(running.id).finally(leave);
  }

  #start(name: string): Running {
    const stop = new AbortController();
    const id = this.#find(name, this.#begin(stop.signal)).then((found) => {
      if (this.#running.get(name) === running) this.#remember(name, found);
      return found;
    });
    // Those who wait see its failure; when nobody does any more, nobody needs to.
    id.catch(() => {});
    const running: Running = { id, stop, waiting: 0 };
    this.#running.set(name, running);
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
    const ids = new Set<string>();
    const others: string[] = [];
    for await (const found of list((cursor) => this.#findSpaces(name, maximum, cursor, options))) {
      if (found.name === name) ids.add(found.id);
      else others.push(found.name);
    }
    const [id, ...more] = ids;
    if (id === undefined) throw new SpaceNotFoundError(name, nearest(name, others));
    if (more.length > 0) throw new AmbiguousSpaceError(name, [...ids]);
    return id;
  }
}
