import { bare } from "./ids.js";
import { Ordered } from "./ordered.js";
import type { Role } from "./roles.js";

export type KeyType = "user" | "service";
export type KeyStatus = "active" | "deleted";

export interface Organization {
  readonly id: string;
  readonly name: string;
}

export interface Space {
  readonly seq: number;
  readonly id: string;
  readonly organizationId: string;
  readonly createdAt: number;
  name: string;
  description: string;
}

/** A person, or the bot that a service key acts as. */
export interface User {
  readonly id: string;
  readonly name?: string | undefined;
  readonly developer: boolean;
  readonly accountAdmin: boolean;
  readonly organizationRoles: ReadonlyMap<string, Role>;
  readonly spaceRoles: ReadonlyMap<string, Role>;
}

export interface Key {
  readonly seq: number;
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly type: KeyType;
  readonly secret: string;
  readonly redactedKey: string;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Whom it authenticates as: its creator, or its bot. */
  readonly actsAs: User;
  /** Service keys only. */
  readonly spaceId?: string | undefined;
  readonly status: KeyStatus;
  readonly expiresAt?: number | undefined;
  readonly lastUsedAt?: number | undefined;
}

/** Which list of keys: those of one type and status, in a space, by a creator, or both. */
export interface KeyList {
  readonly type: KeyType;
  readonly status: KeyStatus;
  readonly spaceId?: string | undefined;
  readonly createdBy?: string | undefined;
}

export function listName({ type, status, spaceId = "", createdBy = "" }: KeyList): string {
  return `keys ${type} ${status} ${spaceId} ${createdBy}`;
}

function listsOf({ type, status, spaceId, createdBy }: Key): string[] {
  const own = { type, status, createdBy };
  const lists = spaceId === undefined ? [own] : [own, { ...own, spaceId }, { type, status, spaceId }];
  return lists.map(listName);
}

const MAX_TEXTS = 100;

function byList(keys: readonly Key[]): Map<string, Key[]> {
  const groups = new Map<string, Key[]>();
  for (const key of keys) {
    for (const name of listsOf(key)) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [key]);
      else group.push(key);
    }
  }
  return groups;
}

/** Everything that the emulator knows. Each list that can be asked for is kept as an index. */
export class Store {
  readonly organizations: Organization[] = [];
  readonly users: User[] = [];
  readonly spaces = new Ordered<Space>();
  readonly keys: Key[] = [];
  readonly #organizations = new Map<string, Organization>();
  readonly #users = new Map<string, User>();
  readonly #spaces = new Map<string, Space>();
  readonly #spaceNames = new Map<string, Space>();
  readonly #keys = new Map<string, Key>();
  readonly #secrets = new Map<string, Key>();
  readonly #lists = new Map<string, Ordered<Key>>();
  readonly #texts = new Map<string, string>();
  #seq = 0;

  /** The next number: later things have greater ones. */
  next(): number {
    return ++this.#seq;
  }

  organization(id: string): Organization | undefined {
    return this.#organizations.get(bare(id));
  }

  user(id: string): User | undefined {
    return this.#users.get(bare(id));
  }

  space(id: string): Space | undefined {
    return this.#spaces.get(bare(id));
  }

  spaceNamed(organizationId: string, name: string): Space | undefined {
    return this.#spaceNames.get(`${organizationId} ${name}`);
  }

  key(id: string): Key | undefined {
    return this.#keys.get(bare(id));
  }

  keyWithSecret(secret: string): Key | undefined {
    return this.#secrets.get(secret);
  }

  keyList(list: KeyList): Ordered<Key> {
    return this.#lists.get(listName(list)) ?? new Ordered();
  }

  addOrganization(organization: Organization): void {
    this.organizations.push(organization);
    this.#organizations.set(bare(organization.id), organization);
  }

  /** Bots are known by their ID, and aren't among `users`. */
  addUser(user: User, kind: "person" | "bot"): void {
    if (kind === "person") this.users.push(user);
    this.#users.set(bare(user.id), user);
  }

  addSpace(space: Space): void {
    this.spaces.add(space);
    this.#spaces.set(bare(space.id), space);
    this.#spaceNames.set(`${space.organizationId} ${space.name}`, space);
  }

  renameSpace(space: Space, name: string): void {
    this.#spaceNames.delete(`${space.organizationId} ${space.name}`);
    space.name = name;
    this.#spaceNames.set(`${space.organizationId} ${name}`, space);
  }

  /** Removes a space; its service keys are deleted with it. */
  removeSpace(space: Space): void {
    this.#deleteAll([...this.keyList({ type: "service", status: "active", spaceId: space.id })]);
    this.spaces.remove(space);
    this.#spaces.delete(bare(space.id));
    this.#spaceNames.delete(`${space.organizationId} ${space.name}`);
  }

  addKey(key: Key): void {
    this.#texts.clear();
    this.keys.push(key);
    this.#keys.set(bare(key.id), key);
    this.#secrets.set(key.secret, key);
    for (const name of listsOf(key)) this.#list(name).add(key);
  }

  deleteKey(key: Key): void {
    for (const name of listsOf(key)) this.#list(name).remove(key);
    this.changeKey(key, { status: "deleted" });
    for (const name of listsOf(key)) this.#list(name).add(key);
  }

  changeKey(key: Key, change: Partial<Pick<Key, "status" | "expiresAt" | "lastUsedAt">>): void {
    Object.assign(key, change);
    this.#texts.clear();
  }

  /** What a list's page says, made once and kept until any key changes. */
  pageText(page: string, make: () => string): string {
    const known = this.#texts.get(page);
    if (known !== undefined) return known;
    if (this.#texts.size >= MAX_TEXTS) this.#texts.clear();
    const text = make();
    this.#texts.set(page, text);
    return text;
  }

  /** Does at once for many keys what {@link deleteKey} does for one. */
  #deleteAll(keys: readonly Key[]): void {
    for (const [name, group] of byList(keys)) this.#list(name).removeAll(group);
    for (const key of keys) this.changeKey(key, { status: "deleted" });
    for (const [name, group] of byList(keys)) this.#list(name).addAll(group);
  }

  #list(name: string): Ordered<Key> {
    const known = this.#lists.get(name);
    if (known !== undefined) return known;
    const list = new Ordered<Key>();
    this.#lists.set(name, list);
    return list;
  }
}
