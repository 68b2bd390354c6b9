import { once } from "node:events";
import { Agent } from "node:http";
import type { AddressInfo } from "node:net";
import { anything, boolean, integer, object, optional, text } from "./checks.js";
import { Clock } from "./clock.js";
import { controlOf } from "./control.js";
import { Cursors } from "./cursor.js";
import { defaultState } from "./default-state.js";
import { type Fault, type FaultMatch, Faults } from "./faults.js";
import type { OperationId } from "./operation.js";
import type { EmulatorOptions } from "./options.js";
import { type RecordedRequest, RequestLog } from "./record.js";
import { emulatorServer, type World } from "./server.js";
import { describe, type EmulatorState, load, userKey } from "./state.js";

/**
 * A user of the emulator's account, with a key to call as them.
 *
 * @example
 * const asUser = ({ apiKey }: EmulatorUser) => new ArizeClient({ ...emulator.clientOptions, apiKey });
 */
export interface EmulatorUser {
  /** What keys that the user makes have as `createdByUserId`. */
  readonly id: string;
  /** Authenticates as this user. */
  readonly apiKey: string;
  /** May create user keys. */
  readonly developer: boolean;
  /** Is admin of everything. */
  readonly accountAdmin: boolean;
}

/**
 * The emulator's clock. It runs with real time, from wherever it was moved to.
 *
 * @example
 * const skipDays = (clock: EmulatorClock, days: number) => clock.advance(days * 86_400_000);
 */
export interface EmulatorClock {
  /** The time by which keys expire and dates are given. */
  now(): Date;
  /** Moves it forward, or back with a negative number of `milliseconds`. */
  advance(milliseconds: number): void;
  /** Moves it to `date`, a `Date` or an ISO 8601 string; it runs on from there. */
  set(date: Date | string): void;
}

/**
 * Arms faults. For a request the first armed one that fits strikes; none does after `clear()`.
 *
 * @example
 * const lostCreates = (faults: EmulatorFaults) => faults.every(1, "api_keys_create", { reset: "after-commit" });
 */
export interface EmulatorFaults {
  /**
   * Arms a fault for the next request that fits.
   *
   * @throws {TypeError} the match or the fault isn't one
   * @example
   * emulator.faults.next("api_keys_create", { reset: "after-commit" }); // made, and the answer lost
   */
  next(match: FaultMatch | OperationId, fault: Fault): void;
  /**
   * Arms a fault for each `n`-th request that fits; with 1, for every one.
   *
   * @throws {TypeError} the match or the fault isn't one
   * @example
   * emulator.faults.every(2, { method: "GET" }, { status: 503, retryAfter: 1 });
   */
  every(n: number, match: FaultMatch | OperationId, fault: Fault): void;
  /** Disarms all. */
  clear(): void;
}

/**
 * A running emulator.
 *
 * @example
 * const clientOf = ({ clientOptions }: Emulator) => new ArizeClient(clientOptions);
 */
export interface Emulator extends AsyncDisposable {
  /** Where it listens, like `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Options for `new ArizeClient(…)` that lead to this emulator, whatever the environment says. */
  readonly clientOptions: {
    /** The key of the first user. */
    readonly apiKey: string;
    /** Where the emulator listens. */
    readonly baseUrl: string;
    /** An agent that leads past the environment's proxies. */
    readonly httpAgent: Agent;
  };
  /** The key of the first user, who in the default state is a developer and account admin. */
  readonly apiKey: string;
  /** The people of the account, in the order of the state. */
  readonly users: readonly EmulatorUser[];
  /** The organizations, in the order of the state. */
  readonly organizations: readonly {
    /** What `client.spaces.create` takes as `organizationId`. */
    readonly id: string;
    /** Its name in the state. */
    readonly name: string;
  }[];
  /** The spaces that there are now. */
  readonly spaces: readonly {
    /** What the client takes as `{ id }` of a space. */
    readonly id: string;
    /** Unique in its organization. */
    readonly name: string;
    /** The organization that it belongs to. */
    readonly organizationId: string;
  }[];
  /** The last 10,000 requests, the oldest first, without secrets. */
  readonly requests: readonly RecordedRequest[];
  /** What moves its time: expiry, the grace of a rotation and rate limits follow it. */
  readonly clock: EmulatorClock;
  /** Makes requests fail: see {@link Fault} for all the ways. */
  readonly faults: EmulatorFaults;
  /** Everything that it holds now, without secrets, in the form that `startEmulator({ state })` takes. */
  state(): Required<EmulatorState>;
  /** Goes back to the state it started with: the same IDs and keys, real time, no faults, no recorded requests. */
  reset(): void;
  /** Stops it and drops all connections. */
  close(): Promise<void>;
  /** Does what `close` does, at the end of the block of `await using emulator = …`. */
  [Symbol.asyncDispose](): Promise<void>;
}

const milliseconds = optional(integer(0, 2 ** 31 - 1));
const checkOptions = object({
  port: optional(integer(0, 65_535)),
  host: optional(text(1, 255)),
  state: anything,
  control: optional(boolean),
  keepAliveTimeout: milliseconds,
  headersTimeout: milliseconds,
  requestTimeout: milliseconds,
  onExchange: anything,
} satisfies { [Name in keyof EmulatorOptions]-?: unknown });

/**
 * Starts a server of the whole API on this machine, for tests of code that manages keys. It keeps state: keys that
 * it makes authenticate, expire, and end. Everything is in memory and gone after `close()`.
 *
 * @throws {TypeError} an option or the state doesn't fit
 * @throws {Error} it can't listen, with the `code` of `node:net`: `EADDRINUSE` …
 * @example
 * await using emulator = await startEmulator();
 * const client = new ArizeClient(emulator.clientOptions);
 * const key = await client.apiKeys.createServiceKey({ name: "ci", space: "prod" });
 * expect(emulator.requests.filter((request) => request.operation === "api_keys_create")).toHaveLength(1);
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkOptions(options, "options");
  const { port = 0, host = "127.0.0.1", state = defaultState } = options;
  const clock = new Clock();
  const faults = new Faults();
  const closing = new AbortController();
  const log = new RequestLog((text) => world.store.keyWithSecret(text) !== undefined);
  const world: World = {
    store: load(state, clock.time()),
    clock,
    cursors: new Cursors(),
    log,
    faults,
    control: options.control ? controlOf({ clock, faults, requests: log.entries, reset }) : undefined,
    closing: closing.signal,
  };
  const atStart = describe(world.store, { secrets: true });
  const users = world.store.users.map(({ id, developer, accountAdmin }) => {
    return Object.freeze({ id, apiKey: keyOf(id), developer, accountAdmin });
  });
  function keyOf(userId: string): string {
    const user = world.store.user(userId);
    const key = user && userKey(world.store, user, clock.time());
    if (key === undefined) throw new TypeError("every user of the state needs a key");
    return key.secret;
  }

  const server = emulatorServer(world, options);
  server.listen(port, host);
  await once(server, "listening");
  const url = urlOf(server.address());
  if (!/^(127\.|localhost$|::1$)/.test(host)) {
    process.emitWarning(`The emulator listens on ${host}: everyone on the network can reach it`);
  }

  function reset(): void {
    clock.reset();
    faults.clear();
    log.clear();
    world.store = load(atStart, clock.time());
  }

  async function close(): Promise<void> {
    if (!server.listening) return;
    closing.abort();
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  const apiKey = users[0]?.apiKey ?? "";
  return {
    url,
    // An agent of its own leads past the proxies that the environment may name.
    clientOptions: Object.freeze({ apiKey, baseUrl: url, httpAgent: new Agent({ keepAlive: true }) }),
    apiKey,
    users,
    get organizations() {
      return world.store.organizations.map(({ id, name }) => ({ id, name }));
    },
    get spaces() {
      return [...world.store.spaces].map(({ id, name, organizationId }) => ({ id, name, organizationId }));
    },
    requests: log.entries,
    clock,
    faults,
    state: () => describe(world.store, { secrets: false }),
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new TypeError("the emulator listens on no port");
  const host = address.address === "0.0.0.0" || address.address === "::" ? "127.0.0.1" : address.address;
  return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}
