import { expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { at, callerOf, hour, people, spaceId } from "./caller.js";

test("a request without a key is 401, and says how to authenticate", async () => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator, null)("GET", "/v2/api-keys");
  expect(reply.status).toBe(401);
  expect(reply.headers.get("www-authenticate")).toBe("Bearer");
});

test.each([
  "Bearer ak-emulator-unknown",
  "Basic YTpi",
  "Bearer",
  "",
])("authorization %j is 401", async (authorization) => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator, null)("GET", "/v2/spaces", { headers: { authorization } });
  expect(reply.status).toBe(401);
});

test("the scheme Bearer is matched in any case", async () => {
  await using emulator = await startCheckedEmulator();
  const headers = { authorization: `bEARER ${emulator.apiKey}` };
  expect((await callerOf(emulator, null)("GET", "/v2/spaces", { headers })).status).toBe(200);
});

test("a fresh user key authenticates as its creator", async () => {
  await using emulator = await startCheckedEmulator();
  const { ben } = people(emulator);
  const created = await callerOf(emulator, ben.apiKey)("POST", "/v2/api-keys", { body: { name: "k" } });
  const list = await callerOf(emulator, created.body.key)("GET", "/v2/api-keys");
  expect(list.body.api_keys.map((key: { name: string }) => key.name)).toEqual(["laptop", "k"]);
});

test("a service key authenticates as its bot: it sees its space alone, and has no keys of its own", async () => {
  await using emulator = await startCheckedEmulator();
  const body = { name: "k", key_type: "service", space_id: spaceId(emulator, "prod") };
  const created = await callerOf(emulator)("POST", "/v2/api-keys", { body });
  const bot = callerOf(emulator, created.body.key);
  expect((await bot("GET", "/v2/spaces")).body.spaces.map((space: { name: string }) => space.name)).toEqual(["prod"]);
  expect((await bot("GET", "/v2/api-keys")).body.api_keys).toEqual([]);
  expect((await bot("POST", "/v2/api-keys", { body: { name: "user key" } })).status).toBe(403);
});

test("the default roles of a service key let it create service keys in its space, and nowhere else", async () => {
  await using emulator = await startCheckedEmulator();
  const prod = { key_type: "service", space_id: spaceId(emulator, "prod") };
  const created = await callerOf(emulator)("POST", "/v2/api-keys", { body: { name: "parent", ...prod } });
  const bot = callerOf(emulator, created.body.key);
  const child = await bot("POST", "/v2/api-keys", { body: { name: "child", ...prod } });
  expect(child.status).toBe(201);
  expect(child.body.created_by_user_id).not.toBe(created.body.created_by_user_id);
  const elsewhere = { ...prod, name: "child", space_id: spaceId(emulator, "preprod") };
  expect((await bot("POST", "/v2/api-keys", { body: elsewhere })).status).toBe(403);
});

test("a service key with the space role read-only may not create keys", async () => {
  await using emulator = await startCheckedEmulator();
  const prod = { key_type: "service", space_id: spaceId(emulator, "prod") };
  const body = { name: "reader", ...prod, roles: { space_role: "read-only" } };
  const created = await callerOf(emulator)("POST", "/v2/api-keys", { body });
  expect(
    (await callerOf(emulator, created.body.key)("POST", "/v2/api-keys", { body: { name: "k", ...prod } })).status,
  ).toBe(403);
});

test("a service key with account_role admin is an account admin", async () => {
  await using emulator = await startCheckedEmulator();
  const { ben } = people(emulator);
  const body = {
    name: "root",
    key_type: "service",
    space_id: spaceId(emulator, "prod"),
    roles: { account_role: "admin" },
  };
  const created = await callerOf(emulator)("POST", "/v2/api-keys", { body });
  const bot = callerOf(emulator, created.body.key);
  expect((await bot("GET", "/v2/spaces")).body.spaces).toHaveLength(7);
  expect((await bot("GET", "/v2/api-keys", { query: { user_id: ben.id } })).status).toBe(200);
});

test("a deleted key is 401 at once", async () => {
  await using emulator = await startCheckedEmulator();
  const created = await callerOf(emulator)("POST", "/v2/api-keys", { body: { name: "k" } });
  await callerOf(emulator)("DELETE", `/v2/api-keys/${created.body.id}`);
  expect((await callerOf(emulator, created.body.key)("GET", "/v2/spaces")).status).toBe(401);
});

test("a key authenticates until its expiry, then is 401, and stays listed as active", async () => {
  await using emulator = await startCheckedEmulator();
  const admin = callerOf(emulator);
  const created = await admin("POST", "/v2/api-keys", { body: { name: "k", expires_at: at(emulator, hour) } });
  const own = callerOf(emulator, created.body.key);
  emulator.clock.advance(hour / 2);
  expect((await own("GET", "/v2/spaces")).status).toBe(200);
  emulator.clock.advance(hour / 2);
  expect((await own("GET", "/v2/spaces")).status).toBe(401);
  const listed = (await admin("GET", "/v2/api-keys")).body.api_keys.find(
    (key: { id: string }) => key.id === created.body.id,
  );
  expect(listed).toMatchObject({ status: "active", expires_at: created.body.expires_at });
});

test("last_used_at is absent until the first use, then follows the clock", async () => {
  await using emulator = await startCheckedEmulator();
  const admin = callerOf(emulator);
  const created = await admin("POST", "/v2/api-keys", { body: { name: "k" } });
  expect(created.body).not.toHaveProperty("last_used_at");
  emulator.clock.set("2031-05-06T07:08:09Z");
  await callerOf(emulator, created.body.key)("GET", "/v2/spaces");
  const listed = (await admin("GET", "/v2/api-keys")).body.api_keys.find(
    (key: { id: string }) => key.id === created.body.id,
  );
  expect(listed.last_used_at).toMatch(/^2031-05-06T07:08/);
});
