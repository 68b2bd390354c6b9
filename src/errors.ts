import { scrub } from "./secrets.js";

/**
 * What every error of this SDK extends. Safe to log: it holds no credential, no returned key and no body.
 *
 * @example
 * if (error instanceof ArizeError) console.error(JSON.stringify(error));
 */
export class ArizeError extends Error {
  /**
   * @param fields become own properties; those without a value are left out
   * @param options its `cause`
   */
  constructor(message: string, fields: object = {}, options?: ErrorOptions) {
    super(scrub(message), options);
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) Reflect.set(this, name, value);
  }

  /** The error's name, message and own fields: what a structured log wants. */
  toJSON(): Record<string, unknown> {
    const json: Record<string, unknown> = { name: this.name, message: this.message };
    Object.assign(json, this);
    if (isArizeError(this.cause)) json.cause = this.cause.toJSON();
    return json;
  }
}

/**
 * The options or the environment don't work. The message says which one, where its value came from, and what is expected.
 *
 * @example
 * if (error instanceof ConfigurationError) console.error(`Check ${error.option}: ${error.message}`);
 */
export class ConfigurationError extends ArizeError {
  /** The option at fault, by its name in `ArizeClientOptions`. */
  declare readonly option: string;

  constructor(option: string, message: string) {
    super(message, { option: scrub(option) });
  }
}

/**
 * Neither the option `apiKey` nor `ARIZE_API_KEY` is set.
 *
 * @example
 * if (error instanceof MissingApiKeyError) console.error("Set ARIZE_API_KEY, then start again.");
 */
export class MissingApiKeyError extends ConfigurationError {
  constructor() {
    super("apiKey", "No API key: pass the option apiKey, or set the environment variable ARIZE_API_KEY.");
  }
}

/**
 * What is wrong with one parameter.
 *
 * @example
 * const issue: ValidationIssue = { path: "name", message: "must not be blank" };
 */
export interface ValidationIssue {
  /** The parameter, for instance `name` or `space.id`. */
  readonly path: string;
  /** What it must be and what it is, in words that follow its name: `must not be blank`. */
  readonly message: string;
}

/**
 * Parameters are out of bounds. Nothing was sent; `issues` lists every problem at once.
 *
 * @example
 * if (error instanceof ValidationError) for (const { path, message } of error.issues) console.error(path, message);
 */
export class ValidationError extends ArizeError {
  /** Every problem, at least one. */
  declare readonly issues: readonly ValidationIssue[];

  /** @param subject the method by its key, for instance `api_keys.create` */
  constructor(subject: string, issues: readonly ValidationIssue[]) {
    const safe = issues.map(({ path, message }) => ({ path: scrub(path), message: scrub(message) }));
    const told = safe.map(({ path, message }) => `${path} ${message}`).join("; ");
    super(`${subject}: ${told.replace(/[^?]$/, "$&.")}`, { issues: safe });
  }
}

/**
 * No space that the caller may see has exactly this name (names are case-sensitive).
 *
 * @example
 * if (error instanceof SpaceNotFoundError) console.error(`No ${error.spaceName}. Did you mean`, error.suggestions);
 */
export class SpaceNotFoundError extends ArizeError {
  /** The name that was looked up. */
  declare readonly spaceName: string;
  /** Names that are close to it, from the pages that the lookup read. */
  declare readonly suggestions: readonly string[];

  constructor(spaceName: string, suggestions: readonly string[]) {
    const near = suggestions.length > 0 ? ` Near names: ${suggestions.map(quote).join(", ")}.` : "";
    const safe = suggestions.map((name) => scrub(name));
    super(`No space is named ${quote(spaceName)} (names are case-sensitive).${near}`, {
      spaceName: scrub(spaceName),
      suggestions: safe,
    });
  }
}

/**
 * Several spaces have this name, in different organizations. Pass one of `spaceIds` instead.
 *
 * @example
 * if (error instanceof AmbiguousSpaceError) console.error("Take one of", error.spaceIds);
 */
export class AmbiguousSpaceError extends ArizeError {
  /** The name that was looked up. */
  declare readonly spaceName: string;
  /** The IDs of all spaces with this name, at least two. */
  declare readonly spaceIds: readonly string[];

  constructor(spaceName: string, spaceIds: readonly string[]) {
    const message = `${spaceIds.length} spaces are named ${quote(spaceName)}; pass one of their IDs: ${spaceIds.join(", ")}.`;
    super(message, { spaceName: scrub(spaceName), spaceIds });
  }
}

/**
 * The fields of an RFC 9457 problem that the service sent, scrubbed of anything shaped like a key.
 *
 * @example
 * const problem: Problem = { title: "Not Found", status: 404, detail: "No key has this ID" };
 */
export interface Problem {
  /** The kind of problem in a few words, the same each time. */
  readonly title: string;
  /** The HTTP status, as the body repeats it. */
  readonly status: number;
  /** A URI that names the kind of problem. */
  readonly type?: string;
  /** What happened this time. */
  readonly detail?: string;
  /** A URI that names this one occurrence. */
  readonly instance?: string;
}

/**
 * The service answered with a failure. The class follows the HTTP status, never the body.
 *
 * @example
 * if (error instanceof APIError) console.error(error.status, error.problem?.detail, error.requestId);
 */
export class APIError extends ArizeError {
  /** The HTTP status of the answer. */
  declare readonly status: number;
  /** The HTTP method of the request, for instance `POST`. */
  declare readonly method: string;
  /** The path of the request, without host and query. */
  declare readonly path: string;
  /** What the service says of the failure. Absent when the answer's body is not an RFC 9457 problem. */
  declare readonly problem?: Problem;
  /** The answer's `x-request-id`: name it when you report the failure. */
  declare readonly requestId?: string;
  /** Seconds that the service asks to wait, when it sent `Retry-After`. */
  declare readonly retryAfterSeconds?: number;

  /** @param details what the error carries */
  constructor(
    details: Pick<APIError, "status" | "method" | "path" | "problem" | "requestId" | "retryAfterSeconds"> & {
      /** Added to the message: what the caller can do about it. */
      readonly hint?: string | undefined;
    },
  ) {
    const { hint, ...carried } = details;
    const { status, method, problem, requestId } = carried;
    const path = scrub(carried.path);
    const said = problem ? `: ${problem.title}${problem.detail ? ` (${problem.detail})` : ""}` : "";
    const where = `${method} ${path}${requestId ? `, request ${requestId}` : ""}`;
    super(`${status} from ${where}${said}${hint ? `. ${hint}` : ""}`, { ...carried, path });
  }
}

/**
 * 400: the request breaks a rule of the service, for instance a role above the caller's own.
 *
 * @example
 * if (error instanceof BadRequestError) console.error(error.problem?.detail);
 */
export class BadRequestError extends APIError {}
/**
 * 401: the API key is missing, unknown, deleted or expired.
 *
 * @example
 * if (error instanceof AuthenticationError) console.error("The key no longer works. Make a new one.");
 */
export class AuthenticationError extends APIError {}
/**
 * 403: the API key is valid, and may not do this.
 *
 * @example
 * if (error instanceof PermissionDeniedError) console.error("Ask an admin:", error.problem?.detail);
 */
export class PermissionDeniedError extends APIError {}
/**
 * 404: what the call names doesn't exist, or no longer does.
 *
 * @example
 * await client.apiKeys.delete({ apiKeyId: created.id }).catch((error) => {
 *   if (!(error instanceof NotFoundError)) throw error; // it was gone already
 * });
 */
export class NotFoundError extends APIError {}
/**
 * 409: the name is taken.
 *
 * @example
 * if (error instanceof ConflictError) console.error("Choose another name.");
 */
export class ConflictError extends APIError {}
/**
 * 422: the request is well-formed and can't be carried out.
 *
 * @example
 * if (error instanceof UnprocessableEntityError) console.error(error.problem?.detail);
 */
export class UnprocessableEntityError extends APIError {}
/**
 * 429: too many requests, also after the repeats. `retryAfterSeconds` says how long to wait, when the service said so.
 *
 * @example
 * if (error instanceof RateLimitError) console.error(`Try again in ${error.retryAfterSeconds ?? 60} seconds.`);
 */
export class RateLimitError extends APIError {}
/**
 * 5xx: the service failed, also after the repeats of what may be repeated.
 *
 * @example
 * if (error instanceof ServerError) console.error("Report it with", error.requestId);
 */
export class ServerError extends APIError {}

const classByStatus: Record<number, typeof APIError> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  422: UnprocessableEntityError,
  429: RateLimitError,
};

export function apiError(details: ConstructorParameters<typeof APIError>[0]): APIError {
  const ErrorClass = classByStatus[details.status] ?? (details.status >= 500 ? ServerError : APIError);
  return new ErrorClass(details);
}

/**
 * The request was not sent, or it was one that may be repeated and every attempt failed.
 *
 * @example
 * if (error instanceof ConnectionError) console.error(error.code, `after ${error.attempts} attempts`);
 */
export class ConnectionError extends ArizeError {
  /** The system's word for it, for instance `ECONNREFUSED`. */
  declare readonly code?: string;
  /** How many times it was tried; 0 when the client was closed before. */
  declare readonly attempts: number;
}

/**
 * The deadline of the call passed. A last failed attempt, if there was one, is the `cause`.
 *
 * @example
 * if (error instanceof TimeoutError) console.error(`No answer in ${error.timeout} ms.`);
 */
export class TimeoutError extends ArizeError {
  /** The deadline, in milliseconds from the start of the call. */
  declare readonly timeout: number;

  /** @param options its `cause` */
  constructor(timeout: number, options?: ErrorOptions) {
    super(`The call was not answered within its deadline of ${timeout} ms.`, { timeout }, options);
  }
}

/**
 * The caller's `signal` fired; its reason is the `cause`.
 *
 * @example
 * if (error instanceof AbortError) console.error("Stopped:", error.cause);
 */
export class AbortError extends ArizeError {
  /** @param options its `cause` */
  constructor(options?: ErrorOptions) {
    super("The call was aborted by its signal.", {}, options);
  }
}

/**
 * The answer can't be used: it isn't JSON, is cut or too large, or is a redirect (redirects are never followed).
 *
 * @example
 * if (error instanceof ResponseError) console.error("A proxy in between?", error.status, error.redirectHost);
 */
export class ResponseError extends ArizeError {
  /** The HTTP status of the answer. */
  declare readonly status?: number;
  /** The answer's `x-request-id`. */
  declare readonly requestId?: string;
  /** Where a redirect pointed to. */
  declare readonly redirectHost?: string;
}

/**
 * The request may have been carried out, and its answer was lost: a key may exist that nobody holds, or an old
 * one may have ended. Don't repeat the call blindly; `client.apiKeys.reconcile(error)` finds out what happened,
 * also from this error's JSON in another process.
 *
 * @example
 * if (error instanceof OutcomeUnknownError) console.error(await client.apiKeys.reconcile(error));
 */
export class OutcomeUnknownError extends ArizeError {
  /** The method by its key, for instance `api_keys.create`. */
  declare readonly operation: string;
  /** How far the request got: sent and nothing came back, or the answer's headers, body or status is where it ended. */
  declare readonly phase: "sent" | "headers" | "body" | "status";
  /** When the call began, by this machine's clock. */
  declare readonly startedAt: Date;
  /** What was asked; no secret is part of it. */
  declare readonly params: Readonly<Record<string, unknown>>;
  /** The HTTP status, when the answer got that far. */
  declare readonly status?: number;
  /** The answer's `x-request-id`, when it got that far. */
  declare readonly requestId?: string;

  /** @param details what the error carries */
  constructor(
    details: Pick<OutcomeUnknownError, "operation" | "phase" | "startedAt" | "params" | "status" | "requestId">,
    cause: ArizeError,
  ) {
    const lost = `${details.operation} may have been carried out, but its answer was lost`;
    super(`${lost}: ${cause.message.replace(/\.?$/, ".")} ${advice(details.operation)}`, details, { cause });
  }
}

function advice(operation: string): string {
  const first = "Don't repeat the call before you know:";
  if (operation === "api_keys.refresh") {
    return `${first} the old key may have ended and its replacement exists unseen. client.apiKeys.reconcile(error) finds out.`;
  }
  if (operation === "api_keys.delete") {
    return "The key is most likely revoked: look for it with a key that still works.";
  }
  if (operation.startsWith("api_keys.")) {
    return `${first} a second key could come to exist. client.apiKeys.reconcile(error) finds out.`;
  }
  return `${first} read the current state first.`;
}

function isArizeError(value: unknown): value is ArizeError {
  return value instanceof ArizeError;
}

function quote(name: string): string {
  return JSON.stringify(name);
}

// On the prototype: not an own property of each error, and the same in minified code.
for (const [name, { prototype }] of Object.entries({
  ArizeError,
  ConfigurationError,
  MissingApiKeyError,
  ValidationError,
  SpaceNotFoundError,
  AmbiguousSpaceError,
  APIError,
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  UnprocessableEntityError,
  RateLimitError,
  ServerError,
  ConnectionError,
  TimeoutError,
  AbortError,
  ResponseError,
  OutcomeUnknownError,
})) {
  Object.defineProperty(prototype, "name", { value: name });
}
