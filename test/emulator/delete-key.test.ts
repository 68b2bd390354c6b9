import type { Emulator } from "arize-sdk/testing";
import { startEmulator } from "arize-sdk/testing";
import { expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { callerOf, people, spaceId } from "./caller.js";

const path = "/v2/api-keys";

async function serviceKey(emulator: Emulator, apiKey: string, space: string): Promise<string> {
  const body = { name: "k", key_type: "service", space_id: spaceId(emulator, space) };
  return (await callerOf(emulator, apiKey)("POST", path, { body })).body.id;
}

const remove = async (emulator: Emulator, apiKey: string, id: string) =>
  (await callerOf(emulator, apiKey)("DELETE", `${path}/${encodeURIComponent(id)}`)).status;

test("deleting is 204 with no body, and soft: the key is listed as deleted", async () => {
  await using emulator = await startCheckedEmulator();
  const call = callerOf(emulator);
  const { body: key } = await call("POST", path, { body: { name: "k" } });
  const reply = await call("DELETE", `${path}/${key.id}`);
  expect(reply).toMatchObject({ status: 204, body: undefined });
  const deleted = (await call("GET", path, { query: { status: "deleted" } })).body.api_keys;
  expect(deleted).toMatchObject([{ id: key.id, status: "deleted" }]);
  const active = (await call("GET", path)).body.api_keys;
  expect(active.map((each: { id: string }) => each.id)).not.toContain(key.id);
});

test("an unknown, already deleted or malformed ID is 404", async () => {
  await using emulator = await startCheckedEmulator();
  const id = await serviceKey(emulator, emulator.apiKey, "prod");
  expect(await remove(emulator, emulator.apiKey, id.replace(/=+$/, ""))).toBe(204);
  expect(await remove(emulator, emulator.apiKey, id)).toBe(404);
  expect(await remove(emulator, emulator.apiKey, Buffer.from("ApiKey:404:none").toString("base64"))).toBe(404);
  expect(await remove(emulator, emulator.apiKey, "k")).toBe(404);
  expect(await remove(emulator, emulator.apiKey, spaceId(emulator, "prod"))).toBe(404);
});

test("user keys: by their creator or an account admin, else 403", async () => {
  await using emulator = await startCheckedEmulator();
  const { ada, ben, cleo } = people(emulator);
  const create = async () => (await callerOf(emulator, ben.apiKey)("POST", path, { body: { name: "k" } })).body.id;
  expect(await remove(emulator, cleo.apiKey, await create())).toBe(403);
  expect(await remove(emulator, ben.apiKey, await create())).toBe(204);
  expect(await remove(emulator, ada.apiKey, await create())).toBe(204);
});

test("service keys: by admins of the space, whoever made them", async () => {
  await using emulator = await startCheckedEmulator();
  const { ada, ben } = people(emulator);
  expect(await remove(emulator, ben.apiKey, await serviceKey(emulator, ada.apiKey, "prod-eu"))).toBe(204);
  expect(await remove(emulator, ada.apiKey, await serviceKey(emulator, ben.apiKey, "prod"))).toBe(204);
});

test("service keys: others must be their creator, else 403", async () => {
  await using emulator = await startCheckedEmulator();
  const { ada, ben, cleo } = people(emulator);
  expect(await remove(emulator, ben.apiKey, await serviceKey(emulator, ben.apiKey, "prod"))).toBe(204);
  expect(await remove(emulator, ben.apiKey, await serviceKey(emulator, ada.apiKey, "prod"))).toBe(403);
  expect(await remove(emulator, cleo.apiKey, await serviceKey(emulator, ben.apiKey, "prod"))).toBe(403);
});

test("service keys: a creator without SERVICE_KEY_DELETE is 403", async () => {
  await using emulator = await startEmulator({
    state: {
      organizations: [{ name: "Acme" }],
      spaces: [{ name: "prod", organization: "Acme" }],
      users: [{ name: "Dan", spaces: { prod: "read-only" } }],
      keys: [{ name: "k", type: "service", space: "prod", createdBy: "Dan" }],
    },
  });
  const id = emulator.state().keys.find((key) => key.name === "k")?.id ?? "";
  expect(await remove(emulator, emulator.apiKey, id)).toBe(403);
});

test("a key can end itself", async () => {
  await using emulator = await startCheckedEmulator();
  const { body: key } = await callerOf(emulator)("POST", path, { body: { name: "k" } });
  expect(await remove(emulator, key.key, key.id)).toBe(204);
  expect(await remove(emulator, key.key, key.id)).toBe(401);
});
