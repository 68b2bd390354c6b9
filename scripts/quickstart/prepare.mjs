// @ts-check
// What a fresh clone lacks: the dependencies and dist/. Nothing but Node's own modules can be loaded here.
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const OLDEST_NODE = [20, 19];
/** What dist/ is made from, and what the quickstart runs of it. */
const SOURCES = ["src", "generated", "scripts/build.mjs", "package.json", "tsconfig.json", "tsconfig.build.json"];
const BUILT = ["dist/index.mjs", "dist/testing.mjs"];

/**
 * @param {string} root
 * @param {import("./report.mjs").Report} report
 * @param {AbortSignal} signal
 */
export async function prepare(root, report, signal) {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(`This needs Node.js ${OLDEST_NODE.join(".")} or newer, and runs on ${process.versions.node}.`);
  }
  const stale = isStale(root);
  const needed = stale ? ["axios", "esbuild", "typescript"] : ["axios"];
  if (!areInstalled(root, needed)) {
    report.note("The first run installs and builds, which takes about half a minute.");
    await report.step("Install the dependencies (npm ci)", () => npm(root, ["ci"], signal));
  }
  if (stale) await report.step("Build the package (npm run build)", () => npm(root, ["run", "build"], signal));
}

/**
 * Whether `dist/` is missing, incomplete, or older than something that it is made from.
 *
 * @param {string} root
 */
function isStale(root) {
  const built = BUILT.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.min(...built) < Math.max(...SOURCES.map((source) => newest(join(root, source))));
}

/**
 * When anything at `path` was last changed. Folders count too: a file that was removed leaves no other trace.
 *
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stats = statSync(path);
  const inside = stats.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(stats.mtimeMs, ...inside);
}

/**
 * @param {string} root
 * @param {string[]} packages
 */
function areInstalled(root, packages) {
  const require = createRequire(join(root, "package.json"));
  try {
    for (const name of packages) require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs npm, and is silent unless it fails.
 *
 * @param {string} root
 * @param {string[]} args
 * @param {AbortSignal} signal
 * @returns {Promise<{ value: undefined }>}
 */
function npm(root, args, signal) {
  // Within `npm run`, npm says where it is; on Windows its command is a script, which only a shell runs.
  const { npm_execpath: cli } = process.env;
  const [command, shell] = cli?.endsWith(".js") ? [process.execPath, false] : ["npm", process.platform === "win32"];
  const child = spawn(command, command === "npm" ? args : [String(cli), ...args], {
    cwd: root,
    shell,
    signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve({ value: undefined });
      else reject(new Error(`${output.trim()}\n\nnpm ${args.join(" ")} failed (exit code ${code}).`));
    });
  });
}
