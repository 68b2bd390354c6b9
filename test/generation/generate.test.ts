import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WorkingCopy } from "./working-copy.js";

let copy: WorkingCopy;

beforeEach(() => {
  copy = new WorkingCopy();
});

afterEach(() => {
  copy.remove();
});

test("an unknown flag is refused, and nothing is generated", () => {
  const { status, output } = copy.generate("--chek");

  expect(status).toBe(2);
  expect(output).toContain("--chek");
  expect(output).toContain("--check");
});

test("--help says what it does", () => {
  expect(copy.generate("--help")).toEqual({ status: 0, output: expect.stringContaining("Usage:") });
});

test("without Java it says what is missing and that only regeneration needs it", () => {
  const { status, output } = copy.generateWithPath(folderWithNodeAnd());

  expect(status).toBe(3);
  expect(output).toMatch(/Java 11 or newer/);
  expect(output).toMatch(/Only regeneration needs Java/);
});

// The stand-in is a shell script.
test.skipIf(process.platform === "win32")("with a Java that is too old it names its version", () => {
  const path = folderWithNodeAnd(`#!/bin/sh\necho 'openjdk version "1.8.0_402"' >&2\n`);

  const { status, output } = copy.generateWithPath(path);

  expect(status).toBe(3);
  expect(output).toContain("Java 8");
});

test("a spec that can't be read fails, names the line and leaves generated/ as it was", () => {
  const before = copy.read("generated/index.ts");
  copy.replace("openapi/arize.yaml", "schemas/ApiKeyListResponse", "schemas/Nothing");

  const { status, output } = copy.generate();

  expect(status).toBe(1);
  expect(output).toContain("schemas/Nothing");
  expect(copy.read("generated/index.ts")).toBe(before);
});

test("a file that the spec no longer gives is wiped", () => {
  writeFileSync(join(copy.path, "generated/left-over.ts"), "export {};\n");

  expect(copy.generate()).toMatchObject({ status: 0 });

  expect(() => copy.read("generated/left-over.ts")).toThrow(/ENOENT/);
});

/** A folder for PATH that has node and, if given, this `java`. */
function folderWithNodeAnd(java?: string): string {
  const folder = join(copy.path, "bin");
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, "node"));
  if (java) writeFileSync(join(folder, "java"), java, { mode: 0o755 });
  return folder;
}
