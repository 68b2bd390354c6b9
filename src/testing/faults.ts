import {
  boolean,
  type Check,
  Invalid,
  instant,
  integer,
  mapOf,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
} from "./checks.js";
import { bare } from "./ids.js";
import { OPERATION_IDS, type OperationId } from "./operation.js";

/** Which requests a fault is for: those that all given fields fit. `{}` fits every request. */
export interface FaultMatch {
  operation?: OperationId | undefined;
  method?: string | undefined;
  /** The whole path, without the query; or a regular expression for it. */
  path?: string | RegExp | undefined;
  /** The ID or the name of the key in question: the one in the path, or the one to create. */
  key?: string | undefined;
  /** How likely it strikes a request that fits, from 0 to 1. Default: 1. */
  probability?: number | undefined;
  /** Makes another series of random numbers; the same seed always makes the same. Default: 0. */
  seed?: number | undefined;
}

interface Timing {
  /** Milliseconds to wait before the work. Goes with any fault, and is one by itself. */
  delayBefore?: number | undefined;
  /** Milliseconds to wait between the work and the answer. */
  delayAfter?: number | undefined;
}

interface Instead extends Timing {
  /** Whether the operation is carried out all the same. Default: false. */
  commit?: boolean | undefined;
}

/** Another answer: a problem with this status, or `body`. */
export interface StatusFault extends Instead {
  status: number;
  /** Fields of the problem, beside its `status`. */
  problem?: { title?: string; type?: string; detail?: string; instance?: string } | undefined;
  headers?: Record<string, string> | undefined;
  /** For the header `Retry-After`: seconds, or a moment. */
  retryAfter?: number | Date | string | undefined;
  /** Sent in place of a problem. */
  body?: string | undefined;
  /** Default: `application/problem+json`, or `text/html` with `body`. */
  contentType?: string | undefined;
}

/** 429 until the emulator's clock passes a moment. It stays armed until then, with `next` too. */
export interface RateLimitFault extends Instead {
  rateLimitUntil: Date | string;
}

/** A redirect. */
export interface RedirectFault extends Instead {
  redirect: { location: string /** Default: 307. */; status?: number | undefined };
}

/** The connection is reset: before the work, when it is done, after the answer's headers, or within its body. */
export interface ResetFault extends Timing {
  reset: "before-work" | "after-commit" | "after-headers" | "in-body";
}

/** Nothing more comes, and the connection stays open: no answer at all, or only its headers. */
export interface SilenceFault extends Instead {
  silence: "no-answer" | "after-headers";
}

/** The connection is closed with no answer. */
export interface EmptyFault extends Instead {
  empty: true;
}

/** Bytes that aren't HTTP. */
export interface GarbageFault extends Instead {
  garbage: true | string;
}

/** The answer's body ends early, after so many bytes (`true`: in the middle), and the connection closes. */
export interface TruncateFault extends Timing {
  truncate: true | number;
}

/** The answer's body comes in small parts: so many bytes each `interval` milliseconds. */
export interface DribbleFault extends Timing {
  dribble: { bytes: number; interval: number };
}

/** The right status, and a body that isn't JSON, though it says so. */
export interface NotJsonFault extends Timing {
  notJson: true | string;
}

/** The answer with other fields in it or in each item of its list. Three ready-made sets have names. */
export interface MutateFault extends Timing {
  mutate: keyof typeof MUTATIONS | Record<string, unknown>;
}

/**
 * What goes wrong. One kind at a time, and delays with any of them.
 *
 * @example
 * emulator.faults.next("api_keys_create", { reset: "after-commit" });
 * emulator.faults.every(3, { method: "GET" }, { status: 503, retryAfter: 1 });
 * emulator.faults.every(1, { probability: 0.1, seed: 7 }, { delayBefore: 200 });
 */
export type Fault =
  | (Timing & { delayBefore: number })
  | (Timing & { delayAfter: number })
  | StatusFault
  | RateLimitFault
  | RedirectFault
  | ResetFault
  | SilenceFault
  | EmptyFault
  | GarbageFault
  | TruncateFault
  | DribbleFault
  | NotJsonFault
  | MutateFault;

export const MUTATIONS = {
  "unknown-enum": { key_type: "robot", status: "suspended" },
  "extra-field": { colour: "green" },
  "bad-date": { created_at: "soon", expires_at: "later", last_used_at: "just now" },
};

const KINDS = [
  "status",
  "rateLimitUntil",
  "redirect",
  "reset",
  "silence",
  "empty",
  "garbage",
  "truncate",
  "dribble",
  "notJson",
  "mutate",
] as const;

const yes: Check<true> = (value, name) => {
  if (value !== true) throw new Invalid(`${name} must be true`);
  return value;
};

function either<A, B>(first: Check<A>, second: Check<B>): Check<A | B> {
  return (value, name) => {
    try {
      return first(value, name);
    } catch {
      return second(value, name);
    }
  };
}

const milliseconds = number(0, 3_600_000);
const anyText = text(0, 1_000_000);
const moment: Check<number> = (value, name) => instant(value instanceof Date ? value.toISOString() : value, name);
const header = text(0, 8000);

const shape = object({
  delayBefore: optional(milliseconds),
  delayAfter: optional(milliseconds),
  commit: optional(boolean),
  status: optional(integer(200, 599)),
  problem: optional(
    object({
      title: optional(anyText),
      type: optional(anyText),
      detail: optional(anyText),
      instance: optional(anyText),
    }),
  ),
  headers: optional(mapOf(header)),
  retryAfter: optional((value, name) =>
    typeof value === "number" ? String(number(0, 1e9)(value, name)) : new Date(moment(value, name)).toUTCString(),
  ),
  body: optional(anyText),
  contentType: optional(header),
  rateLimitUntil: optional(moment),
  redirect: optional(object({ location: header, status: optional(integer(300, 399)) })),
  reset: optional(oneOf("before-work", "after-commit", "after-headers", "in-body")),
  silence: optional(oneOf("no-answer", "after-headers")),
  empty: optional(yes),
  garbage: optional(either(yes, anyText)),
  truncate: optional(either(yes, integer(0, 1e9))),
  dribble: optional(object({ bytes: integer(1, 1e9), interval: milliseconds })),
  notJson: optional(either(yes, anyText)),
  mutate: optional(either(oneOf("unknown-enum", "extra-field", "bad-date"), record)),
});

/** A fault as it is kept: checked, and with moments in milliseconds since 1970. */
export type ArmedFault = ReturnType<typeof shape>;

const checkFault: Check<ArmedFault> = (value, name) => {
  const fault = shape(value, name);
  const kinds = KINDS.filter((kind) => fault[kind] !== undefined);
  if (kinds.length > 1) throw new Invalid(`${name} is of two kinds, ${kinds.join(" and ")}: arm two faults`);
  if (Object.keys(fault).length === 0) throw new Invalid(`${name} must say what goes wrong`);
  return fault;
};

const checkMatch = object({
  operation: optional(oneOf(...OPERATION_IDS)),
  method: optional(text(1, 20)),
  path: optional((value, name): string | RegExp => (value instanceof RegExp ? value : text(1, 8000)(value, name))),
  key: optional(text(1, 1000)),
  probability: optional(number(0, 1)),
  seed: optional(integer(0, 2 ** 32 - 1)),
});

/** What a rule looks at. */
export interface Subject {
  readonly operation: OperationId | undefined;
  readonly method: string;
  readonly path: string;
  /** The ID and the name of the key in question, where there is one. */
  readonly key: () => { readonly id?: string; readonly name?: unknown };
}

interface Rule {
  readonly match: ReturnType<typeof checkMatch>;
  readonly fault: ArmedFault;
  /** Strikes each n-th time; absent: once. */
  readonly every?: number;
  readonly random: () => number;
  count: number;
}

/** The faults that are armed. The first one that is for a request strikes, in the order of arming. */
export class Faults {
  #rules: Rule[] = [];

  /** Arms a fault for the next request that fits. */
  next(match: FaultMatch | OperationId, fault: Fault): void {
    this.arm(match, fault, undefined);
  }

  /** Arms a fault for each n-th request that fits: with 1 for every one. */
  every(n: number, match: FaultMatch | OperationId, fault: Fault): void {
    this.arm(match, fault, n);
  }

  /** Disarms all. */
  clear(): void {
    this.#rules = [];
  }

  /** {@link next} or {@link every} for what hasn't been checked yet. */
  arm(match: unknown, fault: unknown, n: unknown): void {
    const checked = checkMatch(typeof match === "string" ? { operation: match } : match, "match");
    const every = optional(integer(1, 1e9))(n, "every");
    this.#rules.push({
      match: checked,
      fault: checkFault(fault, "fault"),
      ...(every !== undefined && { every }),
      random: randomNumbers(checked.seed ?? 0),
      count: 0,
    });
  }

  /** The fault that strikes this request, if one does. */
  take(subject: Subject, now: number): ArmedFault | undefined {
    for (const rule of this.#rules) {
      const { rateLimitUntil } = rule.fault;
      if (rateLimitUntil !== undefined && rateLimitUntil <= now) this.#drop(rule);
      else if (fits(rule, subject) && ++rule.count % (rule.every ?? 1) === 0) {
        if (rule.every === undefined && rateLimitUntil === undefined) this.#drop(rule);
        return rule.fault;
      }
    }
    return undefined;
  }

  #drop(rule: Rule): void {
    this.#rules = this.#rules.filter((each) => each !== rule);
  }
}

function fits({ match, random }: Rule, subject: Subject): boolean {
  const { operation, method, path, key, probability = 1 } = match;
  if (operation !== undefined && operation !== subject.operation) return false;
  if (method !== undefined && method.toUpperCase() !== subject.method) return false;
  if (path !== undefined && (typeof path === "string" ? path !== subject.path : subject.path.search(path) === -1))
    return false;
  if (key !== undefined) {
    const { id, name } = subject.key();
    if (key !== name && (id === undefined || bare(key) !== bare(id))) return false;
  }
  return probability === 1 || random() < probability;
}

/** The series of numbers from 0 to 1 that belongs to a seed (the generator mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
