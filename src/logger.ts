import { isRecord } from "./wire.js";

/** Where the SDK writes. `console`, pino, winston and their like fit. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const logLevels = ["debug", "info", "warn", "error", "off"] as const;
export type LogLevel = (typeof logLevels)[number];

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
      logger[name](`arize-sdk: ${message}`);
    } catch {}
  };
  const pick = (name: keyof Logger) => (logLevels.indexOf(name) < from ? ignore : write(name));
  return { debug: pick("debug"), info: pick("info"), warn: pick("warn"), error: pick("error") };
}

/** Whether anybody would see a debug line, so that none is built for nobody. */
export function isSilent(log: (message: string) => void): boolean {
  return log === ignore;
}
