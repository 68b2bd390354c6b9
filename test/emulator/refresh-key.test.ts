import type { Emulator } from "arize-sdk/testing";
import { expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { at, callerOf, hour, people, spaceId } from "./caller.js";

const path = "/v2/api-keys";

async function create(emulator: Emulator, values: object = {}) {
  return (await callerOf(emulator)("POST", path, { body: { name: "k", ...values } })).body;
}

async function refresh(emulator: Emulator, id: string, body: object = {}, apiKey = emulator.apiKey) {
  return await callerOf(emulator, apiKey)("POST", `${path}/${id}/refresh`, { body });
}

async function find(emulator: Emulator, id: string, status: string) {
  const { body } = await callerOf(emulator)("GET", path, { query: { status } });
  return body.api_keys.find((key: { id: string }) => key.id === id);
}

const works = async (emulator: Emulator, key: string) =>
  (await callerOf(emulator, key)("GET", "/v2/spaces")).status === 200;

test("the replacement has a new ID and secret, and the same name, description and type", async () => {
  await using emulator = await startCheckedEmulator();
  const old = await create(emulator, { description: "d" });
  const reply = await refresh(emulator, old.id);
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({ name: "k", description: "d", key_type: "user", status: "active" });
  expect(reply.body.created_by_user_id).toBe(old.created_by_user_id);
  expect(reply.body.id).not.toBe(old.id);
  expect(reply.body.key).not.toBe(old.key);
  expect(await works(emulator, reply.body.key)).toBe(true);
});

test("the replacement of a service key has the same scope and the same bot", async () => {
  await using emulator = await startCheckedEmulator();
  const space_id = spaceId(emulator, "prod");
  const old = await create(emulator, { key_type: "service", space_id, roles: { space_role: "read-only" } });
  const next = (await refresh(emulator, old.id)).body;
  const listed = (await callerOf(emulator)("GET", path, { query: { space_id } })).body.api_keys;
  expect(listed.map((key: { id: string }) => key.id)).toContain(next.id);
  const [before, after] = emulator.state().keys.slice(-2);
  expect(after).toMatchObject({ space: before?.space, spaceRole: "read-only", botUserId: before?.botUserId });
});

test.each([{}, { grace_period_seconds: 0 }])("with %j the old key is deleted at once", async (body) => {
  await using emulator = await startCheckedEmulator();
  const old = await create(emulator);
  await refresh(emulator, old.id, body);
  expect(await works(emulator, old.key)).toBe(false);
  expect(await find(emulator, old.id, "deleted")).toMatchObject({ status: "deleted" });
  expect(await find(emulator, old.id, "active")).toBeUndefined();
});

test("without expires_at the replacement never expires, even if the old key did", async () => {
  await using emulator = await startCheckedEmulator();
  const old = await create(emulator, { expires_at: at(emulator, hour) });
  const next = (await refresh(emulator, old.id)).body;
  expect(next).not.toHaveProperty("expires_at");
  emulator.clock.advance(1000 * hour);
  expect(await works(emulator, next.key)).toBe(true);
});

test("with expires_at the replacement ends then", async () => {
  await using emulator = await startCheckedEmulator();
  const expires_at = at(emulator, hour);
  const next = (await refresh(emulator, (await create(emulator)).id, { expires_at })).body;
  expect(next.expires_at).toBe(expires_at);
  emulator.clock.advance(hour);
  expect(await works(emulator, next.key)).toBe(false);
});

test("an expires_at that isn't in the future is 422, and the old key goes on", async () => {
  await using emulator = await startCheckedEmulator();
  const old = await create(emulator);
  expect((await refresh(emulator, old.id, { expires_at: at(emulator, -1000) })).status).toBe(422);
  expect(await works(emulator, old.key)).toBe(true);
});

test("grace: the old key stays active until now + grace, then no longer authenticates", async () => {
  await using emulator = await startCheckedEmulator();
  const old = await create(emulator);
  const next = (await refresh(emulator, old.id, { grace_period_seconds: 3600 })).body;
  const listed = await find(emulator, old.id, "active");
  expect(Date.parse(listed.expires_at)).toBe(Date.parse(next.created_at) + hour);
  emulator.clock.advance(hour / 2);
  expect(await works(emulator, old.key)).toBe(true);
  emulator.clock.advance(hour / 2);
  expect(await works(emulator, old.key)).toBe(false);
  expect(await find(emulator, old.id, "active")).toMatchObject({ status: "active" });
  expect(await works(emulator, next.key)).toBe(true);
});

test("grace never makes the old key live longer", async () => {
  await using emulator = await startCheckedEmulator();
  const expires_at = at(emulator, hour / 2);
  const old = await create(emulator, { expires_at });
  await refresh(emulator, old.id, { grace_period_seconds: 3600 });
  expect((await find(emulator, old.id, "active")).expires_at).toBe(expires_at);
});

test("an expired key can be refreshed", async () => {
  await using emulator = await startCheckedEmulator();
  const old = await create(emulator, { expires_at: at(emulator, hour) });
  emulator.clock.advance(2 * hour);
  const next = await refresh(emulator, old.id);
  expect(next.status).toBe(200);
  expect(await works(emulator, next.body.key)).toBe(true);
});

test("an unknown or deleted key is 404", async () => {
  await using emulator = await startCheckedEmulator();
  const old = await create(emulator);
  await refresh(emulator, old.id);
  expect((await refresh(emulator, old.id)).status).toBe(404);
  expect((await refresh(emulator, "unknown")).status).toBe(404);
});

test("refreshing takes the same right as deleting, else 403", async () => {
  await using emulator = await startCheckedEmulator();
  const { ben } = people(emulator);
  const old = await create(emulator);
  expect((await refresh(emulator, old.id, {}, ben.apiKey)).status).toBe(403);
  expect(await works(emulator, old.key)).toBe(true);
});

test.each([
  [{ grace_period_seconds: 86_400 }, 200],
  [{ grace_period_seconds: 86_401 }, 400],
  [{ grace_period_seconds: -1 }, 400],
  [{ grace_period_seconds: 1.5 }, 400],
  [{ grace_period_seconds: "60" }, 400],
  [{ grace_period_seconds: null }, 400],
  [{ expires_at: null }, 400],
  [{ name: "k" }, 400],
])("the body %j is %i", async (body, status) => {
  await using emulator = await startCheckedEmulator();
  expect((await refresh(emulator, (await create(emulator)).id, body)).status).toBe(status);
});

test("a missing body is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const old = await create(emulator);
  expect((await callerOf(emulator)("POST", `${path}/${old.id}/refresh`)).status).toBe(400);
});
