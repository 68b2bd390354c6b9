import { execFileSync } from "node:child_process";

const node = (...args) => execFileSync(process.execPath, args, { stdio: "inherit" });

for (const resolution of ["nodenext", "node16", "bundler"]) {
  node("node_modules/typescript/bin/tsc", "-p", `tsconfig.${resolution}.json`);
  console.log(`${resolution}: compiles`);
  if (resolution === "bundler") continue;
  node(`out/${resolution}/esm.mjs`);
  node(`out/${resolution}/cjs.cjs`);
}
