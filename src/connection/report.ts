import { channel } from "node:diagnostics_channel";
import { isSilent, type Logger } from "../logger.js";
import { requestId } from "./answer.js";
import type { AttemptResult, Exchange, Verdict } from "./outcome.js";

/**
 * What a listener of the diagnostics channel `arize-sdk:request` receives after each attempt. It holds no secret.
 *
 * @example
 * subscribe("arize-sdk:request", (event) => {
 *   const { operation, status, durationMs } = event as RequestEvent;
 *   console.log(operation, status, durationMs);
 * });
 */
export interface RequestEvent {
  /** The method by its key, for instance `api_keys.create`. */
  readonly operation: string;
  /** The HTTP method. */
  readonly method: string;
  /** The path, without host and query. */
  readonly path: string;
  /** Counted from 1. */
  readonly attempt: number;
  /** Milliseconds of this attempt, its body included; waits before it don't count. */
  readonly durationMs: number;
  /** The HTTP status; absent when no answer came. */
  readonly status?: number | undefined;
  /** The system's word for a failure, for instance `ECONNRESET`. */
  readonly code?: string | undefined;
  /** The answer's `x-request-id`. */
  readonly requestId?: string | undefined;
  /** Why the request is sent again, and after how long; absent when it isn't. */
  readonly retry?:
    | {
        /** The name of the error that the attempt would have ended with. */
        readonly reason: string;
        /** Milliseconds until the next attempt. */
        readonly delayMs: number;
      }
    | undefined;
}

const requests = channel("arize-sdk:request");

/** One line for the log and one event for the channel, built only when somebody wants them. @internal */
export function report(
  logger: Logger,
  exchange: Exchange,
  result: AttemptResult,
  verdict: Verdict,
  started: number,
): void {
  if (isSilent(logger.debug) && !requests.hasSubscribers) return;
  const { method, path, attempt, subject, keys } = exchange;
  const { status, code } = result;
  const delayMs = verdict.response ? undefined : verdict.delayMs;
  const event: RequestEvent = {
    operation: subject?.operation ?? `${method} ${path}`,
    method,
    path,
    attempt,
    durationMs: performance.now() - started,
    status,
    code,
    requestId: requestId(result.headers, keys),
    retry: verdict.response || delayMs === undefined ? undefined : { reason: verdict.error.name, delayMs },
  };
  requests.publish(event);
  logger.debug(describe(event));
}

function describe({ operation, attempt, status, code, durationMs, requestId, retry }: RequestEvent): string {
  const answer = status ?? code ?? "stopped";
  const request = requestId === undefined ? "" : `, request ${requestId}`;
  const again = retry === undefined ? "" : `; again in ${Math.round(retry.delayMs)} ms after a ${retry.reason}`;
  return `${operation}, attempt ${attempt}: ${answer} after ${Math.round(durationMs)} ms${request}${again}`;
}
