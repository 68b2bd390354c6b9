// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArizeClient, AuthenticationError, RateLimitError } from "arize-sdk";
import { startEmulator } from "arize-sdk/testing";
import { rotate } from "./rotation.mjs";

const HOUR = 3_600_000;
const SPACE = "prod";

/**
 * An account with one service key, which is in the vault. From Node.js 24 on, `await using emulator` needs no `after`.
 *
 * @param {import("node:test").TestContext} t
 */
async function setUp(t) {
  const emulator = await startEmulator();
  const client = new ArizeClient({ ...emulator.clientOptions, logLevel: "off" });
  t.after(async () => {
    client.close();
    await emulator.close();
  });
  const old = await client.apiKeys.createServiceKey({ name: "billing", space: SPACE });
  const vault = {
    entry: { id: old.id, key: old.key },
    get: async () => vault.entry,
    /** @param {{ id: string, key: string }} next */
    put: async (next) => {
      vault.entry = next;
    },
  };
  /** @param {string} apiKey */
  async function works(apiKey) {
    const user = new ArizeClient({ ...emulator.clientOptions, apiKey, logLevel: "off" });
    try {
      await user.spaces.list();
      return true;
    } catch (error) {
      if (error instanceof AuthenticationError) return false;
      throw error;
    } finally {
      user.close();
    }
  }
  return { emulator, client, vault, old: old.key, works };
}

test("the new key works, and the old one until its grace ends", async (t) => {
  const { emulator, client, vault, old, works } = await setUp(t);
  await rotate(client, vault, SPACE);
  assert.deepEqual([await works(old), await works(vault.entry.key)], [true, true]);
  emulator.clock.advance(HOUR + 1);
  assert.deepEqual([await works(old), await works(vault.entry.key)], [false, true]);
});

test("the answer is lost after the key was replaced: the vault still gets a key that works", async (t) => {
  const { emulator, client, vault, old, works } = await setUp(t);
  emulator.faults.next("api_keys_refresh", { reset: "after-commit" });
  await rotate(client, vault, SPACE);
  assert.notEqual(vault.entry.key, old);
  assert.equal(await works(vault.entry.key), true);
});

test("the connection breaks before anything happened: the rotation is done once", async (t) => {
  const { emulator, client, vault, works } = await setUp(t);
  emulator.faults.next("api_keys_refresh", { reset: "before-work" });
  await rotate(client, vault, SPACE, 0);
  assert.equal(await works(vault.entry.key), true);
  const refreshes = emulator.requests.filter(
    ({ operation, committed }) => operation === "api_keys_refresh" && committed,
  );
  assert.equal(refreshes.length, 1);
});

test("429 for a moment is waited for", async (t) => {
  const { emulator, client, vault, old } = await setUp(t);
  const rateLimitUntil = new Date(emulator.clock.now().getTime() + 1_000);
  emulator.faults.next("api_keys_refresh", { rateLimitUntil });
  await rotate(client, vault, SPACE);
  assert.notEqual(vault.entry.key, old);
  assert.ok(emulator.requests.some(({ status }) => status === 429));
});

test("429 for an hour is a RateLimitError, and the vault keeps the old key", async (t) => {
  const { emulator, client, vault, old } = await setUp(t);
  const rateLimitUntil = new Date(emulator.clock.now().getTime() + HOUR);
  emulator.faults.next("api_keys_refresh", { rateLimitUntil });
  await assert.rejects(rotate(client, vault, SPACE), RateLimitError);
  assert.equal(vault.entry.key, old);
  emulator.clock.advance(HOUR);
  await rotate(client, vault, SPACE);
  assert.notEqual(vault.entry.key, old);
});
