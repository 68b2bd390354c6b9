import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { build, createServer } from "vite";

// As a dependency, as it comes, and bundled into the server.
for (const noExternal of [false, true]) {
  const outDir = `dist-${noExternal ? "bundled" : "external"}`;
  await build({
    logLevel: "warn",
    ssr: noExternal ? { noExternal } : {},
    build: { ssr: true, outDir, rollupOptions: { input: { main: "main.mjs", small: "small.mjs" } } },
  });
  for (const entry of ["main", "small"]) {
    execFileSync(process.execPath, [`${outDir}/${entry}.js`], { stdio: "inherit" });
  }
}
const server = await createServer({ logLevel: "warn", appType: "custom", server: { middlewareMode: true, ws: false } });
const { ValidationError } = await server.ssrLoadModule("/small.mjs");
assert.equal(ValidationError, (await import("arize-sdk")).ValidationError);
await server.ssrLoadModule("/main.mjs");
await server.close();
