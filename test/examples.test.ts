import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sdk from "arize-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["api-keys", "spaces", "client", "guides"];
const names = folders.flatMap((folder) =>
  readdirSync(join(root, "examples", folder))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file.replace(".ts", "")}`),
);
const read = (path: string) => readFileSync(join(root, "examples", path), "utf8");

describe("every method has an example that calls it:", () => {
  const client = new sdk.ArizeClient({ apiKey: "ak-x" });
  // What toJSON gives is for the log, and client.extend takes a package of its own to be shown.
  const elsewhere = ["constructor", "toJSON", "extend"];
  const methods = Object.entries({ "api-keys": client.apiKeys, spaces: client.spaces, client }).flatMap(
    ([folder, object]) =>
      Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(object)))
        .filter(([name, { value }]) => typeof value === "function" && !elsewhere.includes(name))
        .map(([name]) => ({ name, file: `${folder}/${kebab(name)}.ts` })),
  );

  test.each(methods)("$file", ({ name, file }) => {
    expect(existsSync(join(root, "examples", file)), `examples/${file} is missing`).toBe(true);
    expect(read(file)).toMatch(new RegExp(`\\.${name}\\(`));
  });

  test("there are methods", () => {
    expect(methods.length).toBeGreaterThanOrEqual(14);
  });
});

describe.each(names)("%s", (name) => {
  test("says what it shows, how it is run, and what it reads from the environment", () => {
    const text = read(`${name}.ts`);
    const [header = ""] = text.split("\nimport ");
    const variables = new Set(text.match(/(?<=env\.)ARIZE_EXAMPLE_\w+/g));

    expect(header).toMatch(/^\/\/ [A-Z]/);
    expect(header).toMatch(new RegExp(`^//   npm run examples -- ${name}\\b`, "m"));
    for (const variable of variables) expect(header).toContain(variable);
  });

  test("is in the table of examples/README.md", () => {
    expect(read("README.md")).toMatch(new RegExp(`^\\| \\[.*\\]\\(${name}\\.ts\\) `, "m"));
  });
});

test("errors-and-retries handles every error", () => {
  const text = read("guides/errors-and-retries.ts");
  const errors = Object.keys(sdk).filter((name) => name.endsWith("Error"));

  expect(errors.filter((name) => !new RegExp(`error instanceof ${name}\\b`).test(text))).toEqual([]);
});

interface Result {
  readonly name: string;
  readonly problems: string[];
  readonly output: string;
}

describe("npm run examples", () => {
  const programs = {
    "fine/lists.ts": `
      import { ArizeClient } from "arize-sdk";
      console.log((await new ArizeClient().apiKeys.list()).data.length);`,
    "leaks/environment.ts": `console.log(process.env.ARIZE_API_KEY);`,
    "leaks/created.ts": `
      import { ArizeClient } from "arize-sdk";
      const { apiKeys } = new ArizeClient();
      const created = await apiKeys.create({ name: "new" });
      await apiKeys.delete({ apiKeyId: created.id });
      console.log("done");
      console.error(created.key.slice(12));`,
    "leaks/another-emulator.ts": `
      import { startEmulator } from "arize-sdk/testing";
      await using emulator = await startEmulator();
      console.log(emulator.apiKey);`,
    "fails/ends-badly.ts": `console.log("so far"); process.exit(3);`,
    "fails/is-silent.ts": `console.error("only here");`,
    "fails/leaves-a-key.ts": `
      import { ArizeClient } from "arize-sdk";
      console.log((await new ArizeClient().apiKeys.create({ name: "new" })).name);`,
  };
  let folder: string;
  let report: Awaited<ReturnType<typeof examples>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "examples-test-"));
    for (const [name, text] of Object.entries(programs)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    report = await examples("--folder", folder, "--json");
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test("passes a good one, and refuses those that leak, fail, say nothing or leave something behind", () => {
    const { results } = JSON.parse(report.stdout);
    const problems = results.map(({ name, problems }: Result) => [name, problems]);

    expect(Object.fromEntries(problems)).toEqual({
      "fine/lists": [],
      "leaks/environment": ["prints a secret"],
      "leaks/created": ["prints a secret"],
      "leaks/another-emulator": ["prints a secret"],
      "fails/ends-badly": ["ended with 3"],
      "fails/is-silent": ["prints nothing"],
      "fails/leaves-a-key": ["leaves the key new"],
    });
    expect(report).toMatchObject({ code: 1, stderr: "" });
  });

  test("doesn't show what leaked", () => {
    const { results } = JSON.parse(report.stdout);
    const leaks = results.filter(({ name }: Result) => name.startsWith("leaks/"));

    expect(leaks.map(({ output }: Result) => output)).toEqual(Array(3).fill("(not shown)"));
    expect(report.stdout).not.toMatch(/[0-9a-f]{16}/);
  });

  test("runs the one that is named, and shows what it prints", async () => {
    const { code, stdout } = await examples("--folder", folder, "fine/lists");

    expect(stdout).toMatch(/^✓ 1\/1 fine\/lists, \d+ ms\n.*\n {4}2\n/);
    expect(code).toBe(0);
  });

  test("--help says how it is used", async () => {
    expect(await examples("--help")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: npm run examples/),
    });
  });

  test("wrong usage is told from a failure", async () => {
    expect(await examples("--lives")).toMatchObject({ code: 2, stdout: "" });
    expect(await examples("no/such")).toMatchObject({ code: 2, stderr: expect.stringContaining("api-keys/list") });
    const unset = await examples("--live", "api-keys/list");
    expect(unset).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Set ARIZE_API_KEY and ARIZE_EXAMPLE_SPACE,/),
    });
  });
});

function examples(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ARIZE_")));
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, "scripts/examples.mjs"), ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
