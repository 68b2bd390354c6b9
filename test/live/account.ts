import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ApiKeyCreated,
  ApiKeyStatus,
  ApiKeyType,
  ArizeClient,
  type CreateApiKeyParams,
  type CreateServiceKeyParams,
  NotFoundError,
} from "arize-sdk";
import type { Emulator, EmulatorState } from "arize-sdk/testing";
import type { TestContext } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";

/** Users beside the caller, each with a variable that names a key of theirs. */
const OTHERS = {
  admin: { variable: "ARIZE_TEST_ADMIN_API_KEY", who: "an account admin" },
  member: {
    variable: "ARIZE_TEST_MEMBER_API_KEY",
    who: "a developer who is a member of the space, and admin of nothing",
  },
  guest: { variable: "ARIZE_TEST_GUEST_API_KEY", who: "a reader of the space who is no developer" },
} as const;
type Other = keyof typeof OTHERS;
type Keys = Readonly<Record<Other | "caller", string | undefined>>;

export const HOUR = 3_600_000;
const EMULATED: EmulatorState = {
  organizations: [{ name: "Acme" }, { name: "Globex" }],
  spaces: [
    { id: "U3BhY2U6OTA1OjFKa1I=", name: "Rules", organization: "Acme", description: "Of the contract" },
    { name: "rules-eu", organization: "Acme" },
    { name: "twin", organization: "Acme" },
    { name: "twin", organization: "Globex" },
  ],
  users: [
    { name: "caller", developer: true, spaces: { Rules: "admin", "rules-eu": "read-only" } },
    { name: "admin", developer: true, accountAdmin: true },
    { name: "member", developer: true, spaces: { Rules: "member" } },
    { name: "guest", spaces: { Rules: "read-only" } },
  ],
};

/**
 * The account that rules are tried on: an emulator's, or, when the environment names one, the service's. Open one before
 * the tests of a file and close it after them: that deletes what they made, also when they fail.
 */
export class Account {
  /** Every key of this run has a name that starts with it. */
  readonly prefix = `arize-sdk-live-${randomUUID().slice(0, 8)}`;
  readonly #clients = new Map<string, ArizeClient>();
  readonly #keys: Keys;
  readonly #emulator: Emulator | undefined;
  readonly spaceId: string;

  private constructor(spaceId: string, keys: Keys, emulator: Emulator | undefined) {
    this.spaceId = spaceId;
    this.#keys = keys;
    this.#emulator = emulator;
  }

  static async open(): Promise<Account> {
    const variable = (name: string) => process.env[name]?.trim() || undefined;
    const [caller, spaceId] = [variable("ARIZE_API_KEY"), variable("ARIZE_TEST_SPACE_ID")];
    if (caller !== undefined && spaceId !== undefined) {
      const [admin, member, guest] = Object.values(OTHERS).map((other) => variable(other.variable));
      return new Account(spaceId, { caller, admin, member, guest }, undefined);
    }
    if (spaceId !== undefined) throw new Error("ARIZE_TEST_SPACE_ID is set, and ARIZE_API_KEY is not.");
    const emulator = await startCheckedEmulator({ state: EMULATED });
    const [own, admin, member, guest] = emulator.users.map((user) => user.apiKey);
    return new Account(emulator.spaces[0]?.id ?? "", { caller: own, admin, member, guest }, emulator);
  }

  /** A client that calls with this key. */
  clientOf(apiKey: string): ArizeClient {
    const known = this.#clients.get(apiKey);
    if (known !== undefined) return known;
    const where = this.#emulator ? { baseUrl: this.#emulator.url } : {};
    const client = new ArizeClient({ ...where, apiKey, prereleaseWarnings: false, spaceCacheTtl: 0 });
    this.#clients.set(apiKey, client);
    return client;
  }

  /** The user whom `ARIZE_API_KEY` belongs to: a developer, and an admin of the space. */
  get caller(): ArizeClient {
    return this.clientOf(this.#keys.caller ?? "");
  }

  /** Another user; without one the test is skipped. */
  other(context: TestContext, name: Other): ArizeClient {
    const { variable, who } = OTHERS[name];
    return this.clientOf(this.#keys[name] ?? context.skip(`set ${variable} to a key of ${who}`));
  }

  /** The emulator, for what must not be done to an account, or can't; on the service the test is skipped. */
  emulator(context: TestContext, why = "it would change more than keys"): Emulator {
    return this.#emulator ?? context.skip(`the emulator only: ${why}`);
  }

  /** Lets time pass: the emulator's clock moves, with the service the test waits. */
  async pass(milliseconds: number): Promise<void> {
    if (this.#emulator) this.#emulator.clock.advance(milliseconds);
    else await sleep(milliseconds);
  }

  /** So far in the future, by the clock of whoever answers. */
  ahead(milliseconds: number): Date {
    return new Date((this.#emulator?.clock.now().getTime() ?? Date.now()) + milliseconds);
  }

  /** A user key of the caller's or another's; it ends within the hour, unless told otherwise. */
  userKey(params: Partial<CreateApiKeyParams> = {}, as = this.caller): Promise<ApiKeyCreated> {
    return as.apiKeys.create({ name: this.name(), expiresAt: this.ahead(HOUR), ...params });
  }

  /** A service key of the space; it ends within the hour, unless told otherwise. */
  serviceKey(params: Partial<CreateServiceKeyParams> = {}, as = this.caller): Promise<ApiKeyCreated> {
    const standard = { name: this.name(), space: this.spaceId, expiresAt: this.ahead(HOUR) };
    return as.apiKeys.createServiceKey({ ...standard, ...params });
  }

  /** A name for a key of this run. */
  name(): string {
    return `${this.prefix}-${randomUUID().slice(0, 8)}`;
  }

  /** Deletes every key of this run, also those whose answers were lost, and fails when one is left. */
  async close(): Promise<void> {
    const left: unknown[] = [];
    const owners = [this.#keys.caller, this.#keys.admin, this.#keys.member].filter((key) => key !== undefined);
    for (const owner of owners) {
      const { apiKeys } = this.clientOf(owner);
      const lists = [apiKeys.list({ keyType: ApiKeyType.USER, status: ApiKeyStatus.ACTIVE, limit: 100 })];
      if (owner === this.#keys.caller) lists.push(apiKeys.list({ space: { id: this.spaceId }, limit: 100 }));
      for (const list of lists) {
        const keys = await list.toArray().catch((error: unknown) => {
          left.push(error);
          return [];
        });
        for (const { id, name } of keys.filter((key) => key.name.startsWith(`${this.prefix}-`))) {
          await apiKeys.delete({ apiKeyId: id }).catch((error: unknown) => {
            if (!(error instanceof NotFoundError)) left.push(`${name}: ${error}`);
          });
        }
      }
    }
    for (const client of this.#clients.values()) client.close();
    await this.#emulator?.close();
    if (left.length > 0) throw new Error(`Keys named ${this.prefix}-… may be left:\n${left.join("\n")}`);
  }
}
