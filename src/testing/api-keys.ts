import { idOf, instant, integer, integerText, object, oneOf, optional, text } from "./checks.js";
import { newId, newSecret, redactedForm } from "./ids.js";
import { type Call, noBody, operation } from "./operation.js";
import { type Answer, json, Problem } from "./problem.js";
import { accountRole, atLeast, mayManageServiceKeys, organizationRole, ROLES, type Role, spaceRole } from "./roles.js";
import { type Key, type KeyList, listName, type Space, type Store, type User } from "./store.js";

const keyType = oneOf("user", "service");

export const listKeys = operation(
  {
    id: "api_keys_list",
    method: "GET",
    path: "/v2/api-keys",
    query: {
      key_type: optional(keyType),
      status: optional(oneOf("active", "deleted")),
      space_id: optional(idOf("Space")),
      user_id: optional(idOf("User")),
      limit: optional(integerText(1, 100)),
      cursor: optional(text(1, 500)),
    },
    body: noBody,
  },
  (call) => {
    const { store, cursors, query } = call;
    const { limit = 50, cursor } = query;
    const list = selectedList(call);
    const name = listName(list);
    const start = cursors.read(name, cursor);
    const text = store.pageText(`${name} ${start} ${limit}`, () => {
      const { items, pagination } = cursors.page(name, store.keyList(list).after(start, limit + 1), limit);
      return JSON.stringify({ api_keys: items.map(wire), pagination });
    });
    return json(200, text);
  },
);

type ListQuery = {
  key_type?: "user" | "service" | undefined;
  status?: "active" | "deleted" | undefined;
  space_id?: string | undefined;
  user_id?: string | undefined;
};

function selectedList({ caller, store, query }: Call<ListQuery, undefined>): KeyList {
  const { status = "active" } = query;
  if (query.space_id !== undefined) {
    if (query.key_type === "user") throw new Problem(400, "space_id lists service keys; key_type can't be user");
    const space = knownSpace(store, query.space_id);
    if (spaceRole(caller, space) === undefined) throw new Problem(403, "You have no access to this space");
    const createdBy = query.user_id === undefined ? undefined : knownUser(store, query.user_id).id;
    return { type: "service", status, spaceId: space.id, createdBy };
  }
  const { key_type: type = "user", user_id = caller.id } = query;
  const user = store.user(user_id);
  if (user !== caller && !caller.accountAdmin) {
    throw new Problem(403, "Only account admins may list the keys of another user");
  }
  return { type, status, createdBy: knownUser(store, user_id).id };
}

export const createKey = operation(
  {
    id: "api_keys_create",
    method: "POST",
    path: "/v2/api-keys",
    query: {},
    body: object({
      name: text(1, 256),
      description: optional(text(0, 1000)),
      key_type: optional(keyType),
      expires_at: optional(instant),
      space_id: optional(idOf("Space")),
      roles: optional(
        object({
          space_role: optional(oneOf(...ROLES)),
          org_role: optional(oneOf(...ROLES)),
          account_role: optional(oneOf("admin", "member")),
        }),
      ),
    }),
  },
  ({ caller, store, now, body }) => {
    const { name, description, key_type: type = "user", expires_at: expiresAt } = body;
    if (type === "user") {
      if (body.space_id !== undefined) throw new Problem(400, "space_id is for service keys only");
      if (body.roles !== undefined) throw new Problem(400, "roles is for service keys only");
      if (!caller.developer) throw new Problem(403, "User keys need the developer permission");
      mustLieAhead(expiresAt, now);
      return created(201, store, now, {
        name,
        description,
        type,
        expiresAt,
        createdBy: caller.id,
        actsAs: caller,
      });
    }
    if (body.space_id === undefined) throw new Problem(400, "space_id is required for service keys");
    const space = knownSpace(store, body.space_id);
    if (!mayManageServiceKeys(caller, space)) {
      throw new Problem(403, "You don't have the permission SERVICE_KEY_CREATE in this space");
    }
    const roles = {
      space: body.roles?.space_role,
      org: body.roles?.org_role,
      account: body.roles?.account_role,
    };
    const actsAs = newBot(store, space, caller, roles);
    mustLieAhead(expiresAt, now);
    store.addUser(actsAs, "bot");
    const scope = { spaceId: space.id, createdBy: caller.id, actsAs };
    return created(201, store, now, { name, description, type, expiresAt, ...scope });
  },
);

export const deleteKey = operation(
  {
    id: "api_keys_delete",
    method: "DELETE",
    path: "/v2/api-keys/{id}",
    query: {},
    body: noBody,
  },
  ({ caller, store, id }) => {
    store.deleteKey(endableKey(store, id, caller));
    return { status: 204, headers: {} };
  },
);

export const refreshKey = operation(
  {
    id: "api_keys_refresh",
    method: "POST",
    path: "/v2/api-keys/{id}/refresh",
    query: {},
    body: object({ expires_at: optional(instant), grace_period_seconds: optional(integer(0, 86_400)) }),
  },
  ({ caller, store, now, id, body }) => {
    const old = endableKey(store, id, caller);
    mustLieAhead(body.expires_at, now);
    const { grace_period_seconds: grace = 0 } = body;
    const end = Math.min(old.expiresAt ?? Number.POSITIVE_INFINITY, now + grace * 1000);
    if (grace === 0) store.deleteKey(old);
    else store.changeKey(old, { expiresAt: end });
    const { name, description, type, spaceId, createdBy, actsAs } = old;
    const same = { name, description, type, spaceId, createdBy, actsAs };
    return created(200, store, now, { ...same, expiresAt: body.expires_at });
  },
);

type NewKey = Pick<Key, "name" | "description" | "type" | "spaceId" | "createdBy" | "actsAs" | "expiresAt">;

function created(status: number, store: Store, now: number, values: NewKey): Answer {
  const seq = store.next();
  const secret = newSecret();
  const key: Key = {
    ...values,
    seq,
    id: newId("ApiKey", seq),
    secret,
    redactedKey: redactedForm(secret),
    status: "active",
    createdAt: now,
  };
  store.addKey(key);
  return json(status, JSON.stringify({ ...wire(key), key: secret }));
}

/** The bot of a new service key, with the given roles or the service's defaults; none above the caller's own. */
function newBot(
  store: Store,
  space: Space,
  caller: User,
  roles: { space?: Role | undefined; org?: Role | undefined; account?: Role | undefined },
): User {
  const { space: ofSpace = "member", org = "read-only", account = "member" } = roles;
  const granted = [
    ["space_role", ofSpace, spaceRole(caller, space)],
    ["org_role", org, organizationRole(caller, space.organizationId)],
    ["account_role", account, accountRole(caller)],
  ] as const;
  for (const [name, role, own] of granted) {
    if (!atLeast(own, role))
      throw new Problem(400, `${name} may not be above your own role, which is ${own ?? "none"}`);
  }
  return {
    id: newId("User", store.next()),
    developer: false,
    accountAdmin: account === "admin",
    organizationRoles: new Map([[space.organizationId, org]]),
    spaceRoles: new Map([[space.id, ofSpace]]),
  };
}

/** An active key that the caller may delete, and so may replace. */
function endableKey(store: Store, id: string, caller: User): Key {
  const key = store.key(id);
  if (key?.status !== "active") throw new Problem(404, "No key has this ID, or it is deleted");
  const own = key.createdBy === caller.id;
  const space = key.spaceId === undefined ? undefined : knownSpace(store, key.spaceId);
  if (space === undefined) {
    if (!own && !caller.accountAdmin) throw new Problem(403, "User keys end by their creator or an account admin");
  } else if (spaceRole(caller, space) !== "admin" && !(own && mayManageServiceKeys(caller, space))) {
    throw new Problem(403, "Service keys end by a space admin, or by their creator with SERVICE_KEY_DELETE");
  }
  return key;
}

function mustLieAhead(expiresAt: number | undefined, now: number): void {
  if (expiresAt !== undefined && expiresAt <= now) throw new Problem(422, "expires_at must lie in the future");
}

function knownSpace(store: Store, id: string): Space {
  const space = store.space(id);
  if (space === undefined) throw new Problem(404, "No space has this ID");
  return space;
}

function knownUser(store: Store, id: string): User {
  const user = store.user(id);
  if (user === undefined) throw new Problem(404, "No user has this ID");
  return user;
}

function wire(key: Key) {
  return {
    id: key.id,
    name: key.name,
    description: key.description,
    key_type: key.type,
    status: key.status,
    redacted_key: key.redactedKey,
    created_at: dateTime(key.createdAt),
    expires_at: dateTime(key.expiresAt),
    created_by_user_id: key.createdBy,
    last_used_at: dateTime(key.lastUsedAt),
  };
}

function dateTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
