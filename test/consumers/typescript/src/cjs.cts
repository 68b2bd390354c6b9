import sdk = require("arize-sdk");
import packageJson = require("arize-sdk/package.json");
import testing = require("arize-sdk/testing");

async function main(): Promise<void> {
  const emulator: testing.Emulator = await testing.startEmulator();
  const client: sdk.ArizeClient = new sdk.ArizeClient({ ...emulator.clientOptions, logLevel: "off" });
  const keys: sdk.ApiKey[] = await client.apiKeys.list({ keyType: "user" }).toArray({ max: 10 });
  client.close();
  await emulator.close();
  console.log(`CommonJS: typed and run, ${packageJson.name}, ${keys.length} keys`);
}

main();
