// @ts-check
// A plugin of TypeDoc: what is on a page.
import { readFileSync } from "node:fs";
import { extname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Comment, CommentTag, Converter, DocumentReflection, MarkdownEvent, ReflectionKind } from "typedoc";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const IMAGES = [".svg", ".png"];
/** @type {Readonly<Record<string, string>>} */
const LANGUAGES = { ".ts": "typescript", ".mts": "typescript", ".js": "javascript", ".mjs": "javascript" };

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, declaration) => {
    // The client is what users construct; it makes all else.
    const isMade = declaration.kindOf(ReflectionKind.Class) && declaration.name !== "ArizeClient";
    if (isMade) modify(declaration, "@hideconstructor");
    // `(typeof logLevels)[number]` is shown as the names that it stands for.
    if (isLookup(declaration, context)) modify(declaration, "@useDeclaredType");
  });

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const file of project.files.getMediaPaths()) {
      const readme = project.documents?.find((each) => project.files.getReflectionPath(each) === `${file}/README.md`);
      if (readme) project.files.registerReflectionPath(file, readme);
      else if (!IMAGES.includes(extname(file))) addPage(project, file);
    }
    for (const { comment } of Object.values(project.reflections)) if (comment) listErrors(comment, project);
  });

  const afterTheParser = -1_000;
  app.renderer.on(
    MarkdownEvent.PARSE,
    (event) => {
      event.parsedText = event.parsedText.replace(/<table>.*?<\/table>/gs, '<div class="table" tabindex="0">$&</div>');
    },
    afterTheParser,
  );
}

/**
 * Shows a file of the repository that a document links to, which would else be a download.
 *
 * @param {import("typedoc").ProjectReflection} project
 * @param {import("typedoc").NormalizedPath} file
 */
function addPage(project, file) {
  const name = relative(root, file);
  const content = `# ${name}\n\n~~~~${LANGUAGES[extname(file)] ?? "text"}\n${readFileSync(file, "utf8")}\n~~~~\n`;
  const page = new DocumentReflection(name, project, [text(content)], {});
  project.addChild(page);
  project.registerReflection(page, undefined, file);
}

/**
 * One list of all that is thrown, each with a link to its class, in place of a heading for each.
 *
 * @param {Comment} comment
 * @param {import("typedoc").ProjectReflection} project
 */
function listErrors(comment, project) {
  const thrown = comment.getTags("@throws");
  if (thrown.length === 0) return;
  const items = thrown.flatMap(({ typeAnnotation = "", content }) => {
    const name = typeAnnotation.replace(/[{}]/g, "");
    const target = project.getChildByName(["arize-sdk", name]);
    return [text("\n- "), target ? link(name, target) : text(`\`${name}\``), text(": "), ...content];
  });
  comment.removeTags("@throws");
  comment.blockTags.unshift(new CommentTag("@throws", items));
}

/** @param {string} text @returns {import("typedoc").CommentDisplayPart} */
function text(text) {
  return { kind: "text", text };
}

/** @param {string} text @param {import("typedoc").Reflection} target @returns {import("typedoc").CommentDisplayPart} */
function link(text, target) {
  return { kind: "inline-tag", tag: "@link", text, target };
}

/**
 * @param {import("typedoc").DeclarationReflection} declaration
 * @param {import("typedoc").Context} context
 */
function isLookup(declaration, context) {
  if (!declaration.kindOf(ReflectionKind.TypeAlias)) return false; // an enum's names are a constant beside
  const nodes = context.getSymbolFromReflection(declaration)?.declarations ?? [];
  return nodes.some((node) => ts.isTypeAliasDeclaration(node) && ts.isIndexedAccessTypeNode(node.type));
}

/**
 * @param {import("typedoc").DeclarationReflection} declaration
 * @param {import("typedoc").TagString} tag
 */
function modify(declaration, tag) {
  declaration.comment ??= new Comment();
  declaration.comment.modifierTags.add(tag);
}
