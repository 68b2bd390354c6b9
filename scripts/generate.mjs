// @ts-check
// Makes generated/ from openapi/, or tells how the two differ: here, and in examples/extension. The generator's version
// and options are in openapi/openapitools.json.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readFlags } from "./flags.mjs";
import { operationsTable } from "./operations-table.mjs";

const HELP = `Usage: npm run generate [-- --check]

Replaces generated/ with what openapi/ gives, here and in examples/extension. Needs Java 11 or newer.

  --check   change nothing; print how generated/ differs from what openapi/ gives
  --help    print this

Exit code: 0 done, or no difference; 1 a difference, or the generation failed; 2 wrong usage; 3 no Java.`;

const NO_JAVA = `Install it (Debian and Ubuntu: apt-get install default-jre-headless; macOS: brew install openjdk; Windows:
winget install Microsoft.OpenJDK.17; or from https://adoptium.net), see that \`java -version\` works, and run this again.
Only regeneration needs Java. Building, testing and using the package do not.`;

const root = fileURLToPath(new URL("..", import.meta.url));
/** Where there is an openapi/ to generate from. */
const packages = [".", "examples/extension"];

process.exitCode = main();

function main() {
  const flags = readFlags(HELP, { check: { type: "boolean" } });
  const problem = javaProblem();
  if (problem) {
    console.error(`${problem}\n${NO_JAVA}`);
    return 3;
  }

  // Not in place: a generation that fails must leave generated/ as it was.
  const workspace = mkdtempSync(join(tmpdir(), "generate-"));
  try {
    const [document] = packages.map((name) => generate(name, workspace));
    console.log("Writing operations.ts");
    writeFileSync(join(workspace, "generated/operations.ts"), operationsTable(document));
    if (flags.check) return packages.map((name) => compare(name, workspace)).every(Boolean) ? 0 : 1;
    for (const name of packages) {
      const generated = join(name, "generated");
      rmSync(join(root, generated), { recursive: true, force: true });
      cpSync(join(workspace, generated), join(root, generated), { recursive: true });
      console.log(`${generated}/ is new.`);
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/**
 * Generates a package's client in the workspace, and gives the OpenAPI document that it is of.
 *
 * @param {string} name
 * @param {string} workspace
 */
function generate(name, workspace) {
  const folder = join(workspace, name);
  cpSync(join(root, name, "openapi"), join(folder, "openapi"), { recursive: true });
  const { "generator-cli": pins } = JSON.parse(readFileSync(join(folder, "openapi/openapitools.json"), "utf8"));
  const [{ inputSpec }] = Object.values(pins.generators);
  const spec = inputSpec.replace("#{cwd}/", "");

  console.log(`Reading ${join(name, spec)}`);
  const bundle = join(folder, "bundle.json");
  run("@redocly/cli/bin/cli.js", ["bundle", spec, "--output", bundle], folder);

  console.log(`Running openapi-generator ${pins.version} (its first run downloads 30 MB)`);
  // The paths in openapitools.json are relative to the working directory.
  run(
    "@openapitools/openapi-generator-cli/main.js",
    ["--openapitools", "openapi/openapitools.json", "generate"],
    folder,
  );
  const output = join(folder, "generated");
  if (!existsSync(join(output, "index.ts"))) throw new Error("The generator said that it ran, and wrote nothing.");
  rmSync(join(output, ".openapi-generator"), { recursive: true });
  return JSON.parse(readFileSync(bundle, "utf8"));
}

/**
 * Runs a tool from node_modules, and is silent unless it fails.
 *
 * @param {string} tool
 * @param {string[]} args
 * @param {string} cwd
 */
function run(tool, args, cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "node_modules", tool), ...args], {
    cwd,
    encoding: "utf8",
    // The generator believes PWD more than the working directory.
    env: { ...process.env, PWD: cwd, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  });
  if (status === 0) return;
  // A tool that crashes prints its own minified source, tens of thousands of characters in a line.
  const output = `${stdout}${stderr}`.split("\n").filter((line) => line.length < 500);
  throw new Error(`${output.join("\n").trim()}\n\n${tool} failed (exit code ${status}).`);
}

/**
 * Whether the new output of a package is what is there; prints the difference.
 *
 * @param {string} name
 * @param {string} workspace
 */
function compare(name, workspace) {
  const generated = join(name, "generated");
  const options = ["--no-pager", "diff", "--no-index", "--no-ext-diff"];
  const { status, error } = spawnSync("git", [...options, generated, join(workspace, generated)], {
    cwd: root,
    stdio: "inherit",
  });
  if (error || (status !== 0 && status !== 1)) {
    throw new Error(`git could not compare the folders: ${error?.message ?? status}`);
  }
  const same = status === 0;
  const verdict = `${generated}/ is ${same ? "" : "not "}what ${join(name, "openapi")}/ gives`;
  if (same) console.log(`${verdict}.`);
  else console.error(`\n${verdict} (-: what is there, +: what it gives). Run \`npm run generate\`.`);
  return same;
}

/** @returns {string | undefined} what is wrong with Java here, if anything */
function javaProblem() {
  const { status, stderr } = spawnSync("java", ["-version"], { encoding: "utf8" });
  // macOS has a `java` that only tells you to install one, and fails.
  if (status !== 0) return "This needs Java 11 or newer, and there is no working `java` on the PATH.";
  // "1.8.0_402" was Java 8, "17.0.15" is Java 17.
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (Number(version) < 11) return `This needs Java 11 or newer, and the \`java\` on the PATH is Java ${version}.`;
}
