// @ts-check
// Builds dist/: one CommonJS copy of the code for everybody, thin files that name what is public, and the types.
// One copy means that `instanceof` and "once per process" hold, however an app mixes import and require.
//
// Node.js searches a CommonJS file that is imported for the names that it exports, which takes it 50 ms for one of the
// client's size: the thin files spare it that.
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { readFlags } from "./flags.mjs";

const usage = `Usage: npm run build -- [--no-types]

Builds dist/ from src/ and generated/.

  --no-types  only the code: quicker, for tests of the built package
  --help      this text`;

const flags = readFlags(usage, { "no-types": { type: "boolean" } });

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
process.chdir(root);
rmSync("dist", { recursive: true, force: true });

await bundle("core", "src/index.ts");
await bundle("emulator", "src/testing/index.ts");
await bundle("arize-emulator", "src/testing/cli.ts");
chmodSync("dist/arize-emulator.js", 0o755);

writeEntry("index", "core", "src/index");
writeEntry("testing", "emulator", "src/testing/index");

if (!flags["no-types"]) {
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
  keepReachable(["dist/types/src/index.d.ts", "dist/types/src/testing/index.d.ts"]);
}
console.log(`Built dist/${flags["no-types"] ? " without types" : ""}.`);

/**
 * Makes one file of the code that starts at `source`.
 * @param {string} part
 * @param {string} source
 */
async function bundle(part, source) {
  await build({
    entryPoints: [source],
    outfile: `dist/${part}.js`,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "cjs",
    external: ["axios"],
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  });
}

/**
 * Writes what users load: the names of a part, and its types.
 * @param {string} entry
 * @param {string} part
 * @param {string} types
 */
function writeEntry(entry, part, types) {
  const names = Object.keys(require(`../dist/${part}.js`));
  const exported = names.map((name) => `exports.${name} = part.${name};\n`).join("");
  writeFileSync(
    `dist/${entry}.js`,
    `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nconst part = require("./${part}.js");\n${exported}`,
  );
  // From the file above: a test runner that inlines a linked package would else load the code a second time.
  writeFileSync(
    `dist/${entry}.mjs`,
    `export {\n${names.map((name) => `  ${name},\n`).join("")}} from "./${entry}.js";\n`,
  );
  writeFileSync(`dist/${entry}.d.mts`, `export * from "./types/${types}.js";\n`);
}

/**
 * Deletes the declarations that no public one refers to: those of the connection and of the generated classes, axios's
 * types among them.
 * @param {string[]} entries
 */
function keepReachable(entries) {
  const reached = new Set(entries.map((file) => join(file)));
  for (const file of reached) {
    for (const [, path] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)\.js"/g)) {
      reached.add(join(file, "..", `${path}.d.ts`));
    }
  }
  for (const file of readdirSync("dist/types", { recursive: true, encoding: "utf8" })) {
    const path = join("dist/types", file.replace(/\.map$/, ""));
    if (path.endsWith(".d.ts") && !reached.has(path)) rmSync(join("dist/types", file));
  }
}
