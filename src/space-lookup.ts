import { bounds } from "../generated/operations.js";
import { type BoundOptions, bindingOf } from "./connection/call.js";
import { AmbiguousSpaceError, SpaceNotFoundError } from "./errors.js";
import { nearest } from "./nearest.js";
import { type FetchedPage, list } from "./page.js";
import { readSpaceRef, type SpaceRef } from "./space-ref.js";

interface NamedSpace {
  readonly id: string;
  readonly name: string;
}

/** Fetches one page of the spaces whose name holds `name`. */
export type FindSpaces = (
  name: string,
  limit: number,
  cursor: string | undefined,
  options: BoundOptions,
) => Promise<FetchedPage<NamedSpace>>;

/** The ID that a reference means. An ID costs no request; a name is looked up among all spaces that hold it. */
export async function resolveSpace(ref: SpaceRef, options: BoundOptions, findSpaces: FindSpaces): Promise<string> {
  const space = readSpaceRef(ref);
  if ("id" in space) {
    if (space.assumed)
      bindingOf(options).call.hint =
        "The space was taken for an ID by its form; if it is a name, pass { name } instead";
    return space.id;
  }
  const { name } = space;
  const { maximum } = bounds.spaces_list.limit;
  const ids = new Set<string>();
  const others: string[] = [];
  for await (const found of list((cursor) => findSpaces(name, maximum, cursor, options))) {
    if (found.name === name) ids.add(found.id);
    else others.push(found.name);
  }
  const [id, ...more] = ids;
  if (id === undefined) throw new SpaceNotFoundError(name, nearest(name, others));
  if (more.length > 0) throw new AmbiguousSpaceError(name, [...ids]);
  return id;
}
