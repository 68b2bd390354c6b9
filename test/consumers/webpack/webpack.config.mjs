import { readFileSync } from "node:fs";

export default {
  mode: "production",
  target: "node20",
  entry: { main: "./main.mjs", small: "./small.mjs" },
  output: { filename: "[name].cjs", chunkFormat: "commonjs" },
  performance: { hints: false },
  plugins: [{ apply: ({ hooks }) => hooks.afterEmit.tap("contents", checkContents) }],
};

// One copy of the code for all module systems is one file, with axios behind it; the emulator is not part of it.
function checkContents() {
  const [main, small] = ["main", "small"].map((name) => readFileSync(`dist/${name}.cjs`, "utf8"));
  if (!main.includes("ak-emulator-"))
    throw new Error("Nothing tells the emulator any more; this check needs another mark.");
  if (small.includes("ak-emulator-")) throw new Error("A bundle of one class carries the emulator.");
  console.log(`one class: ${small.length} bytes`);
}
