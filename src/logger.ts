import { isRecord } from "./wire.js";

/**
 * Where the SDK writes. `console`, pino, winston and their like fit. Each `message` begins with `arize-sdk:`, and none
 * holds a secret.
 *
 * @example
 * const lines: string[] = [];
 * const note = (message: string) => void lines.push(message);
 * const logger: Logger = { debug: note, info: note, warn: note, error: note };
 */
export interface Logger {
  /** Gets a line for each attempt of a request. */
  debug(message: string): void;
  /** Gets what modules of your own write. */
  info(message: string): void;
  /** Gets a line for each method in alpha or beta, and for settings that endanger the API key. */
  warn(message: string): void;
  /** Gets what modules of your own write. */
  error(message: string): void;
}

/**
 * The lowest level that is written; `off` for nothing at all.
 *
 * @example
 * const logLevel: LogLevel = process.env.CI ? "debug" : "warn";
 */
export type LogLevel = "debug" | "info" | "warn" | "error" | "off";

export const logLevels: readonly LogLevel[] = ["debug", "info", "warn", "error", "off"];

export function isLogger(value: unknown): value is Logger {
  const methods = ["debug", "info", "warn", "error"];
  return isRecord(value) && methods.every((method) => typeof value[method] === "function");
}

/** Every level goes to standard error, so that a program's own output stays clean. */
export const stderrLogger: Logger = {
  debug: (message) => console.error(message),
  info: (message) => console.error(message),
  warn: (message) => console.error(message),
  error: (message) => console.error(message),
};

function ignore(): void {}

/** `logger` without the levels below `level`. One that throws is no reason to lose an answer, with a key in it perhaps. */
export function filterLogger(logger: Logger, level: LogLevel): Logger {
  const from = logLevels.indexOf(level);
  const write = (name: keyof Logger) => (message: string) => {
    try {
      const written: unknown = logger[name](`arize-sdk: ${message}`);
      if (written instanceof Promise) written.catch(ignore);
    } catch {}
  };
  const pick = (name: keyof Logger) => (logLevels.indexOf(name) < from ? ignore : write(name));
  return { debug: pick("debug"), info: pick("info"), warn: pick("warn"), error: pick("error") };
}

/** Whether anybody would see a debug line, so that none is built for nobody. */
export function isSilent(log: (message: string) => void): boolean {
  return log === ignore;
}
