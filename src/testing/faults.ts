import { validateHeaderName, validateHeaderValue } from "node:http";
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
import type { OperationId } from "./operation.js";
import { OPERATIONS } from "./routes.js";

/**
 * Which requests a fault is for: those that all given fields fit. `{}` fits every request.
 *
 * @example
 * const match: FaultMatch = { operation: "api_keys_refresh", key: "ci", probability: 0.5, seed: 7 };
 */
export interface FaultMatch {
  /** The operation, for instance `api_keys_create`. */
  operation?: OperationId | undefined;
  /** The HTTP method, in any case. */
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

/**
 * Waits that go with any fault.
 *
 * @example
 * const slow: DelayedFault = { delayBefore: 200, delayAfter: 200 };
 */
export interface DelayedFault {
  /** Milliseconds to wait before the work, at most an hour. Goes with any fault, and is one by itself. */
  delayBefore?: number | undefined;
  /** Milliseconds to wait between the work and the answer, at most an hour. */
  delayAfter?: number | undefined;
}

/**
 * What goes with a fault that comes in the place of the work.
 *
 * @example
 * const lost: Fault & CommittingFault = { status: 502, commit: true };
 */
export interface CommittingFault extends DelayedFault {
  /** Whether the operation is carried out all the same. Default: false. */
  commit?: boolean | undefined;
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
  | (DelayedFault & Required<Pick<DelayedFault, "delayBefore">>)
  | (DelayedFault & Required<Pick<DelayedFault, "delayAfter">>)
  | (CommittingFault & {
      /** Another answer: a problem with this status, 200 to 599, or `body`. */
      status: number;
      /** Fields of the problem, beside its `status`. */
      problem?:
        | {
            /** The kind of problem in a few words. */
            title?: string;
            /** A URI that names the kind of problem. */
            type?: string;
            /** What happened this time. */
            detail?: string;
            /** A URI that names this one occurrence. */
            instance?: string;
          }
        | undefined;
      /** More headers of the answer. */
      headers?: Record<string, string> | undefined;
      /** For the header `Retry-After`: seconds, or a moment. */
      retryAfter?: number | Date | string | undefined;
      /** Sent in place of a problem. */
      body?: string | undefined;
      /** Default: `application/problem+json`, or `text/html` with `body`. */
      contentType?: string | undefined;
    })
  | (CommittingFault & {
      /** 429 until the emulator's clock passes this moment. It stays armed until then, with `next` too. */
      rateLimitUntil: Date | string;
    })
  | (CommittingFault & {
      /** A redirect. */
      redirect: {
        /** Where to. */
        location: string;
        /** 300 to 399. Default: 307. */
        status?: number | undefined;
      };
    })
  | (DelayedFault & {
      /** The connection is reset: before the work, when it is done, after the answer's headers, or within its body. */
      reset: "before-work" | "after-commit" | "after-headers" | "in-body";
    })
  | (CommittingFault & {
      /** Nothing more comes, and the connection stays open: no answer at all, or only its headers. */
      silence: "no-answer" | "after-headers";
    })
  | (CommittingFault & {
      /** The connection is closed with no answer. */
      empty: true;
    })
  | (CommittingFault & {
      /** Bytes that aren't HTTP: ready-made ones, or your own text. */
      garbage: true | string;
    })
  | (DelayedFault & {
      /** The answer's body ends early, after so many bytes (`true`: in the middle), and the connection closes. */
      truncate: true | number;
    })
  | (DelayedFault & {
      /** The answer's body comes in small parts. */
      dribble: {
        /** The size of a part. */
        bytes: number;
        /** Milliseconds after each part. */
        interval: number;
      };
    })
  | (DelayedFault & {
      /** The right status, and a body that isn't JSON, though it says so: ready-made, or your own text. */
      notJson: true | string;
    })
  | (DelayedFault & {
      /** The answer with other fields in it or in each item of its list: a ready-made set, or your own. */
      mutate: "unknown-enum" | "extra-field" | "bad-date" | Record<string, unknown>;
    });

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
const header: Check<string> = (value, name) => {
  const checked = text(0, 8000)(value, name);
  try {
    validateHeaderValue(name, checked);
    return checked;
  } catch {
    throw new Invalid(`${name} must have only characters that a header can carry`);
  }
};
const headers: Check<Record<string, string>> = (value, name) => {
  const checked = mapOf(header)(value, name);
  for (const field of Object.keys(checked)) {
    try {
      validateHeaderName(field);
    } catch {
      throw new Invalid(`${name} must have names of headers, not ${JSON.stringify(field)}`);
    }
  }
  return checked;
};

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
  headers: optional(headers),
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
  operation: optional(oneOf(...OPERATIONS.map(({ id }) => id))),
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
