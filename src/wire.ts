/**
 * `Wire` when each of its fields is mapped or named as ignored, and else a type that fits nothing and names the rest:
 * a field added to the spec fails to compile in the one mapping of its type.
 */
export type Exactly<Wire, Mapped extends keyof Wire, Ignored extends keyof Wire = never> = [
  Exclude<keyof Wire, Mapped | Ignored>,
] extends [never]
  ? Wire
  : { unmapped: Exclude<keyof Wire, Mapped | Ignored> };

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a JSON text, or `undefined` when it isn't one. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a body is a page with `items` in it. */
export function isPageOf(items: string): (status: number, body: unknown) => boolean {
  return (_status, body) => {
    if (!isRecord(body) || !isRecord(body.pagination)) return false;
    const found = body[items];
    return Array.isArray(found) && found.every(isRecord);
  };
}

/** A date that the service always sends; one that can't be read is an Invalid Date and fails nothing. */
export function requiredDate(text: unknown): Date {
  return new Date(typeof text === "string" ? text : Number.NaN);
}

/** A date that may be absent, and counts as absent when it can't be read. */
export function optionalDate(text: unknown): Date | undefined {
  const date = requiredDate(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
