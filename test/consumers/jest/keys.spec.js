import { ArizeClient, AuthenticationError, ConfigurationError } from "arize-sdk";
import { startEmulator } from "arize-sdk/testing";

let emulator;
let client;

beforeAll(async () => {
  emulator = await startEmulator();
  client = new ArizeClient({ ...emulator.clientOptions, prereleaseWarnings: false });
});

afterAll(async () => {
  client.close();
  await emulator.close();
});

test("a key that was made is listed", async () => {
  await client.apiKeys.createServiceKey({ name: "ci", space: "prod" });
  const names = (await client.apiKeys.list({ space: "prod" }).toArray()).map(({ name }) => name);

  expect(names).toContain("ci");
});

test("errors are those that the package exports", async () => {
  const stranger = new ArizeClient({ ...emulator.clientOptions, apiKey: "ak-of-nobody" });

  await expect(stranger.apiKeys.list()).rejects.toBeInstanceOf(AuthenticationError);
  stranger.close();
});

test("a dynamic import gives the same copy", async () => {
  expect((await import("arize-sdk")).ConfigurationError).toBe(ConfigurationError);
  expect(() => new ArizeClient({ nonsense: true })).toThrow(ConfigurationError);
});
