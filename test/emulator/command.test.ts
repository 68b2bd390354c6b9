import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator } from "arize-sdk/testing";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "arize-emulator-"));
const command = join(folder, "arize-emulator.js");
const started: ChildProcess[] = [];

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL("../../src/testing/cli.ts", import.meta.url))],
    outfile: command,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(...flags: string[]) {
  const child = spawn(process.execPath, [command, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  const output = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.err += text;
  });
  const ended = once(child, "close").then(([code]) => ({ code, ...output }));
  return { child, output, ended };
}

async function running(...flags: string[]) {
  const command = start(...flags);
  await Promise.race([once(command.child.stdout, "data"), command.ended]);
  return command;
}

test("--json: the first line says the URL, the key and the spaces, and the key works", async () => {
  const { output } = await running("--json");
  const first = JSON.parse(output.out);
  expect(Object.keys(first)).toEqual(["url", "apiKey", "spaces"]);
  expect(first.spaces).toContainEqual({ id: expect.any(String), name: "prod" });
  const response = await fetch(`${first.url}/v2/spaces`, { headers: { authorization: `Bearer ${first.apiKey}` } });
  expect(response.status).toBe(200);
});

test("without --json it prints what to export", async () => {
  const { output } = await running();
  expect(output.out).toMatch(/^ {2}export ARIZE_API_KEY=ak-emulator-\w+$/m);
  expect(output.out).toMatch(/^ {2}export ARIZE_BASE_URL=http:\/\/127\.0\.0\.1:\d+$/m);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends it cleanly", async (signal) => {
  const { child, ended } = await running("--json");
  child.kill(signal);
  expect(await ended).toMatchObject({ code: 0, err: "" });
});

test("a port in use is exit 1 with a message that names it", async () => {
  await using emulator = await startEmulator();
  const { port } = new URL(emulator.url);
  const { code, err } = await start("--port", port).ended;
  expect(code).toBe(1);
  expect(err).toContain(port);
  expect(err).toMatch(/in use/);
});

test.each([
  [["--nonsense"]],
  [["--port", "http"]],
  [["--port", "65536"]],
  [["--port", ""]],
  [["--port"]],
  [["extra"]],
])("%j is exit 2 with a hint", async (flags) => {
  const { code, err, out } = await start(...flags).ended;
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("arize-emulator --help");
});

test("--help and --version print and end", async () => {
  const help = await start("--help").ended;
  expect(help).toMatchObject({ code: 0, err: "" });
  for (const flag of ["--port", "--host", "--json", "--state", "--control"]) expect(help.out).toContain(flag);
  expect((await start("--version").ended).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("--state takes a JSON file, and says what is wrong with one", async () => {
  const file = join(folder, "state.json");
  const state = { organizations: [{ name: "Acme" }], spaces: [{ name: "own", organization: "Acme" }], users: [{}] };
  writeFileSync(file, JSON.stringify(state));
  const { output } = await running("--json", "--state", file);
  expect(JSON.parse(output.out).spaces).toMatchObject([{ name: "own" }]);
  writeFileSync(file, JSON.stringify({ ...state, users: [{ nme: "ada" }] }));
  expect(await start("--state", file).ended).toMatchObject({
    code: 1,
    err: expect.stringContaining("state.users[0].nme"),
  });
  expect(await start("--state", join(folder, "none.json")).ended).toMatchObject({
    code: 1,
    err: expect.stringContaining("none.json"),
  });
});

test("--control serves the control API", async () => {
  const { output } = await running("--json", "--control");
  const response = await fetch(`${JSON.parse(output.out).url}/__emulator/requests`);
  expect(await response.json()).toEqual([]);
});
