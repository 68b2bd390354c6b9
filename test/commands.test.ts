import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const commands = Object.entries(scripts).flatMap(([name, line]) => {
  const file = /^node (scripts\/\S+)$/.exec(line)?.[1];
  return file === undefined ? [] : [{ name, file }];
});

const run = (file: string, flag: string) => spawnSync(process.execPath, [file, flag], { cwd: root, encoding: "utf8" });

describe.each(commands)("npm run $name", ({ name, file }) => {
  test("explains itself on --help", () => {
    const { status, stdout, stderr } = run(file, "--help");
    expect(stdout).toContain(`Usage: npm run ${name}`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("refuses a flag that it doesn't know, with its help on standard error", () => {
    const { status, stdout, stderr } = run(file, "--no-such-flag");
    expect(stderr).toContain("--no-such-flag");
    expect(stderr).toContain(`Usage: npm run ${name}`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});
