const assert = require("node:assert/strict");
const { ArizeClient, AuthenticationError, VERSION } = require("arize-sdk");
const { startEmulator } = require("arize-sdk/testing");

async function main() {
  const emulator = await startEmulator();
  const client = new ArizeClient({ ...emulator.clientOptions, prereleaseWarnings: false });
  await client.apiKeys.createServiceKey({ name: "ci", space: "prod", spaceRole: "read-only" });
  const names = (await client.apiKeys.list({ space: "prod" }).toArray()).map(({ name }) => name);
  assert(names.includes("ci"));

  const stranger = new ArizeClient({ ...emulator.clientOptions, apiKey: "ak-of-nobody", prereleaseWarnings: false });
  await assert.rejects(async () => stranger.apiKeys.list(), AuthenticationError);

  const imported = await import("arize-sdk");
  assert.equal(imported.ArizeClient, ArizeClient);
  for (const each of [client, stranger]) each.close();
  await emulator.close();
  console.log(`arize-sdk ${VERSION}: ${names.length} keys listed, a stranger refused`);
}

main();
