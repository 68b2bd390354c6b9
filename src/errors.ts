import { scrub } from "./secrets.js";

/** What every error of this SDK extends. Safe to log: it holds no credential, no returned key and no body. */
export class ArizeError extends Error {
  /** `fields` become own properties; those without a value are left out. */
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

/** The options or the environment don't work. The message says which one, where its value came from, and what is expected. */
export class ConfigurationError extends ArizeError {
  /** The option at fault, by its name in `ArizeClientOptions`. */
  declare readonly option: string;

  constructor(option: string, message: string) {
    super(message, { option });
  }
}

/** Neither the option `apiKey` nor `ARIZE_API_KEY` is set. */
export class MissingApiKeyError extends ConfigurationError {
  constructor() {
    super("apiKey", "No API key: pass the option apiKey, or set the environment variable ARIZE_API_KEY.");
  }
}

export interface ValidationIssue {
  /** The parameter, for instance `name` or `space.id`. */
  readonly path: string;
  readonly message: string;
}

/** Parameters are out of bounds. Nothing was sent; `issues` lists every problem at once. */
export class ValidationError extends ArizeError {
  declare readonly issues: readonly ValidationIssue[];

  constructor(subject: string, issues: readonly ValidationIssue[]) {
    const safe = issues.map(({ path, message }) => ({ path: scrub(path), message: scrub(message) }));
    super(`${subject}: ${safe.map(({ path, message }) => `${path} ${message}`).join("; ")}.`, { issues: safe });
  }
}

/** No space has exactly this name (names are case-sensitive). */
export class SpaceNotFoundError extends ArizeError {
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

/** Several spaces have this name, in different organizations. Pass one of `spaceIds` instead. */
export class AmbiguousSpaceError extends ArizeError {
  declare readonly spaceName: string;
  declare readonly spaceIds: readonly string[];

  constructor(spaceName: string, spaceIds: readonly string[]) {
    const message = `${spaceIds.length} spaces are named ${quote(spaceName)}; pass one of their IDs: ${spaceIds.join(", ")}.`;
    super(message, { spaceName: scrub(spaceName), spaceIds });
  }
}

/** The fields of an RFC 9457 problem that the service sent, scrubbed of anything shaped like a key. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly type?: string;
  readonly detail?: string;
  readonly instance?: string;
}

/** What an `APIError` carries, and a `hint` for its message: what the caller can do about it. */
export type APIErrorDetails = Pick<
  APIError,
  "status" | "method" | "path" | "problem" | "requestId" | "retryAfterSeconds"
> & { readonly hint?: string | undefined };

/** The service answered with a failure. The class follows the HTTP status, never the body. */
export class APIError extends ArizeError {
  declare readonly status: number;
  declare readonly method: string;
  declare readonly path: string;
  /** Absent when the answer's body is not an RFC 9457 problem. */
  declare readonly problem?: Problem;
  declare readonly requestId?: string;
  declare readonly retryAfterSeconds?: number;

  constructor({ hint, ...details }: APIErrorDetails) {
    const { status, method, problem, requestId } = details;
    const path = scrub(details.path);
    const said = problem ? `: ${problem.title}${problem.detail ? ` (${problem.detail})` : ""}` : "";
    const where = `${method} ${path}${requestId ? `, request ${requestId}` : ""}`;
    super(`${status} from ${where}${said}${hint ? `. ${hint}` : ""}`, { ...details, path });
  }
}

/** 400: the request breaks a rule of the service. */
export class BadRequestError extends APIError {}
/** 401: the API key is missing, unknown, deleted or expired. */
export class AuthenticationError extends APIError {}
/** 403: the API key is valid, and may not do this. */
export class PermissionDeniedError extends APIError {}
/** 404: what the call names doesn't exist, or no longer does. */
export class NotFoundError extends APIError {}
/** 409: the name is taken. */
export class ConflictError extends APIError {}
/** 422: the request is well-formed and can't be carried out. */
export class UnprocessableEntityError extends APIError {}
/** 429: too many requests, also after the retries. `retryAfterSeconds` says how long to wait, when the service said so. */
export class RateLimitError extends APIError {}
/** 5xx: the service failed. */
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

export function apiError(details: APIErrorDetails): APIError {
  const ErrorClass = classByStatus[details.status] ?? (details.status >= 500 ? ServerError : APIError);
  return new ErrorClass(details);
}

/** The request was not sent, or it was one that may be repeated and every attempt failed. */
export class ConnectionError extends ArizeError {
  /** The system's word for it, for instance `ECONNREFUSED`. */
  declare readonly code?: string;
  /** How many times it was tried. */
  declare readonly attempts: number;
}

/** The deadline of the call passed. A last failed attempt, if there was one, is the `cause`. */
export class TimeoutError extends ArizeError {
  /** The deadline, in milliseconds from the start of the call. */
  declare readonly timeout: number;

  constructor(timeout: number, options?: ErrorOptions) {
    super(`The call was not answered within its deadline of ${timeout} ms.`, { timeout }, options);
  }
}

/** The caller's `signal` fired; its reason is the `cause`. */
export class AbortError extends ArizeError {
  constructor(options?: ErrorOptions) {
    super("The call was aborted by its signal.", {}, options);
  }
}

/** The answer can't be used: it isn't JSON, is cut or too large, or is a redirect (redirects are never followed). */
export class ResponseError extends ArizeError {
  declare readonly status?: number;
  declare readonly requestId?: string;
  /** Where a redirect pointed to. */
  declare readonly redirectHost?: string;
}

export type OutcomeUnknownDetails = Pick<
  OutcomeUnknownError,
  "operation" | "phase" | "startedAt" | "params" | "status" | "requestId"
>;

/**
 * The request may have been carried out, and its answer was lost: a key may exist that nobody holds, or an old
 * one may have ended. Don't repeat the call blindly; `client.apiKeys.reconcile(error)` finds out what happened,
 * also from this error's JSON in another process.
 */
export class OutcomeUnknownError extends ArizeError {
  /** The method by its key, for instance `api_keys.create`. */
  declare readonly operation: string;
  /** How far the request got: sent and nothing came back, or the answer's headers, body or status is where it ended. */
  declare readonly phase: "sent" | "headers" | "body" | "status";
  declare readonly startedAt: Date;
  /** What was asked; no secret is part of it. */
  declare readonly params: Readonly<Record<string, unknown>>;
  declare readonly status?: number;
  declare readonly requestId?: string;

  constructor(details: OutcomeUnknownDetails, cause: ArizeError) {
    const lost = `${details.operation} may have been carried out, but its answer was lost`;
    super(`${lost}: ${cause.message.replace(/\.?$/, ".")} ${advice(details.operation)}`, details, { cause });
  }
}

function advice(operation: string): string {
  const first = "Don't repeat the call before you know:";
  if (operation === "api_keys.refresh") {
    return `${first} the old key may have ended and its replacement exists unseen. client.apiKeys.reconcile(error) finds out.`;
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
