import { STATUS_CODES } from "node:http";

/** What goes back to the caller, before it is written to the socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it will be sent; absent for 204. */
  readonly text?: string | undefined;
}

export function json(status: number, text: string): Answer {
  return { status, headers: { "content-type": "application/json" }, text };
}

/** A refusal with an HTTP status: thrown by the rules, answered as `application/problem+json`. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

export function problemAnswer(problem: Problem, requestId: string): Answer {
  return {
    status: problem.status,
    headers: { ...problem.headers, "content-type": "application/problem+json" },
    text: JSON.stringify({
      type: "about:blank",
      title: STATUS_CODES[problem.status] ?? "Unknown",
      status: problem.status,
      detail: problem.message,
      instance: `urn:request:${requestId}`,
    }),
  };
}
