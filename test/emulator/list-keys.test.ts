import type { Emulator } from "arize-sdk/testing";
import { expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { type Caller, callerOf, people, type Reply, spaceId } from "./caller.js";

const path = "/v2/api-keys";
const names = (reply: Reply) => reply.body.api_keys.map((key: { name: string }) => key.name);

function unknownSpace() {
  return Buffer.from("Space:404:none").toString("base64");
}

test("without filters: the caller's own active user keys", async () => {
  await using emulator = await startCheckedEmulator();
  const { ada, ben } = people(emulator);
  const reply = await callerOf(emulator, ada.apiKey)("GET", path);
  expect(names(reply)).toEqual(["laptop", "notebook"]);
  expect(reply.body.api_keys[0]).toMatchObject({ key_type: "user", status: "active", created_by_user_id: ada.id });
  expect(names(await callerOf(emulator, ben.apiKey)("GET", path))).toEqual(["laptop"]);
});

test("space_id: the service keys of that space, with and without key_type=service", async () => {
  await using emulator = await startCheckedEmulator();
  const space_id = spaceId(emulator, "prod");
  const call = callerOf(emulator);
  expect(names(await call("GET", path, { query: { space_id } }))).toEqual(["ci", "nightly-report"]);
  expect(names(await call("GET", path, { query: { space_id, key_type: "service" } }))).toEqual([
    "ci",
    "nightly-report",
  ]);
});

test("an ID is accepted with and without its padding", async () => {
  await using emulator = await startCheckedEmulator();
  const space_id = spaceId(emulator, "prod").replace(/=+$/, "");
  expect(names(await callerOf(emulator)("GET", path, { query: { space_id } }))).toEqual(["ci", "nightly-report"]);
});

test("space_id with key_type=user is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const query = { space_id: spaceId(emulator, "prod"), key_type: "user" };
  expect((await callerOf(emulator)("GET", path, { query })).status).toBe(400);
});

test("key_type=service without space_id: the service keys that the caller created", async () => {
  await using emulator = await startCheckedEmulator();
  const { ben } = people(emulator);
  const reply = await callerOf(emulator, ben.apiKey)("GET", path, { query: { key_type: "service" } });
  expect(names(reply)).toEqual(["nightly-report", "ci"]);
});

test("an unknown space_id is 404, one that isn't a space's ID is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const call = callerOf(emulator);
  const list = async (space_id: string) => (await call("GET", path, { query: { space_id } })).status;
  expect(await list(unknownSpace())).toBe(404);
  expect(await list("prod")).toBe(400);
  expect(await list("")).toBe(400);
  expect(await list(people(emulator).ada.id)).toBe(400);
});

test("a space that the caller has no access to is 403", async () => {
  await using emulator = await startCheckedEmulator();
  const query = { space_id: spaceId(emulator, "research", "Globex") };
  expect((await callerOf(emulator, people(emulator).ben.apiKey)("GET", path, { query })).status).toBe(403);
});

test("space_id with user_id: the keys by that creator, for any caller with access to the space", async () => {
  await using emulator = await startCheckedEmulator();
  const { ada, ben, cleo } = people(emulator);
  const list = async (user_id: string) =>
    names(
      await callerOf(emulator, cleo.apiKey)("GET", path, { query: { space_id: spaceId(emulator, "prod"), user_id } }),
    );
  expect(await list(ada.id)).toEqual(["ci"]);
  expect(await list(ben.id)).toEqual(["nightly-report"]);
  expect(await list(cleo.id)).toEqual([]);
});

test("user_id without space_id needs account admin, else 403", async () => {
  await using emulator = await startCheckedEmulator();
  const { ada, ben } = people(emulator);
  const query = { user_id: ben.id };
  const reply = await callerOf(emulator, ada.apiKey)("GET", path, { query });
  expect(reply.body.api_keys).toMatchObject([{ name: "laptop", created_by_user_id: ben.id }]);
  expect((await callerOf(emulator, ben.apiKey)("GET", path, { query: { user_id: ada.id } })).status).toBe(403);
  expect((await callerOf(emulator, ben.apiKey)("GET", path, { query })).status).toBe(200);
});

test("an unknown user_id is 404, one that isn't a user's ID is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const user_id = Buffer.from("User:404:none").toString("base64");
  const call = callerOf(emulator);
  expect((await call("GET", path, { query: { user_id } })).status).toBe(404);
  expect((await call("GET", path, { query: { user_id, space_id: spaceId(emulator, "prod") } })).status).toBe(404);
  expect((await call("GET", path, { query: { user_id: "ada" } })).status).toBe(400);
});

test("status is active when absent; deleted shows the deleted ones", async () => {
  await using emulator = await startCheckedEmulator();
  const space_id = spaceId(emulator, "prod");
  const list = async (status: string) => names(await callerOf(emulator)("GET", path, { query: { space_id, status } }));
  expect(await list("active")).toEqual(["ci", "nightly-report"]);
  expect(await list("deleted")).toEqual(["old-ci"]);
});

test("no secret is ever in a list, and each key is shown as its first and last characters", async () => {
  await using emulator = await startCheckedEmulator();
  const { body } = await callerOf(emulator)("GET", path);
  expect(JSON.stringify(body)).not.toContain("ak-emulator-");
  expect(body.api_keys[0].redacted_key).toBe(`ak-emu...${emulator.apiKey.slice(-3)}`);
});

async function createKeys(call: Caller, count: number) {
  for (let index = 1; index <= count; index++) await call("POST", path, { body: { name: `k${index}` } });
}

async function pages(emulator: Emulator, limit: number) {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const reply = await callerOf(emulator)("GET", path, { query: { limit, ...(cursor && { cursor }) } });
    found.push(names(reply));
    cursor = reply.body.pagination.next_cursor;
    expect(reply.body.pagination.has_more).toBe(cursor !== undefined);
  } while (cursor !== undefined);
  return found;
}

test("pages of limit keys, in the order of their creation; the last has no cursor", async () => {
  await using emulator = await startCheckedEmulator();
  await createKeys(callerOf(emulator), 3);
  expect(await pages(emulator, 2)).toEqual([["laptop", "notebook"], ["k1", "k2"], ["k3"]]);
  expect(await pages(emulator, 5)).toEqual([["laptop", "notebook", "k1", "k2", "k3"]]);
});

test("a page is up to 50 keys by default", async () => {
  await using emulator = await startCheckedEmulator();
  await createKeys(callerOf(emulator), 49);
  const reply = await callerOf(emulator)("GET", path);
  expect(names(reply)).toHaveLength(50);
  expect(reply.body.pagination.has_more).toBe(true);
});

test("paging skips and repeats nothing when keys come and go between pages", async () => {
  await using emulator = await startCheckedEmulator();
  const call = callerOf(emulator);
  await createKeys(call, 3);
  const first = await call("GET", path, { query: { limit: 3 } });
  await call("DELETE", `${path}/${first.body.api_keys[1].id}`);
  await call("DELETE", `${path}/${first.body.api_keys[2].id}`);
  await call("POST", path, { body: { name: "later" } });
  const second = await call("GET", path, { query: { cursor: first.body.pagination.next_cursor } });
  expect(names(second)).toEqual(["k2", "k3", "later"]);
});

test("a cursor with other filters, another caller or another list is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const { ada, ben } = people(emulator);
  const call = callerOf(emulator, ada.apiKey);
  const cursor = (await call("GET", path, { query: { limit: 1 } })).body.pagination.next_cursor;
  expect((await call("GET", path, { query: { cursor, limit: 7 } })).status).toBe(200);
  expect((await call("GET", path, { query: { cursor, status: "deleted" } })).status).toBe(400);
  expect((await call("GET", path, { query: { cursor, key_type: "service" } })).status).toBe(400);
  expect((await call("GET", path, { query: { cursor, space_id: spaceId(emulator, "prod") } })).status).toBe(400);
  expect((await call("GET", "/v2/spaces", { query: { cursor } })).status).toBe(400);
  expect((await callerOf(emulator, ben.apiKey)("GET", path, { query: { cursor } })).status).toBe(400);
});

test.each(["", "x", "MTIz", "🙂", "a".repeat(1000)])("the cursor %j is 400", async (cursor) => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("GET", path, { query: { cursor } })).status).toBe(400);
});

test.each([
  "limit=0",
  "limit=101",
  "limit=-1",
  "limit=1.5",
  "limit=ten",
  "limit=",
  "limit=1e1",
  "limit= 5",
  "limit=99999999999999999999",
])("%s is 400", async (query) => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("GET", path, { query })).status).toBe(400);
});

test.each([
  "key_type=bot",
  "key_type=USER",
  "key_type=",
  "status=expired",
  "unknown=1",
  "limit=1&limit=1",
  "status=active&status=deleted",
  "Limit=1",
])("the query %s is 400", async (query) => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("GET", path, { query })).status).toBe(400);
});
