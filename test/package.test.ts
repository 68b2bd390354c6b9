import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as source from "arize-sdk";
import * as testingSource from "arize-sdk/testing";
import { beforeAll, describe, expect, test } from "vitest";
import packageJson from "../package.json";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);
const require = createRequire(import.meta.url);

beforeAll(() => {
  for (const file of ["dist/index.mjs", "dist/testing.mjs", "dist/types/src/index.d.ts"]) {
    if (!existsSync(join(root, file))) throw new Error(`There is no ${file}: run \`npm run build\` first.`);
  }
});

/** What a script prints as JSON, run by a fresh Node.js that finds the package by its name. */
async function printed(script: string, kind: "module" | "commonjs" = "module"): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, [`--input-type=${kind}`, "--eval", script], { cwd: root });
  return JSON.parse(stdout);
}

describe.each([
  ["index", source],
  ["testing", testingSource],
])("dist/%s", (entry, fromSource) => {
  test("has the names of the source, for import and for require", async () => {
    const names = Object.keys(fromSource).sort();
    const blocks = readFileSync(join(root, `dist/${entry}.mjs`), "utf8").match(/\{[^}]*\}/g) ?? [];
    const listed = blocks.join().match(/\w+/g) ?? [];

    expect(Object.keys(require(`../dist/${entry}.js`)).sort()).toEqual(names);
    expect(listed.sort()).toEqual(names);
    expect(names).not.toContain("default");
  });
});

test("import and require give the same copy, in either order", async () => {
  const script = (first: string) => `
    import { createRequire } from "node:module";
    const require = createRequire(process.cwd() + "/x.js");
    let cjs, esm;
    if (${JSON.stringify(first)} === "require") cjs = require("arize-sdk");
    esm = await import("arize-sdk");
    cjs ??= require("arize-sdk");
    let error;
    try { new cjs.ArizeClient({ nonsense: true }); } catch (thrown) { error = thrown; }
    console.log(JSON.stringify({
      same: Object.keys(esm).every((name) => esm[name] === cjs[name]),
      count: Object.keys(esm).length,
      instance: error instanceof esm.ConfigurationError,
      testing: (await import("arize-sdk/testing")).startEmulator === require("arize-sdk/testing").startEmulator,
    }));`;

  for (const first of ["require", "import"]) {
    expect(await printed(script(first))).toEqual({
      same: true,
      count: Object.keys(source).length,
      instance: true,
      testing: true,
    });
  }
});

test("a client is loaded and made without axios, without the generated code and without Node's network modules", async () => {
  const script = `
    const { ArizeClient } = require("arize-sdk");
    const client = new ArizeClient({ apiKey: "ak-x", baseUrl: "http://127.0.0.1:1", maxRetries: 0, logLevel: "off" });
    const files = () => Object.keys(require.cache).map((file) => file.slice(process.cwd().length + 1));
    const before = files();
    const network = process.moduleLoadList.filter((name) => /^NativeModule https?$/.test(name));
    client.apiKeys.list().catch(({ name }) => {
      const after = files().filter((file) => !before.includes(file));
      console.log(JSON.stringify({ before, network, name, after: after.map((file) => file.replace(/\\\\/g, "/")) }));
    });`;
  const { before, network, name, after } = await printed(script, "commonjs");

  expect(before).toContain(join("dist", "index.js"));
  for (const file of before as string[]) expect(file.startsWith(`dist${sep}`)).toBe(true);
  expect(network).toEqual([]);
  expect(name).toBe("ConnectionError");
  expect(after).toContainEqual(expect.stringMatching(/^node_modules\/axios\/dist\/node\/axios\.cjs$/));
});

test("the generated code is in the build, behind functions that run with the first call", () => {
  const code = readFileSync(join(root, "dist/core.js"), "utf8");

  expect(code).toContain('require("axios")');
  expect(code).not.toMatch(/^(var|const|let) .*require\("axios"\)/m);
});

test("the emulator needs nothing but Node.js", async () => {
  const script = `
    require("arize-sdk/testing");
    console.log(JSON.stringify({ files: Object.keys(require.cache).map((file) => file.slice(process.cwd().length + 1)) }));`;

  expect(await printed(script, "commonjs")).toEqual({
    files: [join("dist", "testing.js"), join("dist", "emulator.js")],
  });
});

test("what package.json points to is packed, and nothing that a user has no use for", async () => {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    shell: process.platform === "win32",
  });
  const packed: string[] = JSON.parse(stdout)[0].files.map(({ path }: { path: string }) => path);
  const pointsTo: string[] =
    JSON.stringify([packageJson.exports, packageJson.main, packageJson.types, packageJson.bin])
      .match(/\.\/[^"]+\.(m?js|d\.m?ts|json)"/g)
      ?.map((path) => path.slice(2, -1)) ?? [];

  expect(pointsTo.length).toBeGreaterThan(8);
  for (const path of pointsTo) expect(packed).toContain(path);
  for (const path of ["package.json", "README.md", "LICENSE"]) expect(packed).toContain(path);
  const guides = readFileSync(join(root, "README.md"), "utf8").match(/(?<=\]\()docs\/[^)#]+/g) ?? [];
  expect(guides.length).toBeGreaterThan(5);
  expect(packed).toEqual(expect.arrayContaining(guides));
  expect(packed.filter((path) => /^(test|scripts|openapi|coverage|node_modules|site|examples)\//.test(path))).toEqual(
    [],
  );
});
