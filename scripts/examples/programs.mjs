// @ts-check
// The examples as programs that Node.js can run.
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/**
 * The TypeScript files of a folder's folders, as names. A folder with a package.json is a project of its own.
 *
 * @param {string} folder
 */
export function find(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !existsSync(join(folder, entry.name, "package.json")))
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

/**
 * Makes an ES module of each file. They import packages as an installed program does: this one as it is built in `dist/`.
 *
 * @param {string} root of the repository
 * @param {string} folder
 * @param {string[]} names
 * @param {string} output
 */
export async function compile(root, folder, names, output) {
  const { metafile } = await build({
    entryPoints: names.map((name) => join(folder, `${name}.ts`)),
    outbase: folder,
    outdir: output,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20.19",
    format: "esm",
    sourcemap: "inline",
    metafile: true,
    tsconfigRaw: {}, // that of the repository leads `arize-sdk` to src/
    logLevel: "silent",
  });
  const imports = Object.values(metafile.outputs).flatMap((file) => file.imports.map(({ path }) => path));
  for (const name of new Set(imports.filter((path) => !path.startsWith("node:")).map(packageOf))) {
    const link = join(output, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(name === "arize-sdk" ? root : join(root, "node_modules", name), link, "junction");
  }
}

/** @param {string} path */
function packageOf(path) {
  return path
    .split("/")
    .slice(0, path.startsWith("@") ? 2 : 1)
    .join("/");
}
