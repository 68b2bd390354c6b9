import { ApiKeyStatus, AuthenticationError, BadRequestError, NotFoundError, RateLimitError } from "arize-sdk";
import { afterAll, expect, test } from "vitest";
import { APIKeysApi } from "../../generated/apis/apikeys-api.js";
import { SpacesApi } from "../../generated/apis/spaces-api.js";
import { clientOf, rejection } from "../support/client.js";
import { invalid } from "../support/every-request.js";
import { Account, HOUR } from "./account.js";

const account = await Account.open();
afterAll(() => account.close());

const UNKNOWN_KEY = Buffer.from("ApiKey:999999999:none").toString("base64");

test("a call with an unknown API key is 401", async () => {
  const stranger = account.clientOf("ak-arize-sdk-live-unknown");
  expect(await rejection(stranger.apiKeys.list())).toBeInstanceOf(AuthenticationError);
  expect(await rejection(stranger.spaces.list())).toBeInstanceOf(AuthenticationError);
});

test("a failure is a problem with a title and the status", async () => {
  const error = await rejection(account.caller.apiKeys.delete({ apiKeyId: UNKNOWN_KEY }));
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error).toMatchObject({ status: 404, problem: { status: 404, title: expect.stringMatching(/./) } });
});

test("an answer has only the fields that the contract names", async () => {
  const fields = (item: object | undefined) => Object.keys(item ?? {});
  const key = ["id", "name", "description", "key_type", "status", "redacted_key", "created_at", "expires_at"];
  key.push("created_by_user_id", "last_used_at");
  const { data: created } = await account.caller.api(APIKeysApi).apiKeysCreate({
    apiKeyCreate: { name: account.name(), description: "d", expires_at: account.ahead(HOUR).toISOString() },
  });
  expect([...key, "key"]).toEqual(expect.arrayContaining(fields(created)));
  const { data: keys } = await account.caller.api(APIKeysApi).apiKeysList({ limit: 1 });
  expect(fields(keys).sort()).toEqual(["api_keys", "pagination"]);
  expect(["has_more", "next_cursor"]).toEqual(expect.arrayContaining(fields(keys.pagination)));
  expect(key).toEqual(expect.arrayContaining(fields(keys.api_keys[0])));
  const { data: spaces } = await account.caller.api(SpacesApi).spacesList({ limit: 1 });
  expect(fields(spaces).sort()).toEqual(["pagination", "spaces"]);
  expect(fields(spaces.spaces[0]).sort()).toEqual(["created_at", "description", "id", "name"]);
});

test("an answer is application/json, and that to a delete is empty", async () => {
  const api = account.caller.api(APIKeysApi);
  const body = { name: account.name(), expires_at: account.ahead(HOUR).toISOString() };
  const created = await api.apiKeysCreate({ apiKeyCreate: body });
  const listed = await api.apiKeysList({ limit: 1 });
  for (const { headers } of [created, listed]) {
    expect(headers["content-type"]).toMatch(/^application\/json\b/);
  }
  const deleted = await api.apiKeysDelete({ apiKeyId: created.data.id });
  expect([created.status, listed.status, deleted.status]).toEqual([201, 200, 204]);
  expect(deleted.data).toBeOneOf(["", undefined, null]);
});

test("pages hold up to limit items, and next_cursor leads through all of them, each once", async () => {
  const made = [await account.serviceKey(), await account.serviceKey(), await account.serviceKey()];
  const first = await account.caller.apiKeys.list({ space: account.spaceId, limit: 2 });
  expect(first.data).toHaveLength(2);
  expect(first.pagination).toEqual({ hasMore: true, nextCursor: expect.stringMatching(/./) });
  const all = await account.caller.apiKeys.list({ space: account.spaceId, limit: 2 }).toArray();
  const ids = all.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
  expect(new Set(ids).size).toBe(ids.length);
});

test("the last page has has_more: false", async () => {
  const page = await account.caller.apiKeys.list({ space: account.spaceId, limit: 1 });
  let last = page;
  for (let next = await page.getNextPage(); next !== undefined; next = await next.getNextPage()) last = next;
  expect(last.pagination).toEqual({ hasMore: false });
});

test.each([0, 101])("a limit goes from 1 to 100, others are refused: %i", async (limit) => {
  const call = invalid(() => account.caller.api(APIKeysApi).apiKeysList({ limit }));
  expect(await rejection(call)).toMatchObject({ status: expect.toBeOneOf([400, 422]) });
});

test("a cursor that no page gave is 400", async () => {
  const call = account.caller.apiKeys.list({ space: account.spaceId, cursor: "bm90IGEgY3Vyc29y" });
  expect(await rejection(call)).toBeInstanceOf(BadRequestError);
});

test("IDs are good with and without the padding of base64", async () => {
  const bare = (id: string) => id.replace(/=+$/, "");
  const padded = (id: string) => bare(id).padEnd(Math.ceil(bare(id).length / 4) * 4, "=");
  for (const form of [bare, padded]) {
    const key = await account.serviceKey({ space: { id: form(account.spaceId) } });
    expect((await account.caller.spaces.get({ space: { id: form(account.spaceId) } })).id).toBe(account.spaceId);
    await account.caller.apiKeys.delete({ apiKeyId: form(key.id) });
  }
});

test("IDs are base64 of a type, a colon and more", async () => {
  const key = await account.serviceKey();
  const types = [key.id, key.createdByUserId, account.spaceId].map((id) => Buffer.from(id, "base64").toString());
  expect(types).toEqual([
    expect.stringMatching(/^ApiKey:./),
    expect.stringMatching(/^User:./),
    expect.stringMatching(/^Space:./),
  ]);
});

test("each operation may answer 429 with Retry-After, and nothing was done", async (context) => {
  const emulator = account.emulator(context, "the service can't be asked for a 429");
  const client = clientOf(emulator.url, { apiKey: emulator.apiKey, maxRetries: 0 });
  const keys = emulator.state().keys.length;
  emulator.faults.every(1, {}, { status: 429, retryAfter: 7 });
  const space = account.spaceId;
  for (const call of [
    () => client.apiKeys.list(),
    () => client.apiKeys.create({ name: "k" }),
    () => client.apiKeys.createServiceKey({ name: "k", space }),
    () => client.apiKeys.refresh({ apiKeyId: UNKNOWN_KEY }),
    () => client.apiKeys.delete({ apiKeyId: UNKNOWN_KEY }),
    () => client.spaces.list(),
    () => client.spaces.get({ space }),
    () => client.spaces.create({ name: "s", organizationId: emulator.organizations[0]?.id ?? "" }),
    () => client.spaces.update({ space, name: "s" }),
    () => client.spaces.delete({ space }),
  ]) {
    const error = await rejection(call());
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterSeconds: 7 });
  }
  emulator.faults.clear();
  client.close();
  expect(emulator.state().keys).toHaveLength(keys);
});

test("a key that has expired no longer authenticates, and stays active in lists", async () => {
  const key = await account.userKey({ expiresAt: account.ahead(5_000) });
  const mine = account.clientOf(key.key);
  await mine.spaces.list({ limit: 1 });
  await account.pass(6_000);
  expect(await rejection(mine.spaces.list({ limit: 1 }))).toBeInstanceOf(AuthenticationError);
  const listed = await account.caller.apiKeys.list({ limit: 100 }).toArray();
  expect(listed.find(({ id }) => id === key.id)).toMatchObject({ status: ApiKeyStatus.ACTIVE });
});

test("a key's last use is listed, approximately", async () => {
  const key = await account.userKey();
  expect(key.lastUsedAt).toBeUndefined();
  await account.clientOf(key.key).spaces.list({ limit: 1 });
  await account.pass(2_000);
  const listed = await account.caller.apiKeys.list({ limit: 100 }).toArray();
  const lastUsedAt = listed.find(({ id }) => id === key.id)?.lastUsedAt ?? key.createdAt;
  expect(Math.abs(lastUsedAt.getTime() - key.createdAt.getTime())).toBeLessThan(HOUR);
});
