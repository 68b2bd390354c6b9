import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync("node_modules/typescript/package.json", "utf8"));
const node = (...args) => execFileSync(process.execPath, args, { stdio: "inherit" });

// TypeScript 7 has no node10 any more.
const resolutions = ["nodenext", "node16", "bundler", ...(version.startsWith("5.") ? ["node10"] : [])];
for (const resolution of resolutions) {
  node("node_modules/typescript/bin/tsc", "-p", `tsconfig.${resolution}.json`);
  console.log(`${resolution}: compiles`);
  if (resolution === "bundler" || resolution === "node10") continue;
  node(`out/${resolution}/esm.mjs`);
  node(`out/${resolution}/cjs.cjs`);
}
