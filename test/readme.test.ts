import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { operations } from "../generated/operations.js";
import { exportedSymbols, type PublicSymbol, publicSurface } from "./support/public-surface.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the examples take for granted: names that a reader's own program would have. Everything else they import. */
const GIVEN = `
declare const client: import("arize-sdk").ArizeClient;
declare const vault: { put(name: string, secret: string): Promise<void> };
declare const in90Days: Date;
declare const organizationId: string;
declare const created: import("arize-sdk").ApiKeyCreated;
declare const error: import("arize-sdk").OutcomeUnknownError;
declare const emulator: import("arize-sdk/testing").Emulator;
`;

/** What doc comments take for granted beside that, and beside the names that the package exports. */
const GIVEN_TO_DOC_COMMENTS = `
import { subscribe } from "node:diagnostics_channel";
import { ProjectsApi } from "./projects-api.js";
declare const error: unknown;
declare class Projects { constructor(context: import("arize-sdk").ExtensionContext); }
declare const expect: (value: unknown) => { toHaveLength(length: number): void };
`;

/** Where a reader would have the class of the examples from: from a generator. */
const PROJECTS_API = `export { ProjectsApi } from "./examples/extension/generated/api.js";`;

interface Block {
  /** Where it stands, for the message of a failure. */
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

const documents = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"],
  ...["examples/README.md", "examples/extension/README.md"],
  ...filesIn("docs", ".md"),
];
const blocks = documents.flatMap(fencedBlocks);
const examples = [...filesIn("src", ".ts"), ...filesIn("generated/models", ".ts")].flatMap(docExamples);
const entries = ["src/index.ts", "src/testing/index.ts"];
const readme = read("README.md");

let program: ts.Program;
let problems: string[];

beforeAll(() => {
  const sources = new Map([
    ["given.d.ts", GIVEN],
    ["projects-api.ts", PROJECTS_API],
  ]);
  for (const block of blocks) if (block.language === "ts") sources.set(virtualName(block), padded(block, ""));
  for (const block of examples) sources.set(virtualName(block), padded(block, givenTo(block)));
  program = compile(sources);
  // The rest of the program is the business of `npm run typecheck`.
  const files = [...sources.keys()].map((name) => program.getSourceFile(join(root, name)));
  const diagnostics = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  problems = [...program.getOptionsDiagnostics(), ...diagnostics].map(describeProblem);
}, 60_000);

describe("every example compiles", () => {
  test.each([...documents, "src", "generated"])("%s", (place) => {
    expect(problems.filter((problem) => problem.startsWith(place))).toEqual([]);
  });

  test("and nothing else of the program fails", () => {
    expect(problems).toEqual([]);
  });

  test("there are examples to compile", () => {
    expect(blocks.filter(({ language }) => language === "ts").length).toBeGreaterThan(10);
    expect(examples.length).toBeGreaterThan(10);
  });
});

describe.each(entries)("every name that %s exports", (entry) => {
  const names = exportsOf(entry).map((name) => name.replace("type ", ""));
  const compiled = new Set(examples.map(({ text }) => text.trim()));
  let surface: PublicSymbol[];

  beforeAll(() => {
    surface = publicSurface(program, join(root, entry));
  });

  test.each(names)("%s", (name) => {
    expect(surface.find((each) => each.name === name)).toEqual({
      name,
      comment: expect.stringMatching(/\S/),
      examples: [expect.toSatisfy((example) => compiled.has(example), "one of those that were compiled")],
      undocumented: [],
    });
  });
});

describe("every method of", () => {
  const wire = Object.values(operations).map((operation) => ({ deprecated: false, ...operation }));
  const operationOf = (method: ts.Symbol) => {
    const comment = ts.displayPartsToString(method.getDocumentationComment(program.getTypeChecker()));
    const [, verb, path, stage] = /`([A-Z]+) (\/v2\/\S+)`, in (\w+)\./.exec(comment) ?? [];
    const deprecated = tagsOf(method).some(({ tagName }) => tagName.text === "deprecated");
    return { method: verb, path, stage, deprecated };
  };

  test.each(["ApiKeys", "Spaces"])("%s names its operation and its errors, and has one example", (type) => {
    for (const method of methodsOf(type)) {
      const tags = tagsOf(method);
      const errors = tags.filter(ts.isJSDocThrowsTag).map(({ typeExpression }) => typeExpression?.type.getText());
      expect(wire, method.name).toContainEqual(operationOf(method));
      expect(errors, method.name).toContain("ValidationError");
      expect(exportsOf("src/index.ts"), method.name).toEqual(expect.arrayContaining(errors));
      expect(
        tags.filter(({ tagName }) => tagName.text === "example"),
        method.name,
      ).toHaveLength(1);
    }
  });

  test("the two names an operation, and none is left out", () => {
    const named = [...methodsOf("ApiKeys"), ...methodsOf("Spaces")].map(operationOf);
    expect(named).toEqual(expect.arrayContaining(wire));
  });
});

describe("every quotation is what the file says", () => {
  const quotations = blocks.filter(({ language }) => language.includes("/"));

  test.each(quotations)("$file:$line, $language", ({ language, text }) => {
    expect(outdented(read(language.replace(/^\w+ /, "")))).toContain(outdented(text));
  });

  test("there are quotations", () => {
    expect(quotations.length).toBeGreaterThan(5);
  });
});

describe("every command exists", () => {
  const { scripts, bin } = JSON.parse(read("package.json"));
  const lines = blocks.filter(({ language }) => language === "sh").flatMap(({ text }) => text.trim().split("\n"));

  test.each(lines)("%s", (line) => {
    const [, script] = /^npm run (?:-s )?([\w:-]+)/.exec(line) ?? [];
    const [, command] = /^npx -p arize-sdk ([\w-]+)/.exec(line) ?? [];
    if (script) expect(scripts).toHaveProperty([script]);
    else if (command) expect(bin).toHaveProperty([command]);
    else expect(line).toMatch(/^(npm (ci|cit|test|install)|cd|git|ARIZE_\w+=)\b|^\.ci\/run$/);
  });

  test("the tests are run as they are in .ci/run", () => {
    expect(readme).toContain("npm cit");
    expect(read(".ci/run")).toContain("npm cit");
  });
});

describe("every link leads somewhere", () => {
  const links = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = ""]) => ({ file, target })),
  );

  test.each(links)("$file → $target", ({ file, target }) => {
    const [path = "", anchor] = target.split("#");
    const linked = path === "" ? file : relative(root, join(root, dirname(file), path));
    expect(existsSync(join(root, linked))).toBe(true);
    if (anchor) expect(headings(linked)).toContain(anchor);
  });
});

test.each(documents)("every path that %s names exists", (file) => {
  for (const [, path = ""] of read(file).matchAll(/`((?:src|test|scripts|openapi|generated|examples)\/[^\s`]*)`/g)) {
    expect(existsSync(join(root, path)), path).toBe(true);
  }
});

describe("CONTRIBUTING says", () => {
  const contributing = read("CONTRIBUTING.md");
  const { scripts, dependencies, devDependencies } = JSON.parse(read("package.json"));

  test.each(Object.keys({ ...dependencies, ...devDependencies }))("why there is %s", (name) => {
    expect(contributing).toMatch(new RegExp(`(\\*\\*|\\| .*\`)${name}(\\*\\*|\`)`));
  });

  test("only commands that exist", () => {
    for (const [, name = ""] of contributing.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([name]);
  });
});

test("the guide from ax-client speaks of the version that is installed", () => {
  const { devDependencies } = JSON.parse(read("package.json"));
  expect(read("docs/guides/migrating-from-ax-client.md")).toContain(devDependencies["@arizeai/ax-client"]);
});

describe("the README leaves nothing out", () => {
  test.each(filesIn("docs", ".md"))("it leads to %s", (file) => {
    expect(readme).toContain(`](${file})`);
  });

  test("every option is in the table, with its variable", () => {
    for (const option of membersOf("ArizeClientOptions")) {
      const row = readme.split("\n").find((line) => line.startsWith(`| \`${option.name}\``));
      const comment = ts.displayPartsToString(option.getDocumentationComment(program.getTypeChecker()));
      const [variable = "—"] = /ARIZE_\w+/.exec(comment) ?? [];
      expect(row, option.name).toContain(variable);
    }
  });

  test("every error is in the table", () => {
    const names = exportsOf("src/index.ts").filter((name) => name.endsWith("Error") && name !== "ArizeError");
    for (const name of names) expect(readme).toMatch(new RegExp(`^\\|.*\`${name}\``, "m"));
  });

  test.each([
    ["ApiKeys", "client.apiKeys"],
    ["Spaces", "client.spaces"],
    ["ArizeClient", "client"],
  ])("every method of %s has an example", (type, expression) => {
    const code = blocks.map(({ text }) => text).join("\n");
    const missing = methodsOf(type).filter(({ name }) => name !== "toJSON" && !code.includes(`${expression}.${name}(`));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test("the quickstart prints what the README shows", () => {
    const shown = [...readme.matchAll(/^✓ (.+?) {2,}/gm)].map(([, title]) => title);
    const story = read("scripts/quickstart/story.mjs").split("export async function cleanUp")[0] ?? "";
    const titles = [...story.matchAll(/report\.step\(["`](.+?)["`], async/g)].map(([, title = ""]) =>
      title.replace(/\$\{.+?\}/g, ".+"),
    );
    expect(shown).toEqual(titles.map((title) => expect.stringMatching(new RegExp(`^${title}$`))));
  });
});

function compile(sources: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  options.paths = { ...options.paths, "arize-sdk-projects": ["./examples/extension/src/index.ts"] };
  const host = ts.createCompilerHost({ ...options, skipLibCheck: true });
  const { getSourceFile, fileExists } = host;
  const textOf = (path: string) => sources.get(relative(root, path));
  host.fileExists = (path) => textOf(path) !== undefined || fileExists(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = textOf(path);
    return text === undefined ? getSourceFile(path, language, ...rest) : ts.createSourceFile(path, text, language);
  };
  const names = ["src/index.ts", ...sources.keys()].map((name) => join(root, name));
  return ts.createProgram(names, { ...options, skipLibCheck: true }, host);
}

function givenTo({ text }: Block): string {
  const entries = { "arize-sdk": "src/index.ts", "arize-sdk/testing": "src/testing/index.ts" };
  const imports = Object.entries(entries).map(([name, entry]) => {
    const used = exportsOf(entry).filter((exported) => new RegExp(`\\b${exported.replace("type ", "")}\\b`).test(text));
    return text.includes(`from "${name}"`) ? "" : `import { ${used.join(", ")} } from "${name}";`;
  });
  return GIVEN_TO_DOC_COMMENTS + imports.join("\n");
}

/** The names in the export list of a file, those of types as `type Name`. */
function exportsOf(file: string): string[] {
  const { statements } = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest);
  return statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, isTypeOnly }) => {
    const elements = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [];
    return elements.map((each) => `${isTypeOnly || each.isTypeOnly ? "type " : ""}${each.name.text}`);
  });
}

/** A name that says where the block stands, and under which `./x.js` resolves to files of the repository's root. */
function virtualName({ file, line }: Block): string {
  return `${file.replaceAll("/", "__")}__${line}.ts`;
}

/** The block as a module whose line numbers are those of the file that it stands in. */
function padded({ line, text }: Block, before: string): string {
  return `${"\n".repeat(line - 1)}${before.replaceAll("\n", " ")} ${text}\nexport {};\n`;
}

function describeProblem({ file, start = 0, messageText }: ts.Diagnostic): string {
  const name = file
    ? relative(root, file.fileName)
        .replaceAll("__", "/")
        .replace(/\/\d+\.ts$/, "")
    : "options";
  const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  return `${name}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
}

function fencedBlocks(file: string): Block[] {
  const found: Block[] = [];
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, text] of read(file).split("\n").entries()) {
    if (!text.startsWith("```")) open?.lines.push(text);
    else if (open) {
      found.push({ file, line: open.line, language: open.language, text: open.lines.join("\n") });
      open = undefined;
    } else open = { line: index + 2, language: text.slice(3), lines: [] };
  }
  return found;
}

/** The `@example`s of doc comments: from the tag to the next one, or to the comment's end. */
function docExamples(file: string): Block[] {
  const source = read(file);
  return [...source.matchAll(/^ *\* @example\n((?: *\*(?! @|\/).*\n)+)/gm)].map(({ index, 1: text = "" }) => ({
    file,
    line: source.slice(0, index).split("\n").length + 1,
    language: "ts",
    text: text.replace(/^ *\* ?/gm, ""),
  }));
}

/** Without the spaces that lines start with: a quotation leaves out what it stands in. */
function outdented(text: string): string {
  return text.replace(/^ +/gm, "");
}

function headings(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

function methodsOf(type: string): ts.Symbol[] {
  return membersOf(type).filter(({ name, flags }) => flags & ts.SymbolFlags.Method && /^[a-z]/.test(name));
}

/** The properties and methods of a type that the package exports. */
function membersOf(type: string): ts.Symbol[] {
  const symbol = exportedSymbols(program, join(root, "src/index.ts")).find(({ name }) => name === type);
  return symbol ? program.getTypeChecker().getDeclaredTypeOfSymbol(symbol).getProperties() : [];
}

function tagsOf({ declarations = [] }: ts.Symbol): ts.JSDocTag[] {
  return declarations.flatMap((declaration) => [...ts.getJSDocTags(declaration)]);
}

function filesIn(folder: string, extension: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(extension)).map((file) => join(folder, file));
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
