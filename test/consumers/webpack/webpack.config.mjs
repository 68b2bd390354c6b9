export default {
  mode: "production",
  target: "node20",
  entry: { main: "./main.mjs", small: "./small.mjs" },
  output: { filename: "[name].cjs", chunkFormat: "commonjs" },
  performance: { hints: false },
  plugins: [{ apply: ({ hooks }) => hooks.afterEmit.tap("sizes", checkSizes) }],
};

function checkSizes({ assets }) {
  const size = assets["small.cjs"].size();
  if (size > 20_000) throw new Error(`${size} bytes for one class`);
}
