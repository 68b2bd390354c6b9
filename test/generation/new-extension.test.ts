import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "new-extension-"));
});

afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function run(command: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
    // The generator believes PWD more than the working directory.
    env: { ...process.env, PWD: cwd },
  });
  return { status, output: `${stdout}${stderr}` };
}

const newExtension = (...args: string[]) =>
  run(process.execPath, [join(repository, "scripts/new-extension.mjs"), ...args], scratch);

/** What `npm install` would do, without a registry. */
function install(folder: string): void {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const link = (name: string, target: string) => {
    const path = join(folder, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path, "junction");
  };
  link("arize-sdk", repository);
  for (const name of [".bin", ...Object.keys({ ...dependencies, ...devDependencies })]) {
    link(name, join(repository, "node_modules", name));
  }
}

test("a new module is generated, compiled and tested with its own commands, before anything in it is changed", () => {
  if (!existsSync(join(repository, "dist/index.mjs"))) throw new Error("There is no dist/: run `npm run build` first.");
  const folder = join(scratch, "evaluators");
  expect(newExtension("evaluators", "--dir", folder)).toMatchObject({ status: 0 });
  install(folder);

  expect(run("npm", ["run", "generate"], folder)).toMatchObject({ status: 0 });
  const { status, output } = run("npm", ["test"], folder);

  expect(output).toMatch(/^[#ℹ] pass [1-9]/m);
  expect(output).toMatch(/^[#ℹ] fail 0/m);
  expect(status).toBe(0);
  expect(existsSync(join(folder, "dist/src/evaluators.d.ts"))).toBe(true);
  expect(existsSync(join(folder, "generated/apis/evaluators-api.ts"))).toBe(true);
});

test("it holds nothing of the example's name, nor what is generated", () => {
  newExtension("entities", "--one", "entity", "--dir", join(scratch, "new"));
  const files = readdirSync(join(scratch, "new"), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));

  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "package.json",
      "README.md",
      "entities.yaml",
      "entities.ts",
      "entity.ts",
      "entities.test.ts",
    ]),
  );
  expect(texts.join()).not.toMatch(/project|\ba entit/i);
  expect(texts.join()).toContain("ListEntitiesParams");
  expect(existsSync(join(scratch, "new/generated"))).toBe(false);
});

test("a folder that holds something is left alone", () => {
  writeFileSync(join(scratch, "mine"), "");
  const { status, output } = newExtension("datasets", "--dir", scratch);

  expect(status).toBe(1);
  expect(output).toContain("not empty");
  expect(readdirSync(scratch)).toEqual(["mine"]);
});

test.each([
  [[]],
  [["annotation-queues"]],
  [["Datasets"]],
  [["data"]],
  [["datasets", "prompts"]],
  [["datasets", "--nonsense"]],
])("%j is refused", (args) => {
  const { status, output } = newExtension(...args);

  expect(status).toBe(2);
  expect(output).toContain("Usage:");
  expect(readdirSync(scratch)).toEqual([]);
});
