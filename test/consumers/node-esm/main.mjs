import assert from "node:assert/strict";
import { ArizeClient, AuthenticationError, VERSION } from "arize-sdk";
import { startEmulator } from "arize-sdk/testing";

const emulator = await startEmulator();
const client = new ArizeClient({ ...emulator.clientOptions, prereleaseWarnings: false });
const created = await client.apiKeys.createServiceKey({ name: "ci", space: "prod", spaceRole: "read-only" });
const names = (await client.apiKeys.list({ space: "prod" }).toArray()).map(({ name }) => name);
assert(names.includes("ci"));
assert.equal(JSON.parse(JSON.stringify(created)).key, undefined);

const stranger = new ArizeClient({ ...emulator.clientOptions, apiKey: "ak-of-nobody", prereleaseWarnings: false });
await assert.rejects(stranger.apiKeys.list(), (error) => error instanceof AuthenticationError && error.status === 401);

for (const each of [client, stranger]) each.close();
await emulator.close();
console.log(`arize-sdk ${VERSION}: ${names.length} keys listed, a stranger refused`);
