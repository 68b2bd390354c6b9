// @ts-check
// A plugin of TypeDoc: what pages are called, what their addresses are, and under which heading they stand.
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Comment, CommentTag, Converter, JSX, KindRouter, ReflectionKind } from "typedoc";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a program imports, by the name that TypeDoc gives its file. */
const MODULES = new Map([
  ["index", "arize-sdk"],
  ["testing", "arize-sdk/testing"],
]);

/** Documents that are read first, in this order. The others follow by the names of their files. */
const FIRST = [
  "docs/guides/getting-started.md",
  "docs/guides/service-keys-in-ci.md",
  "docs/guides/rotation.md",
  "docs/guides/errors-and-retries.md",
  "docs/testing.md",
];

/**
 * The heading for a document, by its file, and for an export, by `file#name`.
 *
 * @type {readonly (readonly [RegExp, string])[]}
 */
const HEADINGS = [
  [/^docs\/(guides\/|testing\.md)|^examples\/README\.md$/, "Guides"],
  [/^docs\//, "Background"],
  [/^[^/]+$/, "Project"],
  [/^(examples|test)\//, "Source files"],
  [/^src\/(extension|prerelease|rules|validation)\.ts|#(Extended|ExtensionFactories|Subject)$/, "Extensions"],
  [/^src\/(client|configuration|logger|version|connection\/(call|report))\.ts/, "Client"],
  [/^src\/resources\/(api-keys?|reconcile)\.ts|^generated\/models\/api-key-/, "API keys"],
  [/^src\/(resources\/spaces?|space-ref)\.ts/, "Spaces"],
  [/^src\/errors\.ts/, "Errors"],
  [/^src\/page\.ts/, "Lists"],
  [/^src\/testing\/(emulator|options|record)\.ts/, "Emulator"],
  [/^src\/testing\/(state|roles)\.ts/, "State"],
  [/^src\/testing\/(faults|operation)\.ts/, "Faults"],
];

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.renderer.defineRouter("by-file", FileRouter);

  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const [, title] = /^# (.+)$/m.exec(Comment.combineDisplayParts(document.content)) ?? [];
    if (title) document.name = title;
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, declaration) => {
    if (!declaration.kindOf(ReflectionKind.Module)) return;
    declaration.name = MODULES.get(declaration.name) ?? declaration.name;
    categorize(declaration, "Reference");
  });

  const last = -1_000;
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => arrange(project, app.logger), last);

  // The first visit shows what there is; after that the reader decides, and the browser remembers.
  const open = ["Guides", "Reference"].map((name) => `tsd-accordion-${name}`);
  const html = `try { for (const key of ${JSON.stringify(open)}) localStorage[key] ??= "true"; } catch {}`;
  app.renderer.hooks.on("head.end", () => JSX.createElement("script", null, JSX.createElement(JSX.Raw, { html })));
}

/** A document's address is that of its file. */
class FileRouter extends KindRouter {
  /** @override @param {import("typedoc").Reflection} reflection */
  getIdealBaseName(reflection) {
    if (!reflection.isDocument()) return super.getIdealBaseName(reflection);
    return fileOf(reflection)
      .replace(/^docs\/|\.md$/g, "")
      .toLowerCase();
  }
}

/**
 * @param {import("typedoc").ProjectReflection} project
 * @param {import("typedoc").Logger} logger
 */
function arrange(project, logger) {
  for (const document of project.documents ?? []) document.frontmatter.category = headingOf(fileOf(document));
  const files = new Set(project.documents?.map(fileOf));
  for (const file of FIRST) if (!files.has(file)) logger.warn(`There is no ${file}: see scripts/docs/navigation.mjs`);
  const places = new Map(FIRST.map((file, place) => [file, place]));
  const placeOf = (/** @type {import("typedoc").Reflection} */ each) => places.get(fileOf(each)) ?? FIRST.length;
  project.childrenIncludingDocuments?.sort((a, b) => placeOf(a) - placeOf(b));

  const modules = project.getChildrenByKind(ReflectionKind.Module);
  for (const exported of modules.flatMap(({ children = [] }) => children)) {
    const file = relative(root, exported.sources?.[0]?.fullFileName ?? "");
    const heading = headingOf(`${file}#${exported.name}`);
    if (heading) categorize(exported, heading);
    else logger.warn(`${exported.name} has no heading: give ${file} one in scripts/docs/navigation.mjs`);
  }
}

/** @param {import("typedoc").Reflection} document */
function fileOf(document) {
  return relative(root, document.project.files.getReflectionPath(document) ?? "");
}

/** @param {string} place */
function headingOf(place) {
  return HEADINGS.find(([places]) => places.test(place))?.[1];
}

/**
 * @param {import("typedoc").DeclarationReflection} declaration
 * @param {string} heading
 */
function categorize(declaration, heading) {
  declaration.comment ??= new Comment();
  declaration.comment.blockTags.push(new CommentTag("@category", [{ kind: "text", text: heading }]));
}
