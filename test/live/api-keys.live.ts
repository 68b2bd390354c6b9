import {
  ApiKeyAccountRole,
  ApiKeyOrganizationRole,
  ApiKeySpaceRole,
  ApiKeyStatus,
  ApiKeyType,
  AuthenticationError,
  BadRequestError,
  type ListApiKeysParams,
  NotFoundError,
  PermissionDeniedError,
} from "arize-sdk";
import { afterAll, describe, expect, test } from "vitest";
import {
  APIKeysApi,
  type APIKeysApiApiKeysCreateRequest,
  type APIKeysApiApiKeysRefreshRequest,
} from "../../generated/apis/apikeys-api.js";
import { rejection } from "../support/client.js";
import { invalid } from "../support/every-request.js";
import { Account, HOUR } from "./account.js";

const account = await Account.open();
afterAll(() => account.close());

const refused = { status: expect.toBeOneOf([400, 422]) };
/** Service and test may disagree about the time by as much. */
const SKEW = 60_000;

// What the SDK would refuse on its own goes through the generated API.
type Body = APIKeysApiApiKeysCreateRequest["apiKeyCreate"];
const createRaw = (body: Body) => invalid(() => account.caller.api(APIKeysApi).apiKeysCreate({ apiKeyCreate: body }));
const refreshRaw = (apiKeyId: string, apiKeyRefresh: APIKeysApiApiKeysRefreshRequest["apiKeyRefresh"]) =>
  invalid(() => account.caller.api(APIKeysApi).apiKeysRefresh({ apiKeyId, apiKeyRefresh }));
const works = async (key: string) => {
  const call = account.clientOf(key).spaces.list({ limit: 1 });
  return call.then(
    () => true,
    (error: unknown) => (error instanceof AuthenticationError ? false : Promise.reject(error)),
  );
};
const listed = async ({ id }: { id: string }, params: ListApiKeysParams = {}, as = account.caller) => {
  for await (const key of as.apiKeys.list({ limit: 100, ...params })) if (key.id === id) return key;
  return undefined;
};

describe("list", () => {
  test("with a space: the service keys of that space, without asking for their type", async () => {
    const [service, user] = [await account.serviceKey(), await account.userKey()];
    const keys = await account.caller.apiKeys.list({ space: account.spaceId, limit: 100 }).toArray();
    expect(keys.map(({ id }) => id)).toContain(service.id);
    expect(keys.map(({ id }) => id)).not.toContain(user.id);
    expect(new Set(keys.map(({ keyType }) => keyType))).toEqual(new Set(["service"]));
  });

  test("without a space: the user keys of the caller", async () => {
    const [service, user] = [await account.serviceKey(), await account.userKey()];
    const keys = await account.caller.apiKeys.list({ limit: 100 }).toArray();
    expect(keys.map(({ id }) => id)).toContain(user.id);
    expect(keys.map(({ id }) => id)).not.toContain(service.id);
    expect(new Set(keys.map(({ keyType }) => keyType))).toEqual(new Set(["user"]));
    expect(new Set(keys.map(({ createdByUserId }) => createdByUserId))).toEqual(new Set([user.createdByUserId]));
  });

  test("without a space, another user's keys are 403 for who is no account admin", async (context) => {
    const member = account.other(context, "member");
    const { createdByUserId: userId } = await account.userKey();
    expect(await rejection(member.apiKeys.list({ userId }))).toBeInstanceOf(PermissionDeniedError);
  });

  test("without a space, an account admin may list another user's keys", async (context) => {
    const admin = account.other(context, "admin");
    const key = await account.userKey();
    expect(await listed(key, { userId: key.createdByUserId }, admin)).toMatchObject({ id: key.id });
  });

  test("with a space and a user: that user's service keys, for any caller with access to the space", async (context) => {
    const guest = account.other(context, "guest");
    const member = account.other(context, "member");
    const [own, others] = [await account.serviceKey(), await account.serviceKey({}, member)];
    const ofCaller = { space: { id: account.spaceId }, userId: own.createdByUserId };
    expect(await listed(own, ofCaller, guest)).toBeDefined();
    expect(await listed(others, ofCaller, guest)).toBeUndefined();
  });

  test("the status is active unless another is asked for", async () => {
    const [active, deleted] = [await account.serviceKey(), await account.serviceKey()];
    await account.caller.apiKeys.delete({ apiKeyId: deleted.id });
    const space = account.spaceId;
    expect([await listed(active, { space }), await listed(deleted, { space })]).toEqual([expect.anything(), undefined]);
    const status = ApiKeyStatus.DELETED;
    expect(await listed(active, { space, status })).toBeUndefined();
    expect(await listed(deleted, { space, status })).toMatchObject({ status });
  });

  test("the raw key is never in a list", async () => {
    const key = await account.serviceKey();
    const { data } = await account.caller.api(APIKeysApi).apiKeysList({ spaceId: account.spaceId, limit: 100 });
    expect(JSON.stringify(data)).not.toContain(key.key);
  });
});

describe("create", () => {
  test("a user key has what was asked for, and its raw key", async () => {
    const params = { name: account.name(), description: "d", expiresAt: account.ahead(HOUR) };
    const key = await account.caller.apiKeys.create(params);
    expect(key).toMatchObject({ ...params, keyType: ApiKeyType.USER, status: ApiKeyStatus.ACTIVE });
    expect(key.key).toMatch(/^ak-./);
    expect(key.redactedKey).not.toContain(key.key);
    expect(Math.abs(key.createdAt.getTime() - account.ahead(0).getTime())).toBeLessThan(SKEW);
  });

  test("a new key authenticates at once", async () => {
    expect(await works((await account.userKey()).key)).toBe(true);
    expect(await works((await account.serviceKey()).key)).toBe(true);
  });

  test.each<[string, Partial<Body>]>([
    ["space_id", { space_id: account.spaceId }],
    ["roles", { roles: { space_role: "member" } }],
  ])("space_id and roles are for service keys only, else 400: %s", async (_field, extra) => {
    expect(await rejection(createRaw({ name: account.name(), ...extra }))).toBeInstanceOf(BadRequestError);
  });

  test("a user key needs the caller's developer flag, else 403", async (context) => {
    const guest = account.other(context, "guest");
    expect(await rejection(account.userKey({}, guest))).toBeInstanceOf(PermissionDeniedError);
  });

  test("the type is user when none is given", async () => {
    const { data } = await createRaw({ name: account.name(), expires_at: account.ahead(HOUR).toISOString() });
    expect(data).toMatchObject({ key_type: "user" });
  });

  test("a service key without space_id is 400", async () => {
    const call = createRaw({ name: account.name(), key_type: "service" });
    expect(await rejection(call)).toBeInstanceOf(BadRequestError);
  });

  test("a service key acts as a bot user of its own", async () => {
    const key = await account.serviceKey();
    const bot = account.clientOf(key.key);
    expect((await bot.spaces.get({ space: { id: account.spaceId } })).id).toBe(account.spaceId);
    expect(await bot.apiKeys.list({ limit: 100 }).toArray()).toEqual([]);
    expect(await rejection(bot.apiKeys.list({ userId: key.createdByUserId }))).toBeInstanceOf(PermissionDeniedError);
  });

  test("omitted roles are member in the space, read-only in the organization, member in the account", async (context) => {
    const emulator = account.emulator(context, "the API doesn't tell a key's roles");
    const key = await account.serviceKey();
    const kept = emulator.state().keys.find(({ id }) => id === key.id);
    expect(kept).toMatchObject({ spaceRole: "member", orgRole: "read-only", accountRole: "member" });
  });

  test("a service key may have each role up to the caller's own", async () => {
    const roles = { spaceRole: ApiKeySpaceRole.ADMIN, orgRole: ApiKeyOrganizationRole.READ_ONLY };
    const key = await account.serviceKey({ ...roles, accountRole: ApiKeyAccountRole.MEMBER });
    const other = await account.serviceKey();
    await account.clientOf(key.key).apiKeys.delete({ apiKeyId: other.id });
    expect(await works(other.key)).toBe(false);
  });

  test.for([
    ["space_role", { spaceRole: ApiKeySpaceRole.ADMIN }],
    ["org_role", { orgRole: ApiKeyOrganizationRole.ADMIN }],
    ["account_role", { accountRole: ApiKeyAccountRole.ADMIN }],
  ] as const)("a role above the caller's own is 400: %s", async ([, roles], context) => {
    const member = account.other(context, "member");
    expect(await rejection(account.serviceKey(roles, member))).toBeInstanceOf(BadRequestError);
  });

  test("a service key needs SERVICE_KEY_CREATE in the space, else 403", async (context) => {
    const guest = account.other(context, "guest");
    const call = account.serviceKey({ space: { id: account.spaceId } }, guest);
    expect(await rejection(call)).toBeInstanceOf(PermissionDeniedError);
  });

  test("an expiry that isn't in the future is refused", async () => {
    const late = { name: account.name(), expires_at: account.ahead(-HOUR).toISOString() };
    expect(await rejection(createRaw(late))).toMatchObject(refused);
    const service = { ...late, key_type: ApiKeyType.SERVICE, space_id: account.spaceId };
    expect(await rejection(createRaw(service))).toMatchObject(refused);
  });

  test("a key without an expiry never expires", async () => {
    const key = await account.userKey({ expiresAt: undefined });
    expect(key).not.toHaveProperty("expiresAt");
    expect(await listed(key)).not.toHaveProperty("expiresAt");
  });

  test.each<[string, Partial<Body>]>([
    ["a name over 256 characters", { name: account.name().padEnd(257, "n") }],
    ["a description over 1,000 characters", { description: "d".repeat(1_001) }],
  ])("what is too long is refused: %s", async (_what, extra) => {
    expect(await rejection(createRaw({ name: account.name(), ...extra }))).toMatchObject(refused);
  });

  test.for([
    ["an empty name", { name: "" }],
    ["no name", {}],
  ] as const)("a key needs a name, else it is refused: %s", async ([, body], context) => {
    account.emulator(context, "a service that took it would hold a key without a marked name");
    expect(await rejection(createRaw(body as Body))).toMatchObject(refused);
  });

  test("a name may have 256 characters and a description 1,000", async () => {
    const params = { name: account.name().padEnd(256, "n"), description: "d".repeat(1_000) };
    expect(await account.userKey(params)).toMatchObject(params);
  });
});

describe("delete", () => {
  test("is immediate: the key no longer authenticates", async () => {
    for (const key of [await account.userKey(), await account.serviceKey()]) {
      expect(await works(key.key)).toBe(true);
      await account.caller.apiKeys.delete({ apiKeyId: key.id });
      expect(await works(key.key)).toBe(false);
    }
  });

  test("is soft: the key's status becomes deleted", async () => {
    const key = await account.userKey();
    await account.caller.apiKeys.delete({ apiKeyId: key.id });
    expect(await listed(key, { status: ApiKeyStatus.DELETED })).toMatchObject({ status: ApiKeyStatus.DELETED });
  });

  test("of an unknown or already deleted key is 404", async () => {
    const key = await account.userKey();
    await account.caller.apiKeys.delete({ apiKeyId: key.id });
    const unknown = Buffer.from("ApiKey:999999999:none").toString("base64");
    for (const apiKeyId of [key.id, unknown]) {
      expect(await rejection(account.caller.apiKeys.delete({ apiKeyId }))).toBeInstanceOf(NotFoundError);
    }
  });

  test("of a user key is for its creator and account admins; others get 403", async (context) => {
    const member = account.other(context, "member");
    const key = await account.userKey();
    const call = member.apiKeys.delete({ apiKeyId: key.id });
    expect(await rejection(call)).toBeInstanceOf(PermissionDeniedError);
    expect(await works(key.key)).toBe(true);
  });

  test("of another's user key is allowed to an account admin", async (context) => {
    const admin = account.other(context, "admin");
    const key = await account.userKey();
    await admin.apiKeys.delete({ apiKeyId: key.id });
    expect(await works(key.key)).toBe(false);
  });

  test("of a service key is allowed to a space admin who didn't create it", async (context) => {
    const member = account.other(context, "member");
    const key = await account.serviceKey({}, member);
    await account.caller.apiKeys.delete({ apiKeyId: key.id });
    expect(await works(key.key)).toBe(false);
  });

  test("of a service key by who is no space admin takes SERVICE_KEY_DELETE and being its creator", async (context) => {
    const member = account.other(context, "member");
    const [own, foreign] = [await account.serviceKey({}, member), await account.serviceKey()];
    await member.apiKeys.delete({ apiKeyId: own.id });
    expect(await works(own.key)).toBe(false);
    expect(await rejection(member.apiKeys.delete({ apiKeyId: foreign.id }))).toBeInstanceOf(PermissionDeniedError);
    expect(await works(foreign.key)).toBe(true);
  });
});

describe("refresh", () => {
  const make = () => account.userKey({ description: "d" });
  const refresh = (apiKeyId: string, params: { expiresAt?: Date; gracePeriodSeconds?: number } = {}) =>
    account.caller.apiKeys.refresh({ apiKeyId, expiresAt: account.ahead(HOUR), ...params });

  test("gives a new ID and a new secret, and keeps name, description and type; the status is active", async () => {
    const old = await make();
    const next = await refresh(old.id);
    const { name, description, keyType, createdByUserId } = old;
    expect(next).toMatchObject({ name, description, keyType, createdByUserId, status: ApiKeyStatus.ACTIVE });
    expect([next.id, next.key]).not.toEqual([old.id, old.key]);
    expect(next.id).not.toBe(old.id);
    expect(await works(next.key)).toBe(true);
  });

  test("keeps the scope: a service key's replacement is in the same space", async () => {
    const old = await account.serviceKey();
    const next = await refresh(old.id);
    expect(next.keyType).toBe(ApiKeyType.SERVICE);
    expect(await listed(next, { space: account.spaceId })).toBeDefined();
    expect((await account.clientOf(next.key).spaces.get({ space: account.spaceId })).id).toBe(account.spaceId);
  });

  test.each([
    [{}],
    [{ gracePeriodSeconds: 0 }],
  ])("without a grace the old key is deleted at once: %j", async (grace) => {
    const old = await make();
    await refresh(old.id, grace);
    expect(await works(old.key)).toBe(false);
    expect(await listed(old, { status: ApiKeyStatus.DELETED })).toBeDefined();
  });

  test("with a grace the old key stays active until now + grace, and both authenticate", async () => {
    const old = await make();
    const next = await refresh(old.id, { gracePeriodSeconds: 600 });
    const { expiresAt, status } = (await listed(old)) ?? {};
    expect(status).toBe(ApiKeyStatus.ACTIVE);
    expect(Math.abs((expiresAt?.getTime() ?? 0) - next.createdAt.getTime() - 600_000)).toBeLessThan(5_000);
    expect([await works(old.key), await works(next.key)]).toEqual([true, true]);
  });

  test("after the grace the old key no longer authenticates", async () => {
    const old = await make();
    const next = await refresh(old.id, { gracePeriodSeconds: 3 });
    await account.pass(5_000);
    expect([await works(old.key), await works(next.key)]).toEqual([false, true]);
  });

  test("a grace never makes the old key live longer", async () => {
    const old = await account.userKey({ expiresAt: account.ahead(HOUR / 2) });
    await refresh(old.id, { gracePeriodSeconds: 7_200 });
    expect((await listed(old))?.expiresAt).toEqual(old.expiresAt);
  });

  test("without an expiry the replacement never expires, even if the old key did", async () => {
    const old = await make();
    const next = await account.caller.apiKeys.refresh({ apiKeyId: old.id });
    expect(next).not.toHaveProperty("expiresAt");
    expect(await listed(next)).not.toHaveProperty("expiresAt");
  });

  test("with an expiry the replacement has it", async () => {
    const expiresAt = account.ahead(HOUR / 2);
    const next = await refresh((await make()).id, { expiresAt });
    expect(Math.abs((next.expiresAt?.getTime() ?? 0) - expiresAt.getTime())).toBeLessThan(1_000);
  });

  test("of an unknown or deleted key is 404", async () => {
    const old = await make();
    await account.caller.apiKeys.delete({ apiKeyId: old.id });
    const unknown = Buffer.from("ApiKey:999999999:none").toString("base64");
    for (const id of [old.id, unknown]) expect(await rejection(refresh(id))).toBeInstanceOf(NotFoundError);
  });

  test("is atomic: when it is refused the old key goes on, and nothing replaces it", async () => {
    const old = await make();
    expect(await rejection(refreshRaw(old.id, { expires_at: account.ahead(-HOUR).toISOString() }))).toMatchObject(
      refused,
    );
    expect(await works(old.key)).toBe(true);
    const keys = await account.caller.apiKeys.list({ limit: 100 }).toArray();
    expect(keys.filter(({ name }) => name === old.name).map(({ id }) => id)).toEqual([old.id]);
  });

  test.each([-1, 86_401])("a grace goes from 0 to 86,400 seconds, others are refused: %i", async (seconds) => {
    const old = await make();
    const call = refreshRaw(old.id, { grace_period_seconds: seconds });
    expect(await rejection(call)).toMatchObject(refused);
    expect(await works(old.key)).toBe(true);
  });
});
