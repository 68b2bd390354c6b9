// @ts-check
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** @typedef {{ packages: number, bytes: number, versions: string[] }} Installed */

/**
 * What a user gets who installs the package whose folder this is: it and all that it depends on.
 *
 * @param {string} folder
 * @param {number} [ownBytes] what the package itself will hold, where its folder holds more
 * @returns {Installed}
 */
export function installed(folder, ownBytes) {
  /** @type {Map<string, number>} */
  const found = new Map();
  /** @type {string[]} */
  const versions = [];
  const visit = (/** @type {string} */ at, /** @type {number | undefined} */ bytes) => {
    if (found.has(at)) return;
    const { name, version, dependencies = {} } = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
    found.set(at, bytes ?? bytesIn(at));
    versions.push(`${name} ${version}`);
    for (const dependency of Object.keys(dependencies)) visit(resolve(dependency, at), undefined);
  };
  visit(folder, ownBytes);
  return { packages: found.size, bytes: [...found.values()].reduce((sum, bytes) => sum + bytes, 0), versions };
}

/** The bytes that `npm pack` would put into the package. @param {string} root */
export function packedBytes(root) {
  const text = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  });
  return Number(JSON.parse(text)[0].unpackedSize);
}

/**
 * What a bundler makes of a program, minified for Node.js.
 *
 * @param {string} text
 * @param {string} resolveDir
 * @returns {Promise<{ bytes: number, gzipped: number }>}
 */
export async function bundled(text, resolveDir) {
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir, loader: "js" },
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    write: false,
    logLevel: "error",
  });
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  return { bytes: contents.length, gzipped: gzipSync(contents).length };
}

/** The folder of a package as Node.js finds it from `from`. */
export function resolve(/** @type {string} */ name, /** @type {string} */ from) {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
    if (at === dirname(at)) throw new Error(`${name} is not installed: run npm ci first`);
  }
}

/** @param {string} folder @returns {number} */
function bytesIn(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === "node_modules" ? 0 : bytesIn(path);
    else bytes += statSync(path).size;
  }
  return bytes;
}
