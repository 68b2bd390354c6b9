import { type Check, type Checked, type Fields, Invalid, object } from "./checks.js";
import type { Cursors } from "./cursor.js";
import type { Answer } from "./problem.js";
import type { Store, User } from "./store.js";

/**
 * The operations of the API, by their IDs in the OpenAPI document.
 *
 * @example
 * const operation: OperationId = "api_keys_create";
 * const creates = emulator.requests.filter((request) => request.operation === operation);
 */
export type OperationId =
  | "api_keys_list"
  | "api_keys_create"
  | "api_keys_delete"
  | "api_keys_refresh"
  | "spaces_list"
  | "spaces_create"
  | "spaces_get"
  | "spaces_update"
  | "spaces_delete";

/** The parameters of a query; one that comes more than once is a list. */
export type Query = NodeJS.ReadOnlyDict<string | string[]>;

/** What the rules of an operation see: who calls, what they sent, and the state at this moment. */
export interface Call<Parameters, Body> {
  readonly caller: User;
  readonly store: Store;
  readonly cursors: Cursors;
  readonly now: number;
  /** The ID in the path; empty where the path has none. */
  readonly id: string;
  readonly query: Parameters;
  readonly body: Body;
}

export interface Operation {
  readonly id: OperationId;
  readonly method: string;
  readonly path: string;
  readonly hasBody: boolean;
  /** Checks the input, then carries the operation out; all at once, so no other call comes between. */
  run(call: Call<Query, unknown>): Answer;
}

export const noBody: Check<undefined> = () => undefined;

/** An operation from the checks of its input and its rules, which see checked input only. */
export function operation<Parameters extends Fields, Body>(
  input: { id: OperationId; method: string; path: string; query: Parameters; body: Check<Body> },
  rules: (call: Call<Checked<Parameters>, Body>) => Answer,
): Operation {
  const { id, method, path, body } = input;
  const query = object(input.query);
  return {
    id,
    method,
    path,
    hasBody: !Object.is(body, noBody),
    run: (call) => rules({ ...call, query: query(single(call.query), ""), body: body(call.body, "") }),
  };
}

function single(query: Query): Query {
  for (const name in query) {
    if (Array.isArray(query[name])) throw new Invalid(`${name} may be given only once`);
  }
  return query;
}
