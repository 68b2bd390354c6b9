import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const guide = readFileSync(`${root}docs/testing.md`, "utf8");
const files = readdirSync(`${root}test/live`).filter((file) => /^(?!documentation).*\.live\.ts$/.test(file));

/** The rules that a file holds, each as a row: its title, and what it takes to run it on the service. */
function rowsOf(file: string): string[] {
  const source = readFileSync(`${root}test/live/${file}`, "utf8");
  const rows: string[] = [];
  let group = "";
  for (const part of source.split(/^(?=describe\(| *test[.(])/m)) {
    group = /^describe\("(.+?)"/.exec(part)?.[1] ?? (part.startsWith("test") ? "" : group);
    const title = /(?:^ *test\(|\]\)\(|\] as const\)\()\s*"(.+?)", /.exec(part)?.[1];
    if (!/^ *test/.test(part) || title === undefined) continue;
    const others = [...part.matchAll(/account\.other\(context, "(\w+)"\)/g)].map(([, name]) => name);
    const needs = part.includes("account.emulator(context")
      ? "no"
      : others.length > 0
        ? `with ${others.join(", ")}`
        : "yes";
    rows.push(`| ${group && `${group}: `}${title.replace(/: %\w$/, "").replace(/%\w/g, "…")} | ${needs} |`);
  }
  return rows;
}

test.each(files)("docs/testing.md lists the rules of test/live/%s", (file) => {
  const start = guide.indexOf(`(../test/live/${file})`);
  const section = guide.slice(start, guide.indexOf("\n####", start));
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| rule"));
  expect(rows.map((row) => row.replace(/ +\|/g, " |")).filter((row) => !/^\| -/.test(row))).toEqual(rowsOf(file));
});

describe("a rule that other tests hold is where docs/testing.md says", () => {
  const rows = [
    ...guide.slice(guide.indexOf("#### The SDK itself")).matchAll(/^\| .+? \| \[(\S+?)\]\(\.\.\/\S+\): “(.+?)”/gm),
  ];

  test.each(rows.map(([, file = "", title = ""]) => ({ file, title })))("$file: $title", ({ file, title }) => {
    expect(existsSync(`${root}${file}`)).toBe(true);
    expect(readFileSync(`${root}${file}`, "utf8")).toContain(title);
  });

  test("there are such rules", () => {
    expect(rows.length).toBeGreaterThan(20);
  });
});
