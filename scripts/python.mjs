// @ts-check
// Python packages for the commands that need them, each in a virtual environment of its own under node_modules/.cache.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const OLDEST_MINOR = 10;
const NO_PYTHON = `Python 3.10 or newer is needed, and wasn't found. Install it (Debian and Ubuntu: apt-get install python3
python3-venv; macOS: brew install python; Windows: winget install Python.Python.3.12; or from https://www.python.org),
or name it in the variable PYTHON, and run this again. Building, testing and using the package need no Python.`;

/** Something outside the project is missing. */
export class Missing extends Error {}

/**
 * The folder of commands of an environment with `name`, at the version in scripts/python/; installed where it isn't yet.
 *
 * @param {string} name
 * @param {(line: string) => void} say
 */
export function pythonWith(name, say) {
  const requirements = join(root, `scripts/python/${name}.txt`);
  const pin = readFileSync(requirements, "utf8").match(/^[\w-]+==\S+$/m)?.[0];
  if (pin === undefined) throw new Error(`${requirements} pins no version.`);
  const environment = join(root, "node_modules/.cache", pin.replace("==", "-"));
  const bin = join(environment, process.platform === "win32" ? "Scripts" : "bin");
  const complete = join(environment, "complete");
  if (existsSync(complete) && spawnSync(commandIn(bin, "python"), ["--version"]).status === 0) return bin;

  const python = findPython();
  say(`Installing ${pin}, which takes about a minute …`);
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(environment, { recursive: true });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  for (const [command, args] of /** @type {const} */ ([
    [python, ["-m", "venv", environment]],
    [commandIn(bin, "python"), pip],
  ])) {
    const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
    if (status !== 0) {
      const said = `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`.trim();
      throw new Missing(`${said}\n\n${pin} couldn't be installed: ${command} ${args.join(" ")} failed.`);
    }
  }
  writeFileSync(complete, "");
  return bin;
}

/**
 * @param {string} bin
 * @param {string} name
 */
export function commandIn(bin, name) {
  return join(bin, process.platform === "win32" ? `${name}.exe` : name);
}

function findPython() {
  const version = "import sys; print(*sys.version_info[:2])";
  for (const name of process.env.PYTHON ? [process.env.PYTHON] : ["python3", "python"]) {
    const { status, stdout } = spawnSync(name, ["-c", version], { encoding: "utf8" });
    const [major = 0, minor = 0] = (status === 0 ? stdout : "").trim().split(" ").map(Number);
    if (major > 3 || (major === 3 && minor >= OLDEST_MINOR)) return name;
  }
  throw new Missing(NO_PYTHON);
}
