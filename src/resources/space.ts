import type { Space as WireSpace } from "../../generated/models/space.js";
import { type Exactly, requiredDate } from "../wire.js";

/**
 * A space: what service keys belong to.
 *
 * @example
 * const label = ({ name, description }: Space) => `${name}: ${description || "no description"}`;
 */
export interface Space {
  /** What leaves no doubt where a `space` is asked for, as `{ id }`. */
  readonly id: string;
  /** Unique in its organization, not in the account. */
  readonly name: string;
  /** Empty when it has none. */
  readonly description: string;
  /** When the space was made, by the service's clock. */
  readonly createdAt: Date;
}

/** The one mapping of `Space`. @internal */
export function toSpace(answered: WireSpace): Space {
  const wire: Exactly<WireSpace, "id" | "name" | "description" | "created_at"> = answered;
  const { id, name, description } = wire;
  return { id, name, description, createdAt: requiredDate(wire.created_at) };
}
