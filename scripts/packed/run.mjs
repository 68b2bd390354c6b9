// @ts-check
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutAccount } from "../environment.mjs";

/** Without settings of an account, and without those of the npm that runs this. */
/** @type {NodeJS.ProcessEnv} */
const environment = {
  ...Object.fromEntries(Object.entries(withoutAccount()).filter(([name]) => !/^npm_(?!config_)/.test(name))),
  CI: "true",
  NO_COLOR: "1",
};
delete environment.FORCE_COLOR;

/**
 * Runs a command to its end, and gives its exit code with all that it wrote.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, cwd) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, {
      cwd,
      env: environment,
      shell: process.platform === "win32",
      timeout: 600_000,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
      });
    }
    child.on("error", (error) => resolve({ code: 127, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Builds and packs the package, and gives the tarball's path.
 * @param {string} root
 * @param {string} folder
 * @param {(line: string) => void} say
 */
export async function pack(root, folder, say) {
  say("Building and packing …");
  for (const args of [
    ["run", "build"],
    ["pack", "--ignore-scripts", "--pack-destination", folder],
  ]) {
    const { code, output } = await run("npm", args, root);
    if (code !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${indent(output)}`);
  }
  const file = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (!file) throw new Error("npm pack made no tarball.");
  return join(folder, file);
}

/** What `npm install` needs to be told for a project that is thrown away. */
export const install = [
  "install",
  "--prefer-offline",
  "--no-audit",
  "--no-fund",
  "--no-package-lock",
  "--loglevel=error",
];

/**
 * The version of a dependency that a project got.
 * @param {string} folder
 * @param {string} dependency
 */
export function installed(folder, dependency) {
  const file = join(folder, "node_modules", dependency, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : "not installed";
}

/** @param {string} text */
export function indent(text) {
  return text.trim().replace(/^/gm, "    ");
}
