import type { IncomingHttpHeaders } from "node:http";
import type { Problem } from "../errors.js";
import { scrub } from "../secrets.js";
import { isRecord, parseJson } from "../wire.js";

/** The code of a body over the limit. */
export const TOO_LARGE = "ERR_RESPONSE_TOO_LARGE";

/** The service's name for the request, to quote in a report to its owner. */
export function requestId(headers: IncomingHttpHeaders | undefined, keys: Iterable<string>): string | undefined {
  const id = headers?.["x-request-id"];
  return id === undefined ? undefined : scrub(String(id), keys);
}

/** The RFC 9457 fields of a body, or nothing when it isn't a problem. */
export function readProblem(body: unknown, keys: Iterable<string>): Problem | undefined {
  const value = typeof body === "string" ? parseJson(body) : undefined;
  if (!isRecord(value)) return undefined;
  const field = (name: string): string | undefined => {
    const text = value[name];
    return typeof text === "string" ? scrub(text, keys) : undefined;
  };
  const title = field("title");
  const { status } = value;
  if (title === undefined || typeof status !== "number") return undefined;
  const problem: { -readonly [K in keyof Problem]: Problem[K] } = { title, status };
  for (const name of ["type", "detail", "instance"] as const) {
    const text = field(name);
    if (text !== undefined) problem[name] = text;
  }
  return problem;
}

/** `Retry-After` in seconds; nothing when it is absent or makes no sense. */
export function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  if (!/[a-z]/i.test(header)) return undefined;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.max(0, (time - Date.now()) / 1_000);
}

/** Where a redirect points to; nothing when that is a path. */
export function hostOf(location: string | undefined): string | undefined {
  if (location === undefined || !URL.canParse(location)) return undefined;
  return scrub(new URL(location).host);
}
