// @ts-check
// Runs the packed package on every runtime that it supports, and sees it refused on those that it doesn't.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { misuse, readFlags } from "./flags.mjs";
import { indent, install, installed, pack, run } from "./packed/run.mjs";

const DENO = ["run", "--allow-all", "--node-modules-dir=manual"];

/** @typedef {{ rule: string, error?: string, notes?: string[] }} Outcome */
/** @typedef {{ name: string, install?: string, check: (binary: string, project: string) => Promise<Outcome[]> }} Runtime */

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(root, "node_modules/.cache/arize-sdk-runtimes");
/** @type {string[]} */
const nodeVersions = JSON.parse(readFileSync(join(root, ".github/node-versions.json"), "utf8"));

/** @type {Runtime[]} */
const RUNTIMES = [
  ...nodeVersions.map((version) => ({
    name: `node-${version}`,
    install: `node@${version}`,
    check: (/** @type {string} */ node, /** @type {string} */ project) => suite(project, node, []),
  })),
  { name: "bun", install: "bun@latest", check: (bun, project) => suite(project, bun, ["run"]) },
  { name: "deno", install: "deno@latest", check: (deno, project) => suite(project, deno, DENO) },
  { name: "workerd", install: "workerd@latest", check: inWorkerd },
  { name: "browser-page", check: (_, project) => inScope(project, { document: {} }) },
  { name: "web-worker", check: (_, project) => inScope(project, { WorkerGlobalScope: class {} }) },
  { name: "bare-scope", check: (_, project) => inScope(project, {}) },
];

const HELP = `Usage: npm run test:runtimes [-- options]

Packs the package, installs it with each runtime, and runs one suite of its promises there, against the emulator. In
workerd and in scopes like a browser's, sees that a client refuses to start, and why. Runtimes are npm packages (node,
bun, deno, workerd), kept in node_modules/.cache.

  --only NAME     only this one; may be repeated, and a part of a name is enough
  --tarball FILE  this tarball, in place of a build and a new one
  --json          print one JSON document at the end, and nothing else
  --help          print this text

They are: ${RUNTIMES.map(({ name }) => name).join(", ")}.

Exit code: 0 all passed; 1 one failed; 2 wrong usage.`;

process.exitCode = await main();

async function main() {
  const flags = readFlags(HELP, {
    only: { type: "string", multiple: true },
    tarball: { type: "string" },
    json: { type: "boolean" },
  });
  const { only = [], json = false } = flags;
  const unknown = only.find((part) => !RUNTIMES.some(({ name }) => name.includes(part)));
  if (unknown !== undefined) misuse(`No runtime is named ${unknown}.`, HELP);
  if (flags.tarball !== undefined && !existsSync(flags.tarball)) misuse(`There is no ${flags.tarball}.`, HELP);

  const say = json ? () => {} : (/** @type {string} */ line) => console.log(line);
  const chosen = RUNTIMES.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const project = mkdtempSync(join(tmpdir(), "arize-sdk-runtimes-"));
  try {
    await prepare(project, flags.tarball ?? (await pack(root, project, say)));
    const results = [];
    for (const runtime of chosen) {
      const result = await check(runtime, project);
      results.push(result);
      const { name, version, outcomes, passed } = result;
      const kept = outcomes.filter(({ error }) => error === undefined).length;
      say(`${passed ? "✓" : "✗"} ${name} ${version}: ${kept} of ${outcomes.length} rules hold`);
      for (const { rule, error, notes = [] } of outcomes) {
        if (error !== undefined) say(`  ✗ ${rule}\n${indent(error)}`);
        for (const note of notes) say(`  · ${rule}: ${note}`);
      }
    }
    const failed = results.filter(({ passed }) => !passed).length;
    if (json) console.log(JSON.stringify({ passed: results.length - failed, failed, results }, null, 2));
    say(`\n${results.length - failed} passed, ${failed} failed`);
    return failed > 0 ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/**
 * A project that has the package installed, and what is run.
 * @param {string} project
 * @param {string} tarball
 */
async function prepare(project, tarball) {
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  for (const file of ["suite.mjs", "refusal.mjs"]) cpSync(join(root, "scripts/runtimes", file), join(project, file));
  cpSync(join(root, "test/fixtures/tls"), join(project, "tls"), { recursive: true });
  const { code, output } = await run("npm", [...install, tarball], project);
  if (code !== 0) throw new Error(`The package can't be installed:\n${indent(output)}`);
  await build({
    entryPoints: [join(project, "refusal.mjs")],
    outfile: join(project, "refusal-bundle.mjs"),
    bundle: true,
    format: "esm",
    conditions: ["import"],
    external: ["node:*", "axios"],
    banner: { js: 'const require = (name) => { throw new Error("There is no " + name + " here."); };' },
    logLevel: "warning",
  });
}

/**
 * @param {Runtime} runtime
 * @param {string} project
 */
async function check(runtime, project) {
  let binary = "";
  let version = "(simulated)";
  /** @type {Outcome[]} */
  let outcomes;
  try {
    if (runtime.install) ({ binary, version } = await getRuntime(runtime.install));
    outcomes = await runtime.check(binary, project);
  } catch (error) {
    outcomes = [{ rule: "it runs", error: error instanceof Error ? error.message : String(error) }];
  }
  const passed = outcomes.length > 0 && outcomes.every(({ error }) => error === undefined);
  return { name: runtime.name, version, passed, outcomes };
}

/** @param {string} specifier */
async function getRuntime(specifier) {
  const [name = ""] = specifier.split("@");
  const folder = join(cache, specifier.replace("@", "-"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const { code, output } = await run("npm", [...install, specifier], folder);
  if (code !== 0) throw new Error(output);
  return { binary: join(folder, "node_modules/.bin", name), version: installed(folder, name) };
}

/**
 * @param {string} project
 * @param {string} binary
 * @param {readonly string[]} args
 * @returns {Promise<Outcome[]>}
 */
async function suite(project, binary, args) {
  const { code, output } = await run(binary, [...args, "suite.mjs"], project);
  const lines = output.split("\n");
  const outcomes = lines.filter((line) => line.startsWith('{"rule":')).map((line) => JSON.parse(line));
  const others = lines.filter((line) => line !== "" && !line.startsWith('{"rule":')).join("\n");
  const expected = [...readFileSync(join(project, "suite.mjs"), "utf8").matchAll(/^ {2}"[^"]+": /gm)].length;
  if (code === 0 && others === "" && outcomes.length === expected) return outcomes;
  return [...outcomes, { rule: `it ends, silently, after ${expected} rules`, error: `exit code ${code}\n${others}` }];
}

/**
 * @param {string} binary
 * @param {string} project
 */
async function inWorkerd(binary, project) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const flags of ["", '"nodejs_compat"']) {
    const port = await freePort();
    writeFileSync(
      join(project, "workerd.capnp"),
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "main", esModule = embed "refusal-bundle.mjs")],
    compatibilityDate = "2026-10-01",
    compatibilityFlags = [${flags}],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`,
    );
    const child = spawn(binary, ["serve", "workerd.capnp"], { cwd: project, stdio: ["ignore", "ignore", "pipe"] });
    let output = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    try {
      const said = await answer(`http://127.0.0.1:${port}/`, () => output);
      outcomes.push(refused(said, /needs a runtime with sockets/, flags ? "with nodejs_compat" : "as it comes"));
    } finally {
      child.kill();
    }
  }
  return outcomes;
}

/**
 * Evaluates the package in a scope without `process`.
 * @param {string} project
 * @param {object} globals
 */
async function inScope(project, globals) {
  const code = readFileSync(join(project, "refusal-bundle.mjs"), "utf8").replace(/^export \{[^}]*\};$/m, "");
  const scope = createContext({ ...globals, URL, TextDecoder, TextEncoder, performance, AbortController });
  /** @type {(options: object) => string} */
  const attempt = runInContext(`${code}\nattempt;`, scope);
  const browser = Object.keys(globals).length > 0;
  const reason = browser ? /refuses to run in a browser/ : /needs a runtime with sockets/;
  const allowed = attempt({ dangerouslyAllowBrowser: true });
  const rule = browser ? "starts with dangerouslyAllowBrowser" : "dangerouslyAllowBrowser changes nothing";
  return [
    refused(attempt({}), reason, "as it comes"),
    (browser ? allowed === "started" : reason.test(allowed)) ? { rule } : { rule, error: allowed },
  ];
}

/**
 * @param {string} said
 * @param {RegExp} reason
 * @param {string} setting
 * @returns {Outcome}
 */
function refused(said, reason, setting) {
  const rule = `a client refuses to start, with the reason, ${setting}`;
  return said.startsWith("ConfigurationError: ") && reason.test(said) ? { rule } : { rule, error: said };
}

/**
 * @param {string} url
 * @param {() => string} output
 */
async function answer(url, output) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    if (response) return await response.text();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return `no answer\n${output()}`;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
