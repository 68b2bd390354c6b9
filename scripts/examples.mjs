// @ts-check
// Compiles and runs what is in examples/: each program in a process of its own, against a fresh emulator.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { misuse, readFlagsAndNames } from "./flags.mjs";

const HELP = `Usage: npm run examples [-- NAME … --live --json]

Runs the examples, or those that are named: api-keys/list, or the folder api-keys. One alone shows what it prints.
Each runs in a process of its own, against a fresh emulator, with the built package (npm run build). It fails when its
exit code isn't 0, when it prints nothing or a secret, and when it doesn't clean up.

  --live        on the account in the environment, in place of an emulator
  --folder DIR  the programs in this folder, in place of examples/
  --json        print one JSON document at the end, and nothing else
  --help        print this

For --live set ARIZE_API_KEY and what the examples ask for:
  ARIZE_EXAMPLE_SPACE             the name or ID of a space in which your key may make and delete service keys
  ARIZE_EXAMPLE_ORGANIZATION_ID   the ID of an organization in which it may make and delete spaces
What they make there is named arize-sdk-example…, and is deleted at the end. A key that is left ends within a day.

Exit code: 0 all passed; 1 one failed; 2 wrong usage.`;

const root = fileURLToPath(new URL("..", import.meta.url));

/** Tests that bring their own emulators. The one with jest is run by scripts/consumers.mjs. */
const RECIPES = {
  "testing/node-test": ["--test", join(root, "examples/testing/node-test/rotation.test.mjs")],
  "testing/vitest": [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--root",
    join(root, "examples/testing/vitest"),
  ],
};

process.exitCode = await main();

async function main() {
  const { flags, names: asked } = readFlagsAndNames(HELP, {
    live: { type: "boolean" },
    folder: { type: "string" },
    json: { type: "boolean" },
  });
  if (!existsSync(join(root, "dist/testing.mjs"))) {
    console.error("There is no dist/: run `npm run build` first.");
    return 1;
  }
  // Not above: these need what is built and installed.
  const { compile, find } = await import("./examples/programs.mjs");
  const { emulated, live, none } = await import("./examples/account.mjs");
  const { run } = await import("./examples/run.mjs");

  const folder = resolve(flags.folder ?? join(root, "examples"));
  /** @type {Record<string, string[]>} */
  const recipes = flags.live || flags.folder !== undefined ? {} : RECIPES;
  const all = [...find(folder), ...Object.keys(recipes)];
  const named = (/** @type {string} */ name, /** @type {string} */ part) => `${name}/`.startsWith(`${part}/`);
  const unknown = asked.find((part) => !all.some((name) => named(name, part)));
  if (unknown !== undefined) misuse(`No example is named ${unknown}. There are: ${all.join(", ")}`, HELP);
  const chosen = all.filter((name) => asked.length === 0 || asked.some((part) => named(name, part)));
  const programs = chosen.filter((name) => !(name in recipes));
  const unset = flags.live ? variablesOf(folder, programs).filter((name) => !process.env[name]?.trim()) : [];
  if (unset.length > 0) misuse(`Set ${unset.join(" and ")}, or name examples that don't need it.`, HELP);

  const say = flags.json ? () => {} : (/** @type {string} */ line) => console.log(line);
  const scratch = mkdtempSync(join(tmpdir(), "arize-sdk-examples-"));
  try {
    await compile(root, folder, programs, scratch);
    const results = [];
    for (const [index, name] of chosen.entries()) {
      const recipe = recipes[name];
      const account = await (recipe ? none() : flags.live ? live() : emulated());
      const { problems, output, ms } = await run(recipe ?? ["--enable-source-maps", `${name}.mjs`], scratch, account);
      await account.close();
      const passed = problems.length === 0;
      results.push({ name, passed, ms, problems, output });
      say(`${passed ? "✓" : "✗"} ${index + 1}/${chosen.length} ${[`${name}, ${ms} ms`, ...problems].join("; ")}`);
      if (!passed || chosen.length === 1) say(output.replace(/^/gm, "    "));
    }
    const failed = results.filter(({ passed }) => !passed).length;
    const summary = { node: process.versions.node, passed: results.length - failed, failed };
    if (flags.json) console.log(JSON.stringify({ ...summary, results }, null, 2));
    say(`\n${summary.passed} passed, ${failed} failed, on Node.js ${summary.node}`);
    return failed > 0 ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * What the examples read from the environment.
 *
 * @param {string} folder
 * @param {string[]} names
 */
function variablesOf(folder, names) {
  const sources = names.map((name) => readFileSync(join(folder, `${name}.ts`), "utf8")).join("\n");
  return [...new Set(["ARIZE_API_KEY", ...(sources.match(/(?<=env\.)ARIZE_EXAMPLE_\w+/g) ?? [])])];
}
