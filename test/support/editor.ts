import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What an editor shows of a name: in its list of completions, or when the mouse rests on it. */
export interface Shown {
  readonly name: string;
  readonly comment: string;
  /** The tags of the comment, as `throws {NotFoundError} …`. */
  readonly tags: readonly string[];
  readonly deprecated: boolean;
}

/**
 * An editor with one TypeScript file open, in which `arize-sdk` is what src/ exports: it shows what the compiler's own
 * language service answers, which is what VS Code and its like ask. `before` is the beginning of the file.
 */
export class Editor {
  readonly #file = join(root, "in-the-editor.ts");
  readonly #before: string;
  readonly #service: ts.LanguageService;
  #text = "";
  #version = 0;

  constructor(before: string) {
    this.#before = before;
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
    this.#service = ts.createLanguageService({
      getScriptFileNames: () => [this.#file],
      // Only the open file ever changes.
      getScriptVersion: (path) => (path === this.#file ? String(this.#version) : ""),
      getScriptSnapshot: (path) => {
        const text = path === this.#file ? this.#text : ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCompilationSettings: () => options,
      getCurrentDirectory: () => root,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  /** What is offered at the `|` in `code`. */
  completions(code: string): Shown[] {
    const position = this.#type(code);
    const offered = this.#service.getCompletionsAtPosition(this.#file, position, {})?.entries ?? [];
    return offered.map(({ name, kindModifiers = "", source, data }) => {
      const details = this.#service.getCompletionEntryDetails(this.#file, position, name, {}, source, {}, data);
      return shown(name, kindModifiers, details?.documentation, details?.tags);
    });
  }

  /** What is shown for the name before the `|` in `code`. */
  hover(code: string): Shown | undefined {
    const position = this.#type(code) - 1;
    const info = this.#service.getQuickInfoAtPosition(this.#file, position);
    if (info === undefined) return undefined;
    const { start, length } = info.textSpan;
    const name = this.#text.slice(start, start + length);
    return shown(name, info.kindModifiers, info.documentation, info.tags);
  }

  /** The messages under `code`. */
  errors(code: string): string[] {
    this.#type(code);
    const problems = [
      ...this.#service.getSyntacticDiagnostics(this.#file),
      ...this.#service.getSemanticDiagnostics(this.#file),
    ];
    return problems.map(({ messageText, relatedInformation = [] }) =>
      [messageText, ...relatedInformation.map((related) => related.messageText)]
        .map((text) => ts.flattenDiagnosticMessageText(text, " "))
        .join(" "),
    );
  }

  /** Puts `code` into the file, and gives the position of the `|` in it. */
  #type(code: string): number {
    this.#text = `${this.#before}\n${code.replace("|", "")}\n`;
    this.#version += 1;
    return this.#before.length + 1 + code.indexOf("|");
  }
}

function shown(
  name: string,
  kindModifiers: string,
  comment: ts.SymbolDisplayPart[] | undefined,
  tags: ts.JSDocTagInfo[] | undefined,
): Shown {
  return {
    name,
    comment: ts.displayPartsToString(comment),
    tags: (tags ?? []).map((tag) => `${tag.name} ${ts.displayPartsToString(tag.text)}`),
    deprecated: kindModifiers.split(",").includes("deprecated"),
  };
}
