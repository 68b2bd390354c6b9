// What the tarball holds: every map finds its sources, every relative import of a declaration its file, and no
// declaration names axios.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";

const root = "node_modules/arize-sdk";
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => statSync(join(root, file)).isFile());
const has = new Set(files);
const text = (file) => readFileSync(join(root, file), "utf8");
const problems = [];

const { exports } = JSON.parse(text("package.json"));
assert.deepEqual(Object.keys(exports), [".", "./testing", "./package.json"]);

const allowed = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|(dist|docs|src|generated)\/[\w./-]+)$/;
for (const file of files) if (!allowed.test(file)) problems.push(`${file} is of no use to a user`);

let maps = 0;
for (const file of files.filter((file) => file.endsWith(".map"))) {
  const { sources, sourceRoot = "" } = JSON.parse(text(file));
  maps += sources.length;
  for (const source of sources) {
    const path = normalize(join(dirname(file), sourceRoot, source));
    if (!has.has(path)) problems.push(`${file} names ${path}, which is not packed`);
  }
  if (!has.has(file.replace(/\.map$/, ""))) problems.push(`${file} is the map of nothing`);
}

const declarations = files.filter((file) => /\.d\.m?ts$/.test(file));
for (const file of declarations) {
  const code = text(file).replace(/\/\*[\s\S]*?\*\//g, "");
  if (/\bAxios\w|"axios/.test(code)) problems.push(`${file} names a type of axios`);
  for (const [, path = ""] of code.matchAll(/(?:from |import\()"([^"]+)"/g)) {
    if (!path.startsWith(".")) {
      if (!path.startsWith("node:")) problems.push(`${file} imports ${path}`);
    } else if (!has.has(normalize(join(dirname(file), path.replace(/\.js$/, ".d.ts"))))) {
      problems.push(`${file} imports ${path}, which is not packed`);
    }
  }
}

for (const file of files.filter((file) => /^dist\/[\w-]+\.m?js$/.test(file))) {
  const [, map] = /\/\/# sourceMappingURL=(.+)/.exec(text(file)) ?? [];
  if (map && !has.has(join(dirname(file), map))) problems.push(`${file} names ${map}, which is not packed`);
}

assert.deepEqual(problems, []);
console.log(
  `${files.length} files; ${maps} sources of maps are there; ${declarations.length} declarations, none names axios`,
);
