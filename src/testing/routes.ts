import { createKey, deleteKey, listKeys, refreshKey } from "./api-keys.js";
import type { Operation } from "./operation.js";
import { Problem } from "./problem.js";
import { createSpace, deleteSpace, getSpace, listSpaces, updateSpace } from "./spaces.js";

export const OPERATIONS = [
  listKeys,
  createKey,
  deleteKey,
  refreshKey,
  listSpaces,
  createSpace,
  getSpace,
  updateSpace,
  deleteSpace,
];

/** The operations of each path. */
const ROUTES = [...new Set(OPERATIONS.map(({ path }) => path))].map((path) => ({
  pattern: new RegExp(`^${path.replace("{id}", "([^/]+)")}$`),
  operations: new Map(OPERATIONS.filter((each) => each.path === path).map((each) => [each.method, each])),
}));

export interface Target {
  readonly operation: Operation;
  /** The ID in the path; empty where the path has none. */
  readonly id: string;
}

/** The operation that a method and path stand for. Throws 404 and 405. */
export function route(method: string, path: string): Target {
  for (const { pattern, operations } of ROUTES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const operation = operations.get(method);
    if (operation !== undefined) return { operation, id: decoded(match[1] ?? "") };
    throw new Problem(405, `${method} isn't a method of this path`, { allow: [...operations.keys()].join(", ") });
  }
  throw new Problem(404, "Nothing has this path");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Problem(400, "The path isn't percent-encoded UTF-8");
  }
}
