// @ts-check
// Builds dist/: one CommonJS copy of the code for everybody, thin ESM files that re-export its names, and the types.
// One copy means that `instanceof` and "once per process" hold, however an app mixes import and require.
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const usage = `Usage: npm run build -- [--no-types]

Builds dist/ from src/ and generated/.

  --no-types  only the code: quicker, for tests of the built package
  --help      this text`;

const { values } = readFlags();
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
process.chdir(root);
rmSync("dist", { recursive: true, force: true });

await build({
  entryPoints: { index: "src/index.ts", testing: "src/testing/index.ts", "arize-emulator": "src/testing/cli.ts" },
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  external: ["axios"],
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
});
chmodSync("dist/arize-emulator.js", 0o755);

for (const entry of ["index", "testing"]) {
  const names = Object.keys(require(`../dist/${entry}.js`));
  writeFileSync(
    `dist/${entry}.mjs`,
    `export {\n${names.map((name) => `  ${name},\n`).join("")}} from "./${entry}.js";\n`,
  );
  const types = entry === "index" ? "./types/src/index.js" : "./types/src/testing/index.js";
  writeFileSync(`dist/${entry}.d.mts`, `export * from "${types}";\n`);
}

if (!values["no-types"]) {
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
}
console.log(`Built dist/${values["no-types"] ? " without types" : ""}.`);

function readFlags() {
  try {
    return parseArgs({ options: { help: { type: "boolean" }, "no-types": { type: "boolean" } } });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}
