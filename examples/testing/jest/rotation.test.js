/** @jest-environment node */
const { ArizeClient, AuthenticationError, RateLimitError } = require("arize-sdk");
const { startEmulator } = require("arize-sdk/testing");
const { rotate } = require("./rotation.js");

const HOUR = 3_600_000;
const SPACE = "prod";

// Node.js 20 and jest don't read `await using` yet: afterEach closes what beforeEach started.
let emulator;
let client;
let stored;
let old;
const vault = {
  get: async () => stored,
  put: async (next) => {
    stored = next;
  },
};

beforeEach(async () => {
  emulator = await startEmulator();
  client = new ArizeClient({ ...emulator.clientOptions, logLevel: "off" });
  old = await client.apiKeys.createServiceKey({ name: "billing", space: SPACE });
  stored = { id: old.id, key: old.key };
});

afterEach(async () => {
  client.close();
  await emulator.close();
});

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

test("the new key works, and the old one until its grace ends", async () => {
  await rotate(client, vault, SPACE);
  expect([await works(old.key), await works(stored.key)]).toEqual([true, true]);
  emulator.clock.advance(HOUR + 1);
  expect([await works(old.key), await works(stored.key)]).toEqual([false, true]);
});

test("the answer is lost after the key was replaced: the vault still gets a key that works", async () => {
  emulator.faults.next("api_keys_refresh", { reset: "after-commit" });
  await rotate(client, vault, SPACE);
  expect(stored.key).not.toBe(old.key);
  expect(await works(stored.key)).toBe(true);
});

test("the connection breaks before anything happened: the rotation is done once", async () => {
  emulator.faults.next("api_keys_refresh", { reset: "before-work" });
  await rotate(client, vault, SPACE, 0);
  expect(await works(stored.key)).toBe(true);
  expect(emulator.requests.filter((each) => each.operation === "api_keys_refresh" && each.committed)).toHaveLength(1);
});

test("429 for a moment is waited for", async () => {
  const rateLimitUntil = new Date(emulator.clock.now().getTime() + 1_000);
  emulator.faults.next("api_keys_refresh", { rateLimitUntil });
  await rotate(client, vault, SPACE);
  expect(stored.key).not.toBe(old.key);
  expect(emulator.requests.map(({ status }) => status)).toContain(429);
});

test("429 for an hour is a RateLimitError, and the vault keeps the old key", async () => {
  const rateLimitUntil = new Date(emulator.clock.now().getTime() + HOUR);
  emulator.faults.next("api_keys_refresh", { rateLimitUntil });
  await expect(rotate(client, vault, SPACE)).rejects.toThrow(RateLimitError);
  expect(stored.key).toBe(old.key);
  emulator.clock.advance(HOUR);
  await rotate(client, vault, SPACE);
  expect(stored.key).not.toBe(old.key);
});
