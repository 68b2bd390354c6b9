import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const PARTS = ["openapi", "generated", "src", "scripts", "examples/extension", "tsconfig.json", "package.json"];

export interface Outcome {
  status: number | null;
  output: string;
}

/** A copy of what generation and compilation read, to change and break at will. */
export class WorkingCopy {
  // Resolved, because the compiler prints paths relative to the real folder.
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "drift-guard-")));

  constructor() {
    for (const part of PARTS) cpSync(join(repository, part), join(this.path, part), { recursive: true });
    symlinkSync(join(repository, "node_modules"), join(this.path, "node_modules"), "junction");
  }

  /**
   * Inserts lines into a file, below the line that is the last of `places`, each of which is looked for below the
   * one before it.
   */
  insert(file: string, places: string[], text: string): void {
    this.edit(file, (content) => {
      const lines = content.split("\n");
      let line = -1;
      for (const place of places) {
        line = lines.indexOf(place, line + 1);
        if (line === -1) throw new Error(`${file} has no line "${place}" where the test looks for it`);
      }
      return [...lines.slice(0, line + 1), text, ...lines.slice(line + 1)].join("\n");
    });
  }

  replace(file: string, found: string, replacement: string): void {
    this.edit(file, (content) => {
      if (!content.includes(found)) throw new Error(`${file} has no "${found}", which the test replaces`);
      return content.replace(found, replacement);
    });
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), "utf8");
  }

  generate(...flags: string[]): Outcome {
    return this.run("scripts/generate.mjs", flags);
  }

  generateWithPath(path: string): Outcome {
    return this.run("scripts/generate.mjs", [], { PATH: path });
  }

  /** The source files in which the compiler finds errors. */
  filesWithErrors(): string[] {
    const { output } = this.run("node_modules/typescript/lib/tsc.js", [
      "--noEmit",
      "--incremental",
      "false",
      "--pretty",
      "false",
      "-p",
      "tsconfig.json",
    ]);
    const files = [...output.matchAll(/^(.+)\(\d+,\d+\): error TS/gm)].map((match) => match[1] ?? "");
    return [...new Set(files)].sort();
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private edit(file: string, change: (content: string) => string): void {
    writeFileSync(join(this.path, file), change(this.read(file)));
  }

  private run(script: string, args: string[], env: NodeJS.ProcessEnv = {}): Outcome {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: this.path,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    return { status, output: stdout + stderr };
  }
}
