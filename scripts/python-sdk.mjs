// @ts-check
// The emulator judged by somebody who knows nothing of it: the platform's own Python SDK.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { withoutAccount } from "./environment.mjs";
import { readFlags } from "./flags.mjs";
import { commandIn, Missing, pythonWith } from "./python.mjs";

const HELP = `Usage: npm run test:python-sdk [-- --help]

Takes keys and spaces through their life on the built emulator (npm run build), with the platform's own Python SDK: a
line for each rule. Needs Python 3.10 or newer; the first run installs the SDK into node_modules/.cache, at the version
in scripts/python/arize.txt.

Exit code: 0 every rule holds; 1 one doesn't, or dist/ is missing; 2 wrong usage; 3 no Python, or no SDK.`;

const testing = fileURLToPath(new URL("../dist/testing.js", import.meta.url));
process.exitCode = await main();

async function main() {
  readFlags(HELP, {});
  if (!existsSync(testing)) {
    console.error("dist/ is missing: run npm run build first.");
    return 1;
  }
  try {
    return await run(pythonWith("arize", console.log));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof Missing ? 3 : 1;
  }
}

/** @param {string} bin */
async function run(bin) {
  /** @type {typeof import("arize-sdk/testing")} */
  const { startEmulator } = createRequire(import.meta.url)(testing);
  const emulator = await startEmulator({ control: true });
  try {
    const { url, apiKey, organizations, spaces, users } = emulator;
    const script = fileURLToPath(new URL("python/platform_sdk.py", import.meta.url));
    const child = spawn(commandIn(bin, "python"), [script], {
      stdio: ["pipe", "inherit", "inherit"],
      env: { ...withoutAccount(), PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" },
    });
    child.stdin.end(JSON.stringify({ url, apiKey, organizations, spaces, users }));
    const [code] = await once(child, "close");
    return code === 0 ? 0 : 1;
  } finally {
    await emulator.close();
  }
}
