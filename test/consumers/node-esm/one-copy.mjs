// What is imported and what is required must be the same: classes, and the memory of what was warned of.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as imported from "arize-sdk";
import * as importedTesting from "arize-sdk/testing";

const require = createRequire(import.meta.url);
const required = require("arize-sdk");
for (const [name, value] of Object.entries(imported)) {
  if (name !== "default" && name !== "module.exports") assert.equal(value, required[name], name);
}
assert.equal(importedTesting.startEmulator, require("arize-sdk/testing").startEmulator);
assert.equal(require("arize-sdk/package.json").version, imported.VERSION);
assert.throws(() => new required.ArizeClient({ nonsense: true }), imported.ConfigurationError);

const emulator = await importedTesting.startEmulator();
const warnings = [];
const logger = { debug() {}, info() {}, error() {}, warn: (message) => warnings.push(message) };
for (const { ArizeClient } of [imported, required]) {
  const client = new ArizeClient({ ...emulator.clientOptions, logger, logLevel: "warn", prereleaseWarnings: true });
  await client.apiKeys.list();
  client.close();
}
await emulator.close();
assert.equal(warnings.length, 1, warnings.join("\n"));

for (const path of ["dist/index.js", "dist/core.js", "src/index.ts", "generated/base.ts", "testing/index.js"]) {
  await assert.rejects(import(`arize-sdk/${path}`), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
  assert.throws(() => require(`arize-sdk/${path}`), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
}
console.log("import and require give one copy, and nothing but the three paths");
