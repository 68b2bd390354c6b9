// @ts-check
// Builds dist/: one CommonJS copy of the code for everybody, thin files that name what is public, and the types.
// One copy means that `instanceof` and "once per process" hold, however an app mixes import and require.
//
// The code is cut in parts. Errors and constants are one of them, so that a bundle that uses nothing else carries neither
// the client nor axios. And Node.js searches CommonJS files that are imported for the names that they export, which takes
// it 50 ms for a file of the client's size: the thin files spare it that.
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const usage = `Usage: npm run build -- [--no-types]

Builds dist/ from src/ and generated/.

  --no-types  only the code: quicker, for tests of the built package
  --help      this text`;

const { values: flags } = readFlags();
if (flags.help) {
  console.log(usage);
  process.exit(0);
}

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
process.chdir(root);
rmSync("dist", { recursive: true, force: true });

const parts = {
  values: [
    "src/errors.ts",
    "src/version.ts",
    ...readdirSync("generated/models").map((file) => `generated/models/${file}`),
  ],
  client: ["src/client.ts"],
  emulator: ["src/testing/emulator.ts"],
};
const contents = parts.values.map((file) => `export * from "./${file}";`).join("\n");
await bundle("values", { stdin: { contents, resolveDir: root, sourcefile: "src/index.ts" } });
await bundle("client", { entryPoints: ["src/client.ts"] });
await bundle("emulator", { entryPoints: ["src/testing/emulator.ts"] });
await bundle("arize-emulator", { entryPoints: ["src/testing/cli.ts"] });
chmodSync("dist/arize-emulator.js", 0o755);

await writeEntry("index", "src/index.ts", ["client", "values"]);
await writeEntry("testing", "src/testing/index.ts", ["emulator"]);

if (!flags["no-types"]) {
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
  keepReachable(["dist/types/src/index.d.ts", "dist/types/src/testing/index.d.ts"]);
}
console.log(`Built dist/${flags["no-types"] ? " without types" : ""}.`);

/**
 * Makes one file of a part, which requires the other parts.
 * @param {string} part
 * @param {import("esbuild").BuildOptions} input
 */
async function bundle(part, input) {
  await build({
    ...input,
    outfile: `dist/${part}.js`,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "cjs",
    external: ["axios"],
    sourcemap: true,
    sourcesContent: false,
    // Errors keep their names. In the client it would name each call's closures one by one: a twelfth of a call's time.
    keepNames: part !== "client",
    logLevel: "warning",
    plugins: [
      {
        name: "other parts",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
            const file = relative(root, join(resolveDir, path.replace(/\.js$/, ".ts"))).replaceAll("\\", "/");
            const home = Object.entries(parts).find(([, files]) => files.includes(file))?.[0];
            return home && home !== part ? { path: `./${home}.js`, external: true } : undefined;
          }),
      },
    ],
  });
}

/**
 * Writes what users load: the public names of `source`, each with the part that it comes from.
 * @param {string} entry
 * @param {string} source
 * @param {string[]} from
 */
async function writeEntry(entry, source, from) {
  const { metafile } = await build({
    entryPoints: [source],
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["axios"],
    write: false,
    outdir: "dist",
    metafile: true,
  });
  const names = Object.values(metafile.outputs)[0]?.exports.sort() ?? [];
  const missing = new Set(names);
  let cjs = '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n';
  let esm = "";
  for (const part of from) {
    const inPart = Object.keys(require(`../dist/${part}.js`));
    const found = names.filter((name) => inPart.includes(name));
    for (const name of found) missing.delete(name);
    cjs += `const ${part} = require("./${part}.js");\n`;
    cjs += found.map((name) => `exports.${name} = ${part}.${name};\n`).join("");
    // Not from the part itself where that is large: see above.
    const file = part === "values" ? part : entry;
    esm += `export {\n${found.map((name) => `  ${name},\n`).join("")}} from "./${file}.js";\n`;
  }
  if (missing.size > 0) throw new Error(`In no part of the build: ${[...missing].join(", ")}. Add its module to one.`);
  writeFileSync(`dist/${entry}.js`, cjs);
  writeFileSync(`dist/${entry}.mjs`, esm);
  writeFileSync(`dist/${entry}.d.mts`, `export * from "./types/${source.replace(/\.ts$/, ".js")}";\n`);
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

function readFlags() {
  try {
    return parseArgs({ options: { help: { type: "boolean" }, "no-types": { type: "boolean" } } });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}
