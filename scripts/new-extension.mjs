// @ts-check
// Makes a module for another API of the platform: a copy of examples/extension under other names. What is copied is
// compiled and tested here, so a copy is known to work.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HELP = `Usage: npm run new-extension -- <name> [options]

Makes a package with a module for another API of the platform: a copy of examples/extension under other names, without
the generated client. docs/guides/extending.md tells how to go on.

  <name>        what the module works on: one word in the plural, in lower case, such as datasets
  --one WORD    the same in the singular; default: <name> without its s
  --dir FOLDER  where to, a folder that is new or empty; default: ../arize-sdk-<name>
  --help        print this text

Exit code: 0 done; 1 the folder is not empty; 2 wrong usage.`;

const example = fileURLToPath(new URL("../examples/extension", import.meta.url));
process.exitCode = main();

function main() {
  let parsed;
  try {
    const options = /** @type {const} */ ({
      one: { type: "string" },
      dir: { type: "string" },
      help: { type: "boolean" },
    });
    parsed = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [many = "", ...more] = positionals;
  const one = values.one ?? many.replace(/s$/, "");
  if (more.length > 0) return misused("There is more than one name.");
  for (const word of [many, one])
    if (!/^[a-z]+$/.test(word)) return misused(`"${word}" is not one word in lower case.`);
  if (one === many) return misused(`What is the singular of ${many}? Say it with --one.`);

  const folder = resolve(values.dir ?? join(example, `../../../arize-sdk-${many}`));
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    console.error(`${folder} is not empty.`);
    return 1;
  }
  for (const file of filesOf(example)) {
    const copy = join(folder, renamed(file, one, many));
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, renamed(readFileSync(join(example, file), "utf8"), one, many));
  }
  console.log(`${relative(process.cwd(), folder)} is made. There:

  1. describe the API in openapi/${many}.yaml
  2. npm install
  3. npm run generate (needs Java 11 or newer)
  4. npm test, and follow the compiler through src/ and test/`);
  return 0;
}

/** @param {string} problem */
function misused(problem) {
  console.error(`${problem}\n\n${HELP}`);
  return 2;
}

/**
 * The files that are written by hand.
 * @param {string} folder
 */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !/^(generated|node_modules|dist)\b/.test(file));
}

/**
 * A text on projects, as one on something else.
 * @param {string} text
 * @param {string} one
 * @param {string} many
 */
function renamed(text, one, many) {
  const capital = (/** @type {string} */ word) => word.charAt(0).toUpperCase() + word.slice(1);
  return text
    .replace(/\b(a|A) (?=project\b)/g, /^[aeio]/.test(one) ? "$1n " : "$1 ")
    .replaceAll("projects", many)
    .replaceAll("Projects", capital(many))
    .replaceAll("project", one)
    .replaceAll("Project", capital(one));
}
