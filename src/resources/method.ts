import type { BoundOptions, RequestOptions, Subject } from "../connection/call.js";
import type { ValidationIssue } from "../errors.js";
import type { ExtensionContext } from "../extension.js";
import type { ReleaseStage } from "../prerelease.js";
import { checkParams, type Rules } from "../validation.js";

/** What a method promises of its parameters and its answer. */
export interface Method<P> {
  /** Its name in warnings, errors and logs. */
  readonly key: string;
  readonly stage: ReleaseStage;
  readonly rules: Rules<P>;
  /** A rule over several parameters. */
  readonly together?: (params: P) => ValidationIssue | undefined;
  readonly accepts: Subject["accepts"];
}

/** What every method does first: warn once, check the parameters, start the call. */
export function start<P extends object>(
  context: ExtensionContext,
  { key, stage, rules, together, accepts }: Method<P>,
  params: P,
  options: RequestOptions | undefined,
): BoundOptions {
  context.prerelease(key, stage);
  checkParams(key, params, rules, together);
  return context.begin(options, { operation: key, params: { ...params }, accepts });
}

/** For methods that answer with nothing: any other success may mean that the work is still to be done. */
export function isNoContent(status: number): boolean {
  return status === 204;
}
