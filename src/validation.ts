import { bounds } from "../generated/operations.js";
import { ValidationError, type ValidationIssue } from "./errors.js";
import { didYouMean } from "./nearest.js";
import { looksLikeKey } from "./secrets.js";
import { isGlobalId } from "./space-ref.js";
import { isRecord } from "./wire.js";

/** A rule for values that have no parts. */
type Check = (value: unknown) => string | undefined;

/**
 * Says what is wrong with a `value` and what is expected (`must be …`), or which part of it is wrong; or nothing.
 *
 * @example
 * const color: Rule = (value) => (value === "red" || value === "blue" ? undefined : "must be red or blue");
 */
export type Rule = (value: unknown) => string | ValidationIssue | undefined;

/**
 * One rule for each parameter; a parameter added to a type fails to compile until it has one.
 *
 * @example
 * const asked: Rules<{ projectId: string }> = { projectId: rules.id };
 */
export type Rules<P> = { readonly [K in keyof P]-?: Rule };

/**
 * Checks the `params` of a method, as the SDK's own methods do before they send anything: every problem is in one
 * error, names that no rule knows included.
 *
 * @param subject the method by its key, with which the error's message begins
 * @param params what the caller gave
 * @param rules one for each parameter
 * @param together says what only several of `params` can break
 * @throws {ValidationError} what breaks a rule
 * @example
 * checkParams("projects.get", { projectId: "UHJvamVjdDox" }, { projectId: rules.id });
 */
export function checkParams<P extends object>(
  subject: string,
  params: P,
  rules: Rules<P>,
  together?: (params: P) => ValidationIssue | undefined,
): void {
  if (!isPlainObject(params)) {
    throw new ValidationError(subject, [{ path: "params", message: `must be an object, not ${kindOf(params)}` }]);
  }
  const issues: ValidationIssue[] = [];
  const values = new Map<string, unknown>(Object.entries(params));
  for (const [path, rule] of Object.entries<Rule>(rules)) {
    const problem = rule(values.get(path));
    if (typeof problem === "string") issues.push({ path, message: problem });
    else if (problem) issues.push({ path: `${path}.${problem.path}`, message: problem.message });
    values.delete(path);
  }
  for (const path of values.keys()) {
    issues.push({ path, message: `is not a parameter${didYouMean(path, Object.keys(rules))}` });
  }
  const issue = together?.(params);
  if (issue) issues.push(issue);
  if (issues.length > 0) throw new ValidationError(subject, issues);
}

/** An object whose values are its properties: not an AbortSignal, a Map or Headers, whose values would be lost. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return plain || Object.keys(value).length > 0;
}

export function optional(rule: Rule): Rule {
  return (value) => (value === undefined ? undefined : rule(value));
}

/** A text of so many Unicode code points, not blank unless an empty one is allowed. */
export function text({ minLength = 0, maxLength = Infinity }: { minLength?: number; maxLength?: number }): Check {
  return (value) => {
    if (typeof value !== "string") return `must be a string, not ${kindOf(value)}`;
    if (minLength > 0 && value.trim() === "") return "must not be blank";
    if (LONE_SURROGATE.test(value)) return "must be well-formed text, without half a character";
    const length = [...value].length;
    if (length > maxLength) return `must have at most ${maxLength} characters, not ${length}`;
    return undefined;
  };
}

export function integer({ minimum, maximum }: { minimum: number; maximum: number }): Rule {
  return (value) =>
    Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
      ? undefined
      : `must be an integer from ${minimum} to ${maximum}, not ${typeof value === "number" ? value : kindOf(value)}`;
}

export const object: Rule = (value) => (isPlainObject(value) ? undefined : `must be an object, not ${kindOf(value)}`);

export function oneOf(values: Readonly<Record<string, string>>): Rule {
  const known = Object.values(values);
  return (value) =>
    known.some((each) => each === value)
      ? undefined
      : `must be one of ${known.join(", ")}, not ${typeof value === "string" ? JSON.stringify(value) : kindOf(value)}`;
}

/** An opaque value that goes into a URL: not blank, not a dot segment, no control character, not a raw key. */
export const id: Check = (value) => {
  if (typeof value !== "string") return `must be a string, not ${kindOf(value)}`;
  if (value.trim() === "") return "must not be blank";
  if (value === "." || value === "..") return `must be an ID, not ${JSON.stringify(value)}`;
  if (!isPlain(value)) return "must not hold control characters or half a character";
  if (looksLikeKey(value)) return "looks like an API key itself; pass an ID";
  return undefined;
};

export const cursor: Rule = (value) => {
  if (typeof value !== "string") return `must be a string, not ${kindOf(value)}`;
  if (value === "") return "must not be empty";
  return isPlain(value) ? undefined : "must not hold control characters or half a character";
};

const spaceName = text({ minLength: 1, maxLength: bounds.spaces_list.name.maxLength });

export const spaceRef: Rule = (value) => {
  const expected = "must be a space's ID or name, { id } or { name }";
  if (typeof value === "string") return id(value) ?? (isGlobalId(value) ? undefined : spaceName(value));
  if (typeof value !== "object" || value === null) return `${expected}, not ${kindOf(value)}`;
  const [[path, named] = [], ...more] = Object.entries(value);
  if ((path !== "id" && path !== "name") || more.length > 0) return expected;
  const message = path === "id" ? id(named) : spaceName(named);
  return message && { path, message };
};

/** How far a clock may be off before a time counts as past. */
const CLOCK_SKEW_MS = 60_000;
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** A time to come: a `Date`, an ISO 8601 string with a time zone, or `null` for never. */
export const expiry: Rule = (value) => {
  if (value === null) return undefined;
  const expected = "must be a Date or an ISO 8601 string with a time zone, like 2030-01-31T12:00:00Z";
  if (typeof value !== "string" && !(value instanceof Date)) return `${expected}, not ${kindOf(value)}`;
  if (typeof value === "string" && !isRealInstant(value)) return `${expected}, not ${JSON.stringify(value)}`;
  const time = new Date(value).getTime();
  if (Number.isNaN(time)) return `${expected}, not an invalid Date`;
  if (new Date(time).getUTCFullYear() > 9999) return "must lie before the year 10000";
  return time < Date.now() - CLOCK_SKEW_MS ? "must not lie in the past" : undefined;
};

/** The wire form of an expiry that has passed its rule; "never" is an absent field. */
export function wireTime(value: Date | string | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : new Date(value).toISOString();
}

/** `Date` rolls 30 February over into March; a person who wrote it meant something else. */
function isRealInstant(value: string): boolean {
  const [, year, month, day] = RFC_3339.exec(value) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Half of a character that UTF-16 writes as two; it has no form in UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function isPlain(value: string): boolean {
  return !hasControlCharacter(value) && !LONE_SURROGATE.test(value);
}

export function hasControlCharacter(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(value);
}

export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (value === undefined) return "undefined";
  if (typeof value !== "object") return `a ${typeof value}`;
  const { name = "Object" } = value.constructor ?? {};
  return name === "Object" ? "an object" : `an instance of ${name}`;
}
