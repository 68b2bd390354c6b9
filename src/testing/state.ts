import { boolean, type Check, Invalid, instant, list, mapOf, object, oneOf, optional, text } from "./checks.js";
import { type IdType, isId, newId, newSecret, redactedForm } from "./ids.js";
import { ROLES, type Role } from "./roles.js";
import { type Key, Store, type User } from "./store.js";

/**
 * What an emulator holds, as plain data that can live in a JSON file.
 *
 * Things may refer to each other by ID or by name, where the name is unique. What is left out is made: IDs,
 * dates (now), and secrets. Give it to `startEmulator({ state })`; `emulator.state()` gives the same form back.
 *
 * @example
 * const state: EmulatorState = {
 *   organizations: [{ name: "Acme" }],
 *   spaces: [{ name: "prod", organization: "Acme" }],
 *   users: [{ name: "ada", developer: true, spaces: { prod: "admin" } }],
 *   keys: [{ name: "ci", type: "service", space: "prod", createdBy: "ada", expiresAt: "2030-01-01T00:00:00Z" }],
 * };
 */
export interface EmulatorState {
  /** The organizations of the account. Default: none. */
  organizations?: OrganizationState[] | undefined;
  /** The spaces of all organizations. Default: none. */
  spaces?: SpaceState[] | undefined;
  /** People; at least one. The bots of service keys come with their keys. */
  users: UserState[];
  /** User keys and service keys, the deleted ones too. A user without one gets one. Default: none. */
  keys?: KeyState[] | undefined;
}

/**
 * An organization in the state of an emulator.
 *
 * @example
 * const organization: OrganizationState = { name: "Acme" };
 */
export interface OrganizationState {
  /** Base64 of `Organization:number:suffix`. Default: made. */
  id?: string | undefined;
  /** 1 to 256 characters. */
  name: string;
}

/**
 * A space in the state of an emulator.
 *
 * @example
 * const space: SpaceState = { name: "prod", organization: "Acme" };
 */
export interface SpaceState {
  /** Base64 of `Space:number:suffix`. Default: made. */
  id?: string | undefined;
  /** 1 to 255 characters, unique in its organization. */
  name: string;
  /** Its organization, by ID or name. */
  organization: string;
  /** At most 1,000 characters. Default: empty. */
  description?: string | undefined;
  /** A `Date`, or an ISO 8601 string with a time zone. Default: now. */
  createdAt?: Date | string | undefined;
}

/**
 * A person in the state of an emulator.
 *
 * @example
 * const user: UserState = { name: "ada", developer: true, spaces: { prod: "admin" } };
 */
export interface UserState {
  /** Base64 of `User:number:suffix`. Default: made. */
  id?: string | undefined;
  /** For other parts of the state to refer to, 1 to 256 characters. */
  name?: string | undefined;
  /** May create user keys. Default: false. */
  developer?: boolean | undefined;
  /** Is admin of every organization and space. Default: false. */
  accountAdmin?: boolean | undefined;
  /** Roles by organization, its ID or name. Who has a role in a space is at least `read-only` in its organization. */
  organizations?: Record<string, Role> | undefined;
  /** Roles by space, its ID or name. */
  spaces?: Record<string, Role> | undefined;
}

/**
 * A key in the state of an emulator.
 *
 * @example
 * const key: KeyState = { name: "ci", type: "service", space: "prod", createdBy: "ada", secret: "ak-emulator-ci" };
 */
export interface KeyState {
  /** Base64 of `ApiKey:number:suffix`. Default: made. */
  id?: string | undefined;
  /** 1 to 256 characters. */
  name: string;
  /** At most 1,000 characters. */
  description?: string | undefined;
  /** Whom it acts as: its maker, or a bot in a space. Default: `user`. */
  type?: "user" | "service" | undefined;
  /** A deleted key authenticates nobody. Default: `active`. */
  status?: "active" | "deleted" | undefined;
  /** The user who made it, by ID or name. */
  createdBy: string;
  /** A `Date`, or an ISO 8601 string with a time zone. Default: now. */
  createdAt?: Date | string | undefined;
  /** A `Date`, or an ISO 8601 string with a time zone. Default: never. */
  expiresAt?: Date | string | undefined;
  /** A `Date`, or an ISO 8601 string with a time zone. Default: never used. */
  lastUsedAt?: Date | string | undefined;
  /** The raw key, starting with `ak-`. It is made when absent; `emulator.state()` never shows it. */
  secret?: string | undefined;
  /** What is shown in place of the secret. Default: its first and last characters. */
  redactedKey?: string | undefined;
  /** The space of a service key, by ID or name; such a key needs one. */
  space?: string | undefined;
  /** The bot user of a service key. Default: made. */
  botUserId?: string | undefined;
  /** The role of a service key in its space. Default: `member`. */
  spaceRole?: Role | undefined;
  /** The role of a service key in the organization of its space. Default: `read-only`. */
  orgRole?: Role | undefined;
  /** The role of a service key in the account. Default: `member`. */
  accountRole?: "admin" | "member" | undefined;
}

/** Stands for the organization of a deleted key whose space is deleted too. */
const GONE = "";

const role = oneOf(...ROLES);
const name = text(1, 256);
const reference = text(1, 500);
const time: Check<number> = (value, at) => instant(value instanceof Date ? value.toISOString() : value, at);
const secret: Check<string> = (value, at) => {
  const key = text(8, 200)(value, at);
  if (!/^ak-[\w-]+$/.test(key)) throw new Invalid(`${at} must be ak- and letters, digits, - or _`);
  return key;
};

/** So little of a secret that it gives nothing away. */
const redacted: Check<string> = (value, name) => {
  if (typeof value === "string" && /^.{1,12}\.{3}.{1,6}$/u.test(value)) return value;
  throw new Invalid(`${name} must be the first and last characters of a key, like ak-abc...xyz`);
};

const checkState = object({
  organizations: optional(list(object({ id: optional(reference), name }))),
  spaces: optional(
    list(
      object({
        id: optional(reference),
        name: text(1, 255),
        organization: reference,
        description: optional(text(0, 1000)),
        createdAt: optional(time),
      }),
    ),
  ),
  users: list(
    object({
      id: optional(reference),
      name: optional(name),
      developer: optional(boolean),
      accountAdmin: optional(boolean),
      organizations: optional(mapOf(role)),
      spaces: optional(mapOf(role)),
    }),
  ),
  keys: optional(
    list(
      object({
        id: optional(reference),
        name,
        description: optional(text(0, 1000)),
        type: optional(oneOf("user", "service")),
        status: optional(oneOf("active", "deleted")),
        createdBy: reference,
        createdAt: optional(time),
        expiresAt: optional(time),
        lastUsedAt: optional(time),
        secret: optional(secret),
        redactedKey: optional(redacted),
        space: optional(reference),
        botUserId: optional(reference),
        spaceRole: optional(role),
        orgRole: optional(role),
        accountRole: optional(oneOf("admin", "member")),
      }),
    ),
  ),
});

/** The only thing of its kind that has this ID or this name. */
function find<T extends { id: string; name?: string | undefined }>(
  kind: string,
  reference: string,
  byId: (id: string) => T | undefined,
  all: Iterable<T>,
): T {
  const known = byId(reference);
  if (known !== undefined) return known;
  const [found, ...others] = [...all].filter((item) => item.name === reference);
  if (found === undefined) throw new Invalid(`the state has no ${kind} ${reference}`);
  if (others.length > 0) throw new Invalid(`the state has several ${kind}s named ${reference}; refer to it by ID`);
  return found;
}

/** Builds the store that a description stands for. */
export function load(state: unknown, now: number): Store {
  const { organizations = [], spaces = [], users, keys = [] } = checkState(state, "state");
  if (users.length === 0) throw new Invalid("the state needs at least one user");
  const store = new Store();

  function identity(type: IdType, id: string | undefined, seq: number, taken: (id: string) => unknown): string {
    if (id === undefined) return newId(type, seq);
    if (!isId(type, id)) throw new Invalid(`${id} isn't the ID of a ${type}: base64 of ${type}:number:suffix`);
    if (taken(id) !== undefined) throw new Invalid(`the state has the ID ${id} twice`);
    return id;
  }
  const organizationOf = (reference: string) =>
    find("organization", reference, (id) => store.organization(id), store.organizations);
  const spaceOf = (reference: string) => find("space", reference, (id) => store.space(id), store.spaces);
  const userOf = (reference: string) => find("user", reference, (id) => store.user(id), store.users);

  for (const { id, name } of organizations) {
    store.addOrganization({
      id: identity("Organization", id, store.next(), (id) => store.organization(id)),
      name,
    });
  }
  for (const { id, name, organization, description = "", createdAt = now } of spaces) {
    const seq = store.next();
    const organizationId = organizationOf(organization).id;
    if (store.spaceNamed(organizationId, name)) throw new Invalid(`${organization} has two spaces named ${name}`);
    const spaceId = identity("Space", id, seq, (id) => store.space(id));
    store.addSpace({ seq, id: spaceId, organizationId, createdAt, name, description });
  }
  for (const user of users) {
    const { id, name, developer = false, accountAdmin = false } = user;
    const organizationRoles = new Map<string, Role>();
    const spaceRoles = new Map<string, Role>();
    for (const [reference, role] of Object.entries(user.spaces ?? {})) {
      const space = spaceOf(reference);
      spaceRoles.set(space.id, role);
      organizationRoles.set(space.organizationId, "read-only");
    }
    for (const [reference, role] of Object.entries(user.organizations ?? {})) {
      organizationRoles.set(organizationOf(reference).id, role);
    }
    const userId = identity("User", id, store.next(), (id) => store.user(id));
    store.addUser({ id: userId, name, developer, accountAdmin, organizationRoles, spaceRoles }, "person");
  }

  // Bots come before the keys, because a bot may have created a key that stands before its own.
  const bots = new Map<object, User>();
  for (const key of keys) {
    if (key.type !== "service") continue;
    const known = key.botUserId === undefined ? undefined : store.user(key.botUserId);
    const bot = known ?? newBot(key);
    if (known === undefined) store.addUser(bot, "bot");
    bots.set(key, bot);
  }
  function newBot(key: (typeof keys)[number]): User {
    const { spaceRole = "member", orgRole = "read-only", accountRole = "member" } = key;
    if (key.space === undefined) throw new Invalid(`the service key ${key.name} needs a space`);
    const space = key.status === "deleted" && isId("Space", key.space) ? store.space(key.space) : spaceOf(key.space);
    return {
      id: identity("User", key.botUserId, store.next(), (id) => store.user(id)),
      developer: false,
      accountAdmin: accountRole === "admin",
      organizationRoles: new Map([[space?.organizationId ?? GONE, orgRole]]),
      spaceRoles: new Map([[space?.id ?? key.space, spaceRole]]),
    };
  }
  for (const key of keys) {
    const { name, description, type = "user", status = "active", createdAt = now, expiresAt, lastUsedAt } = key;
    const createdBy = userOf(key.createdBy);
    const bot = bots.get(key);
    if (bot === undefined && (key.space ?? key.spaceRole ?? key.orgRole ?? key.accountRole ?? key.botUserId)) {
      throw new Invalid(`the key ${name} has a space or roles, which are for service keys`);
    }
    const [spaceId] = bot?.spaceRoles.keys() ?? [];
    const secret = key.secret ?? newSecret(key.redactedKey);
    if (store.keyWithSecret(secret) !== undefined) throw new Invalid("two keys of the state have the same secret");
    const seq = store.next();
    const id = identity("ApiKey", key.id, seq, (id) => store.key(id));
    const redactedKey = key.redactedKey ?? redactedForm(secret);
    const dates = { createdAt, expiresAt, lastUsedAt };
    const scope = { createdBy: createdBy.id, actsAs: bot ?? createdBy, spaceId };
    store.addKey({ seq, id, name, description, type, status, secret, redactedKey, ...dates, ...scope });
  }
  for (const user of store.users) {
    if (userKey(store, user, now) !== undefined) continue;
    const [seq, secret] = [store.next(), newSecret()];
    const made = {
      name: "emulator",
      type: "user",
      status: "active",
      createdAt: now,
      redactedKey: redactedForm(secret),
    } as const;
    store.addKey({ ...made, seq, id: newId("ApiKey", seq), secret, createdBy: user.id, actsAs: user });
  }
  return store;
}

/** The key that a person calls with: the first live one, and rather one that doesn't expire. */
export function userKey(store: Store, user: User, now: number): Key | undefined {
  const keys = [...store.keyList({ type: "user", status: "active", createdBy: user.id })];
  return keys.find((key) => key.expiresAt === undefined) ?? keys.find(({ expiresAt = 0 }) => expiresAt > now);
}

/** The description of a store: {@link load} makes the same store of it. */
export function describe(store: Store, show: { secrets: boolean }): Required<EmulatorState> {
  return {
    organizations: store.organizations.map(({ id, name }) => ({ id, name })),
    spaces: [...store.spaces].map(({ id, name, organizationId, description, createdAt }) => ({
      id,
      name,
      organization: organizationId,
      description,
      createdAt: new Date(createdAt).toISOString(),
    })),
    users: store.users.map(({ id, name, developer, accountAdmin, organizationRoles, spaceRoles }) => ({
      id,
      ...(name !== undefined && { name }),
      developer,
      accountAdmin,
      organizations: Object.fromEntries(organizationRoles),
      spaces: Object.fromEntries([...spaceRoles].filter(([id]) => store.space(id) !== undefined)),
    })),
    keys: store.keys.map((key) => describeKey(key, show)),
  };
}

function describeKey(key: Key, show: { secrets: boolean }): KeyState {
  const { id, name, description, type, status, createdBy, redactedKey, secret, actsAs, spaceId } = key;
  const date = (name: string, time: number | undefined) =>
    time === undefined ? {} : { [name]: new Date(time).toISOString() };
  const [orgRole] = actsAs.organizationRoles.values();
  return {
    id,
    name,
    ...(description !== undefined && { description }),
    type,
    status,
    createdBy,
    ...date("createdAt", key.createdAt),
    ...date("expiresAt", key.expiresAt),
    ...date("lastUsedAt", key.lastUsedAt),
    redactedKey,
    ...(show.secrets && { secret }),
    ...(spaceId !== undefined && {
      space: spaceId,
      botUserId: actsAs.id,
      spaceRole: actsAs.spaceRoles.get(spaceId),
      orgRole,
      accountRole: actsAs.accountAdmin ? "admin" : "member",
    }),
  };
}
