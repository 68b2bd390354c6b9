import { expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { at, callerOf, hour, people, spaceId } from "./caller.js";

const path = "/v2/api-keys";

test("a user key: 201 with its secret, and the secret works", async () => {
  await using emulator = await startCheckedEmulator();
  const expires_at = at(emulator, hour);
  const body = { name: "k", description: "d", key_type: "user", expires_at };
  const reply = await callerOf(emulator)("POST", path, { body });
  expect(reply.status).toBe(201);
  expect(reply.body).toMatchObject({ ...body, status: "active", created_by_user_id: people(emulator).ada.id });
  expect(reply.body.key).toMatch(/^ak-emulator-\w{32}$/);
  expect(Buffer.from(reply.body.id, "base64").toString()).toMatch(/^ApiKey:\d+:/);
  expect((await callerOf(emulator, reply.body.key)("GET", path)).status).toBe(200);
});

test("key_type is user when absent, and absent fields stay absent", async () => {
  await using emulator = await startCheckedEmulator();
  const { body } = await callerOf(emulator)("POST", path, { body: { name: "k" } });
  expect(body.key_type).toBe("user");
  expect(Object.keys(body).sort()).toEqual([
    "created_at",
    "created_by_user_id",
    "id",
    "key",
    "key_type",
    "name",
    "redacted_key",
    "status",
  ]);
});

test("a user key needs the developer flag, else 403", async () => {
  await using emulator = await startCheckedEmulator();
  const { ben, cleo } = people(emulator);
  expect((await callerOf(emulator, ben.apiKey)("POST", path, { body: { name: "k" } })).status).toBe(201);
  expect((await callerOf(emulator, cleo.apiKey)("POST", path, { body: { name: "k" } })).status).toBe(403);
});

test("a user key with space_id or roles is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const call = callerOf(emulator);
  const space_id = spaceId(emulator, "prod");
  expect((await call("POST", path, { body: { name: "k", space_id } })).status).toBe(400);
  expect((await call("POST", path, { body: { name: "k", key_type: "user", roles: {} } })).status).toBe(400);
});

test("a service key without space_id is 400; in an unknown space 404; in something that isn't a space 400", async () => {
  await using emulator = await startCheckedEmulator();
  const create = async (space_id?: string) =>
    (await callerOf(emulator)("POST", path, { body: { name: "k", key_type: "service", space_id } })).status;
  expect(await create()).toBe(400);
  expect(await create(Buffer.from("Space:404:none").toString("base64"))).toBe(404);
  expect(await create("prod")).toBe(400);
});

test("a service key needs SERVICE_KEY_CREATE in the space, which members and admins have, else 403", async () => {
  await using emulator = await startCheckedEmulator();
  const { ben, cleo } = people(emulator);
  const create = async (apiKey: string, space: string) => {
    const body = { name: "k", key_type: "service", space_id: spaceId(emulator, space) };
    return (await callerOf(emulator, apiKey)("POST", path, { body })).status;
  };
  expect(await create(ben.apiKey, "prod")).toBe(201); // member
  expect(await create(ben.apiKey, "prod-eu")).toBe(201); // admin
  expect(await create(ben.apiKey, "preprod")).toBe(403); // read-only
  expect(await create(ben.apiKey, "shared")).toBe(403); // no access
  expect(await create(cleo.apiKey, "prod")).toBe(403);
});

test("service keys don't need the developer flag", async () => {
  await using emulator = await startCheckedEmulator();
  const body = { name: "k", key_type: "service", space_id: spaceId(emulator, "research", "Globex") };
  expect((await callerOf(emulator, people(emulator).cleo.apiKey)("POST", path, { body })).status).toBe(201);
});

test.each([
  [{ space_role: "admin" }, 400],
  [{ space_role: "member" }, 201],
  [{ space_role: "read-only" }, 201],
  [{ org_role: "admin" }, 400],
  [{ org_role: "member" }, 201],
  [{ account_role: "admin" }, 400],
  [{ account_role: "member" }, 201],
  [{}, 201],
])("for a member of space, organization and account the roles %j are %i", async (roles, status) => {
  await using emulator = await startCheckedEmulator();
  const body = { name: "k", key_type: "service", space_id: spaceId(emulator, "prod"), roles };
  expect((await callerOf(emulator, people(emulator).ben.apiKey)("POST", path, { body })).status).toBe(status);
});

test("omitted roles are member in the space, read-only in the organization, member in the account", async () => {
  await using emulator = await startCheckedEmulator();
  const body = { name: "k", key_type: "service", space_id: spaceId(emulator, "prod"), roles: { org_role: "member" } };
  await callerOf(emulator)("POST", path, { body });
  await callerOf(emulator)("POST", path, { body: { ...body, roles: undefined } });
  const [first, second] = emulator.state().keys.slice(-2);
  expect(first).toMatchObject({ spaceRole: "member", orgRole: "member", accountRole: "member" });
  expect(second).toMatchObject({ spaceRole: "member", orgRole: "read-only", accountRole: "member" });
});

test("an expiry that isn't in the future is 422", async () => {
  await using emulator = await startCheckedEmulator();
  const create = async (expires_at: string) =>
    (await callerOf(emulator)("POST", path, { body: { name: "k", expires_at } })).status;
  expect(await create(at(emulator, -1000))).toBe(422);
  expect(await create("0001-01-01T00:00:00Z")).toBe(422);
  expect(await create(at(emulator, 60_000))).toBe(201);
});

test("each date-time of RFC 3339 is understood as the instant that it is", async () => {
  await using emulator = await startCheckedEmulator();
  emulator.clock.set("2029-01-01T00:00:00Z");
  const create = async (expires_at: string) =>
    (await callerOf(emulator)("POST", path, { body: { name: "k", expires_at } })).body.expires_at;
  expect(await create("2030-01-01T01:30:00.123456+01:30")).toBe("2030-01-01T00:00:00.123Z");
  expect(await create("2032-02-29t12:00:00z")).toBe("2032-02-29T12:00:00.000Z");
});

test.each([
  "2030-01-01",
  "2030-01-01T00:00:00",
  "2030-02-30T00:00:00Z",
  "2030-13-01T00:00:00Z",
  "2030-01-01T25:00:00Z",
  "9999-12-31T23:59:59-01:00",
  "tomorrow",
  "",
  1_900_000_000,
  null,
])("the expiry %j is 400", async (expires_at) => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("POST", path, { body: { name: "k", expires_at } })).status).toBe(400);
});

test("lengths are counted in Unicode code points: name 1..256, description up to 1000", async () => {
  await using emulator = await startCheckedEmulator();
  const create = async (body: object) => (await callerOf(emulator)("POST", path, { body })).status;
  expect(await create({ name: "🔑".repeat(256), description: "🔑".repeat(1000) })).toBe(201);
  expect(await create({ name: "🔑".repeat(257) })).toBe(400);
  expect(await create({ name: "a".repeat(257) })).toBe(400);
  expect(await create({ name: "" })).toBe(400);
  expect(await create({ name: "k", description: "a".repeat(1001) })).toBe(400);
  expect(await create({ name: "k", description: "" })).toBe(201);
});

test.each([
  {},
  { name: 1 },
  { name: null },
  { name: "k", description: null },
  { name: "k", key_type: "bot" },
  { name: "k", unknown: 1 },
  { name: "k", key_type: "service", roles: { space_role: "owner" } },
  { name: "k", key_type: "service", roles: { account_role: "read-only" } },
  { name: "k", key_type: "service", roles: { unknown: "admin" } },
  { name: "k", key_type: "service", roles: [] },
  [],
  "text",
  null,
  17,
])("the body %j is 400", async (body) => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("POST", path, { body: JSON.stringify(body) })).status).toBe(400);
});

test("a refused create leaves nothing behind", async () => {
  await using emulator = await startCheckedEmulator();
  const before = emulator.state().keys.map((key) => key.id);
  const space_id = spaceId(emulator, "prod");
  const call = callerOf(emulator, people(emulator).ben.apiKey);
  await call("POST", path, { body: { name: "k", key_type: "service", space_id, roles: { space_role: "admin" } } });
  await call("POST", path, { body: { name: "k", key_type: "service", space_id, expires_at: "2020-01-01T00:00:00Z" } });
  expect(emulator.state().keys.map((key) => key.id)).toEqual(before);
  expect(emulator.requests.every((request) => !request.committed)).toBe(true);
});
