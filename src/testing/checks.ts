import { type IdType, isId } from "./ids.js";

/** Thrown by a check: the message says which value is wrong and what it must be. */
export class Invalid extends TypeError {}

/** Gives the checked value back, or throws {@link Invalid}. An absent value arrives as `undefined`. */
export type Check<T> = (value: unknown, name: string) => T;

export type Fields = Readonly<Record<string, Check<unknown>>>;
export type Checked<F extends Fields> = { [Name in keyof F]: ReturnType<F[Name]> };

export function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Invalid(`${name || "the body"} must be an object`);
  }
  return { ...value };
}

/** An object with these fields and no others. Fields that are absent stay absent. */
export function object<F extends Fields>(fields: F): Check<Checked<F>> {
  return (value, name) => {
    const source = record(value, name);
    for (const key of Object.keys(source)) {
      if (!Object.hasOwn(fields, key)) throw new Invalid(`unknown name: ${within(name, key.slice(0, 100))}`);
    }
    const checked: Record<string, unknown> = {};
    for (const [key, check] of Object.entries(fields)) {
      const result = check(source[key], within(name, key));
      if (result !== undefined) checked[key] = result;
    }
    return checked as Checked<F>; // every field of F went through its check
  };
}

/** What is checked elsewhere. */
export function anything(value: unknown): unknown {
  return value;
}

function within(name: string, key: string): string {
  return name === "" ? key : `${name}.${key}`;
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, name) => (value === undefined ? undefined : check(value, name));
}

export function list<T>(check: Check<T>): Check<T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) throw new Invalid(`${name} must be a list`);
    return value.map((item, index) => check(item, `${name}[${index}]`));
  };
}

export function mapOf<T>(check: Check<T>): Check<Record<string, T>> {
  return (value, name) =>
    Object.fromEntries(Object.entries(record(value, name)).map(([key, item]) => [key, check(item, within(name, key))]));
}

/** Text whose length, in Unicode code points, lies within the bounds. */
export function text(min: number, max: number): Check<string> {
  return (value, name) => {
    if (typeof value !== "string") throw new Invalid(`${name} must be a string`);
    const length = value.length > 2 * max ? value.length : [...value].length;
    if (length < min || length > max) throw new Invalid(`${name} must have ${min} to ${max} characters`);
    return value;
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Check<T> {
  return (value, name) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw new Invalid(`${name} must be one of: ${values.join(", ")}`);
    return found;
  };
}

export const boolean: Check<boolean> = (value, name) => {
  if (typeof value !== "boolean") throw new Invalid(`${name} must be true or false`);
  return value;
};

export function number(min: number, max: number): Check<number> {
  return (value, name) => {
    if (typeof value !== "number" || !(value >= min && value <= max)) {
      throw new Invalid(`${name} must be a number from ${min} to ${max}`);
    }
    return value;
  };
}

export function integer(min: number, max: number): Check<number> {
  return (value, name) => {
    if (!Number.isInteger(value)) throw new Invalid(`${name} must be an integer`);
    return number(min, max)(value, name);
  };
}

/** An integer as a query string holds it. */
export function integerText(min: number, max: number): Check<number> {
  return (value, name) =>
    integer(min, max)(typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined, name);
}

export function idOf(type: IdType): Check<string> {
  return (value, name) => {
    if (typeof value !== "string" || !isId(type, value)) {
      throw new Invalid(`${name} must be the ID of ${type === "Space" || type === "User" ? "a" : "an"} ${type}`);
    }
    return value;
  };
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** An RFC 3339 date-time, as milliseconds since 1970. */
export const instant: Check<number> = (value, name) => {
  const [whole, year, month, day] = (typeof value === "string" && INSTANT.exec(value)) || [];
  const time = whole === undefined ? Number.NaN : Date.parse(whole.toUpperCase());
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (!exists || !(time <= LAST_INSTANT)) throw new Invalid(`${name} must be a date-time like 2030-01-31T12:00:00Z`);
  return time;
};
