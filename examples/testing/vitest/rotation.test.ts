import { ArizeClient, AuthenticationError, RateLimitError } from "arize-sdk";
import { type Emulator, startEmulator } from "arize-sdk/testing";
import { expect, test } from "vitest";
import { rotate, type Vault } from "./rotation.js";

const HOUR = 3_600_000;

/** An account with one service key, which is in the vault. */
async function setUp(emulator: Emulator) {
  const client = new ArizeClient({ ...emulator.clientOptions, logLevel: "off" });
  const old = await client.apiKeys.createServiceKey({ name: "billing", space: "prod" });
  let entry = { id: old.id, key: old.key };
  const vault: Vault = {
    get: async () => entry,
    put: async (next) => {
      entry = next;
    },
  };
  return { client, vault, old: old.key, stored: () => entry.key };
}

async function works(emulator: Emulator, apiKey: string): Promise<boolean> {
  await using client = new ArizeClient({ ...emulator.clientOptions, apiKey, logLevel: "off" });
  try {
    await client.spaces.list();
    return true;
  } catch (error) {
    if (error instanceof AuthenticationError) return false;
    throw error;
  }
}

const keysNamed = (emulator: Emulator, name: string) =>
  emulator.state().keys.filter((key) => key.name === name && key.status === "active");

test("the new key works, and the old one until its grace ends", async () => {
  await using emulator = await startEmulator();
  const { client, vault, old, stored } = await setUp(emulator);
  await rotate(client, vault, "prod");
  expect([await works(emulator, old), await works(emulator, stored())]).toEqual([true, true]);
  emulator.clock.advance(HOUR + 1);
  expect([await works(emulator, old), await works(emulator, stored())]).toEqual([false, true]);
});

test("the answer is lost after the key was replaced: the vault still gets a key that works", async () => {
  await using emulator = await startEmulator();
  const { client, vault, old, stored } = await setUp(emulator);
  emulator.faults.next("api_keys_refresh", { reset: "after-commit" });
  await rotate(client, vault, "prod");
  expect(stored()).not.toBe(old);
  expect(await works(emulator, stored())).toBe(true);
  expect(keysNamed(emulator, "billing")).toHaveLength(2); // the old one in its grace, and one replacement
});

test("the connection breaks before anything happened: the rotation is done once", async () => {
  await using emulator = await startEmulator();
  const { client, vault, stored } = await setUp(emulator);
  emulator.faults.next("api_keys_refresh", { reset: "before-work" });
  await rotate(client, vault, "prod", 0);
  expect(await works(emulator, stored())).toBe(true);
  expect(emulator.requests.filter((each) => each.operation === "api_keys_refresh" && each.committed)).toHaveLength(1);
});

test("429 for a moment is waited for", async () => {
  await using emulator = await startEmulator();
  const { client, vault, old, stored } = await setUp(emulator);
  emulator.faults.next("api_keys_refresh", { rateLimitUntil: new Date(emulator.clock.now().getTime() + 1_000) });
  await rotate(client, vault, "prod");
  expect(stored()).not.toBe(old);
  expect(emulator.requests.map(({ status }) => status)).toContain(429);
});

test("429 for an hour is a RateLimitError, and the vault keeps the old key", async () => {
  await using emulator = await startEmulator();
  const { client, vault, old, stored } = await setUp(emulator);
  emulator.faults.next("api_keys_refresh", { rateLimitUntil: new Date(emulator.clock.now().getTime() + HOUR) });
  await expect(rotate(client, vault, "prod")).rejects.toThrow(RateLimitError);
  expect(stored()).toBe(old);
  emulator.clock.advance(HOUR);
  await rotate(client, vault, "prod");
  expect(stored()).not.toBe(old);
});
