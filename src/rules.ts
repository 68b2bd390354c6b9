import { cursor, id, integer, oneOf, optional, type Rule, spaceRef, text } from "./validation.js";

/** Rules for parameters that any API has. */
export interface CommonRules {
  /** An opaque value that goes into a URL: not blank, not a dot segment, no control character, not an API key. */
  readonly id: Rule;
  /** A space's ID or name, `{ id }` or `{ name }`. */
  readonly spaceRef: Rule;
  /** The `nextCursor` of a page. */
  readonly cursor: Rule;
  /** A text of so many Unicode code points; not blank, with a `minLength` of 1 or more. */
  readonly text: (bounds: { minLength?: number; maxLength?: number }) => Rule;
  /** A whole number within these bounds, both included. */
  readonly integer: (bounds: { minimum: number; maximum: number }) => Rule;
  /** One of the values of an object, such as the enums that the generator makes. */
  readonly oneOf: (values: Readonly<Record<string, string>>) => Rule;
  /** `undefined`, which means absent, or what `rule` takes. */
  readonly optional: (rule: Rule) => Rule;
}

/** What the SDK asks of its own parameters, for {@link checkParams}. A {@link Rule} of your own goes with them. */
export const rules: CommonRules = Object.freeze({ id, spaceRef, cursor, text, integer, oneOf, optional });
