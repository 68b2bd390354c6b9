// Compiled, never run: how a user tells errors apart, and what each carries.
import {
  AmbiguousSpaceError,
  APIError,
  type ApiKeys,
  ArizeError,
  ConfigurationError,
  ConnectionError,
  MissingApiKeyError,
  OutcomeUnknownError,
  type Problem,
  RateLimitError,
  ResponseError,
  SpaceNotFoundError,
  TimeoutError,
  ValidationError,
  type ValidationIssue,
} from "arize-sdk";

export async function carried(error: unknown, apiKeys: ApiKeys): Promise<unknown> {
  if (error instanceof RateLimitError) {
    const seconds: number | undefined = error.retryAfterSeconds;
    return seconds;
  }
  if (error instanceof APIError) {
    const { status, method, path } = error satisfies { status: number; method: string; path: string };
    const problem: Problem | undefined = error.problem;
    const requestId: string | undefined = error.requestId;
    // @ts-expect-error what an error carries is not for changing
    error.status = 200;
    // @ts-expect-error the problem may be absent
    void error.problem.title;
    return [status, method, path, problem?.detail, requestId];
  }
  if (error instanceof OutcomeUnknownError) {
    const phase: "sent" | "headers" | "body" | "status" = error.phase;
    const startedAt: Date = error.startedAt;
    const { outcome, candidates, reason } = await apiKeys.reconcile(error, { settle: 0, space: "prod" });
    const known: "created" | "not-created" | "unclear" = outcome;
    await apiKeys.reconcile(JSON.parse(JSON.stringify(error)));
    // @ts-expect-error any error will not do
    await apiKeys.reconcile(new Error("lost"));
    return [phase, startedAt, known, candidates[0]?.createdByUserId, reason];
  }
  if (error instanceof ValidationError) {
    const issues: readonly ValidationIssue[] = error.issues;
    // @ts-expect-error nothing was sent, so there is no answer
    void error.status;
    // @ts-expect-error what an error carries is not for changing
    issues[0] = { path: "x", message: "y" };
    return issues.map(({ path, message }) => `${path} ${message}`);
  }
  if (error instanceof MissingApiKeyError) return error satisfies ConfigurationError;
  if (error instanceof ConfigurationError) return error.option satisfies string;
  // @ts-expect-error what is caught may be anything
  void error.message;
  if (error instanceof SpaceNotFoundError) return [error.spaceName, error.suggestions[0]?.length];
  if (error instanceof AmbiguousSpaceError) return [error.spaceName, error.spaceIds[0]?.length];
  if (error instanceof ConnectionError) return [error.code?.length, error.attempts + 1];
  if (error instanceof TimeoutError) return error.timeout + 1;
  if (error instanceof ResponseError) return [error.redirectHost?.length, error.status];
  // @ts-expect-error the class, not its name
  if (error instanceof "ArizeError") return undefined;
  if (error instanceof ArizeError) return error.toJSON().message;
  return undefined;
}
