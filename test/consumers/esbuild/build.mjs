import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { build } from "esbuild";

const run = (file) => execFileSync(process.execPath, [file], { stdio: "inherit" });
const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning", metafile: true };
const requireShim = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

await build({
  ...common,
  entryPoints: ["main.mjs"],
  outfile: "dist/main.mjs",
  format: "esm",
  banner: { js: requireShim },
});
run("dist/main.mjs");

await build({
  ...common,
  stdin: {
    contents: 'const { ArizeClient, VERSION } = require("arize-sdk"); console.log(ArizeClient.name, VERSION);',
    resolveDir: ".",
  },
  outfile: "dist/main.cjs",
});
run("dist/main.cjs");

for (const minify of [false, true]) {
  const { metafile } = await build({
    ...common,
    minify,
    entryPoints: ["small.mjs"],
    outfile: "dist/small.mjs",
    format: "esm",
  });
  run("dist/small.mjs");
  const { bytes, inputs } = metafile.outputs["dist/small.mjs"];
  const used = Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0);
  // One copy of the code for all module systems is one file, with axios behind it; the emulator is not part of it.
  assert.deepEqual(
    used.filter((file) => /emulator|testing/.test(file)),
    [],
  );
  assert(bytes < 800_000, `${bytes} bytes for one class`);
  console.log(`one class: ${bytes} bytes${minify ? ", minified" : ""}`);
}
