import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const api = "examples/client/directory";

// Made with the generator's own defaults, by the command at the head of its document.
test(`${api}/generated is what its document gives`, () => {
  const output = mkdtempSync(join(tmpdir(), "directory-"));
  onTestFinished(() => rmSync(output, { recursive: true }));
  const [, command = ""] = /npx openapi-generator-cli ((?:.+\n# {5})*.+)/.exec(read(api, "openapi.yaml")) ?? [];
  const args = command.split(/[\n# ]+/).map((arg) => (arg === `${api}/generated` ? output : arg));
  const generator = join(root, "node_modules/@openapitools/openapi-generator-cli/main.js");
  const { status, stderr } = spawnSync(process.execPath, [generator, ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PWD: root },
  });

  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(args).toContain(output);
  for (const file of readdirSync(join(root, api, "generated"))) {
    expect(readFileSync(join(output, file), "utf8")).toBe(read(api, "generated", file));
  }
});

function read(...path: string[]): string {
  return readFileSync(join(root, ...path), "utf8");
}
