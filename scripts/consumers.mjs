// @ts-check
// Installs the packed package in each small project of test/consumers/ and in the module of examples/extension, and
// runs that project's own `npm test`.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { misuse, readFlags } from "./flags.mjs";
import { indent, install, installed, pack, run } from "./packed/run.mjs";

/**
 * Versions of a project's dependencies beside those of its package.json, and what is copied into it.
 * @type {Record<string, { variants?: Record<string, Record<string, string>>, copy?: Record<string, string> }>}
 */
const MATRIX = {
  typescript: {
    variants: {
      "typescript-5.4": { typescript: "5.4.5" },
      "typescript-5.9": { typescript: "5.9.3" },
      "typescript-7": { typescript: "7.0.2", "@types/node": "24.10.1" },
    },
  },
  axios: {
    variants: { "axios-1.6": { axios: "1.6.8" }, "axios-1.12": { axios: "1.12.2" } },
    copy: { "examples/extension/generated": "generated" },
  },
  jest: { copy: { "examples/testing/jest": "." } },
};

const root = fileURLToPath(new URL("..", import.meta.url));
const consumers = readdirSync(join(root, "test/consumers"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join("test/consumers", name))
  .concat("examples/extension")
  .flatMap((project) => {
    const name = basename(project);
    const { variants = { [name]: {} }, copy = {} } = MATRIX[name] ?? {};
    return Object.entries(variants).map(([variant, versions]) => ({ name: variant, project, versions, copy }));
  })
  .sort((a, b) => a.name.localeCompare(b.name));

const HELP = `Usage: npm run test:consumers [-- options]

Packs the package, and installs it in copies of the small projects of test/consumers/ and of the module of
examples/extension, to run their own tests. It needs the npm registry, or npm's cache of an earlier run.

  --only NAME     only this one; may be repeated, and a part of a name is enough
  --tarball FILE  this tarball, in place of a build and a new one
  --keep          don't delete the copies, and say where they are
  --json          print one JSON document at the end, and nothing else
  --help          print this text

They are: ${consumers.map(({ name }) => name).join(", ")}.

Exit code: 0 all passed; 1 one failed; 2 wrong usage.`;

process.exitCode = await main();

async function main() {
  const flags = readFlags(HELP, {
    only: { type: "string", multiple: true },
    tarball: { type: "string" },
    keep: { type: "boolean" },
    json: { type: "boolean" },
  });
  const { only = [], json = false, keep = false } = flags;
  const unknown = only.find((part) => !consumers.some(({ name }) => name.includes(part)));
  const chosen = consumers.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  if (unknown !== undefined) misuse(`No project is named ${unknown}.`, HELP);
  if (flags.tarball !== undefined && !existsSync(flags.tarball)) misuse(`There is no ${flags.tarball}.`, HELP);

  const say = json ? () => {} : (/** @type {string} */ line) => console.log(line);
  const scratch = mkdtempSync(join(tmpdir(), "arize-sdk-consumers-"));
  try {
    const tarball = flags.tarball ?? (await pack(root, scratch, say));
    const results = [];
    for (const [index, consumer] of chosen.entries()) {
      const result = await check(consumer, tarball, join(scratch, consumer.name));
      results.push(result);
      const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
      say(
        `${result.passed ? "✓" : "✗"} ${index + 1}/${chosen.length} ${result.name}, ${result.seconds} s: ${versions.join(", ")}`,
      );
      if (!result.passed) say(indent(result.output));
    }
    const failed = results.filter(({ passed }) => !passed);
    const summary = { node: process.versions.node, passed: results.length - failed.length, failed: failed.length };
    if (json) console.log(JSON.stringify({ ...summary, results }, null, 2));
    say(`\n${summary.passed} passed, ${summary.failed} failed, on Node.js ${summary.node}`);
    return failed.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    if (keep) say(`Kept: ${scratch}`);
    else rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {(typeof consumers)[number]} consumer
 * @param {string} tarball
 * @param {string} folder
 */
async function check({ name, project, versions, copy }, tarball, folder) {
  const started = performance.now();
  const made = /^(node_modules|dist)$/;
  cpSync(join(root, project), folder, { recursive: true, filter: (source) => !made.test(basename(source)) });
  cpSync(tarball, join(folder, "arize-sdk.tgz"));
  for (const [from, to] of Object.entries(copy)) cpSync(join(root, from), join(folder, to), { recursive: true });
  const file = join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  if (manifest.peerDependencies) manifest.devDependencies["arize-sdk"] = "file:arize-sdk.tgz";
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const dependency of Object.keys(dependencies))
      dependencies[dependency] = versions[dependency] ?? dependencies[dependency];
  }
  writeFileSync(file, JSON.stringify(manifest));

  let { code, output } = await run("npm", install, folder);
  if (code === 0) ({ code, output } = await run("npm", ["test", "--silent"], folder));
  return {
    name,
    passed: code === 0,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    versions: Object.fromEntries(
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).map((dependency) => [
        dependency,
        installed(folder, dependency),
      ]),
    ),
    output,
  };
}
