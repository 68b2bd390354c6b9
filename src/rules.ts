import { cursor, id, integer, oneOf, optional, type Rule, spaceRef, text } from "./validation.js";

/**
 * Rules for parameters that any API has.
 *
 * @example
 * const { id, text }: CommonRules = rules;
 */
export interface CommonRules {
  /** An opaque value that goes into a URL: not blank, not a dot segment, no control character, not an API key. */
  readonly id: Rule;
  /** A space's ID or name, `{ id }` or `{ name }`. */
  readonly spaceRef: Rule;
  /** The `nextCursor` of a page. */
  readonly cursor: Rule;
  /** A text within these `bounds`, in Unicode code points. */
  readonly text: (bounds: {
    /** With 1 or more, a blank text is refused. Default: 0. */
    minLength?: number;
    /** Default: any length. */
    maxLength?: number;
  }) => Rule;
  /** A whole number within these `bounds`. */
  readonly integer: (bounds: {
    /** The smallest that is taken. */
    minimum: number;
    /** The largest that is taken. */
    maximum: number;
  }) => Rule;
  /** One of the `values` of an object, such as the enums that the generator makes. */
  readonly oneOf: (values: Readonly<Record<string, string>>) => Rule;
  /** `undefined`, which means absent, or what `rule` takes. */
  readonly optional: (rule: Rule) => Rule;
}

/**
 * What the SDK asks of its own parameters, for {@link checkParams}. A {@link Rule} of your own goes with them.
 *
 * @example
 * const { id, text } = rules;
 * checkParams("projects.update", { id: "UHJvamVjdDox", name: "web" }, { id, name: text({ maxLength: 255 }) });
 */
export const rules: CommonRules = Object.freeze({ id, spaceRef, cursor, text, integer, oneOf, optional });
