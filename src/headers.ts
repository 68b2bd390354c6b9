import { runtimeVersion } from "./runtime.js";
import { kindOf } from "./validation.js";
import { VERSION } from "./version.js";

/** What the SDK says of itself with every request. */
export const sdkHeaders: Readonly<Record<string, string>> = {
  "sdk-language": "typescript",
  "language-version": runtimeVersion(),
  "sdk-version": VERSION,
  "sdk-package-name": "arize-sdk",
  "user-agent": `arize-sdk/${VERSION}`,
};

/** Headers that a caller may not set: the credential, the SDK's own, and those that frame the message. */
const RESERVED = new Set([
  "authorization",
  "sdk-language",
  "language-version",
  "sdk-version",
  "sdk-package-name",
  "user-agent",
  "host",
  "connection",
  "content-length",
  "content-type",
  "transfer-encoding",
]);
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Says what is wrong with headers that a caller gave, without repeating their values. */
export function checkHeaders(headers: unknown): string | undefined {
  // The entries of an array, a Map or a Headers object are not its properties: they would be lost without a word.
  if (typeof headers !== "object" || headers === null || Symbol.iterator in headers) {
    return `must be an object of names and values, not ${kindOf(headers)}`;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name)) return `must have header names, not ${JSON.stringify(name)}`;
    if (RESERVED.has(name.toLowerCase())) return `must not replace ${name.toLowerCase()}`;
    if (!isHeaderValue(value)) return `must have a string without control characters as ${name}`;
  }
  return undefined;
}

export function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && FIELD_VALUE.test(value);
}

export function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
