import { ArizeClient } from "arize-sdk";
import { startEmulator } from "arize-sdk/testing";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("clientOptions lead to the emulator whatever the environment says, a proxy included", async () => {
  vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
  vi.stubEnv("ARIZE_API_KEY", "ak-of-somebody-else");
  vi.stubEnv("ARIZE_REGION", "eu-west-1a");
  vi.stubEnv("ARIZE_BASE_URL", "https://elsewhere.test");
  await using emulator = await startEmulator();
  const client = new ArizeClient({ ...emulator.clientOptions, prereleaseWarnings: false });
  expect((await client.spaces.list({ name: "prod" })).data.length).toBeGreaterThan(0);
  client.close();
});
