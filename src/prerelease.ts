import { isSilent, type Logger } from "./logger.js";
import { VERSION } from "./version.js";

/**
 * How settled an endpoint is, as the OpenAPI document says.
 *
 * @example
 * const warn = (context: ExtensionContext, stage: ReleaseStage) => context.prerelease("projects.list", stage);
 */
export type ReleaseStage = "alpha" | "beta" | "stable";

/** Warns once per process and method that an endpoint is not stable yet. */
export function warnPrerelease(logger: Logger, key: string, stage: ReleaseStage): void {
  if (stage === "stable" || isSilent(logger.warn)) return;
  const warned = sharedMemory();
  if (warned.has(key)) return;
  warned.add(key);
  logger.warn(`${key} calls an endpoint in ${stage}: it may change without notice (arize-sdk ${VERSION}).`);
}

/** Every copy of the package in a process shares it, so that a method warns once and not once a copy. */
function sharedMemory(): Set<unknown> {
  const name = Symbol.for("arize-sdk.prerelease-warnings");
  const found: unknown = Reflect.get(globalThis, name);
  if (found instanceof Set) return found;
  const made = new Set();
  Reflect.set(globalThis, name, made);
  return made;
}
