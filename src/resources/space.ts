import type { Space as WireSpace } from "../../generated/models/space.js";
import { type Exactly, requiredDate } from "../wire.js";

/** A space: what service keys belong to. */
export interface Space {
  readonly id: string;
  /** Unique in its organization, not in the account. */
  readonly name: string;
  readonly description: string;
  readonly createdAt: Date;
}

/** The one mapping of `Space`. @internal */
export function toSpace(answered: WireSpace): Space {
  const wire: Exactly<WireSpace, "id" | "name" | "description" | "created_at"> = answered;
  const { id, name, description } = wire;
  return { id, name, description, createdAt: requiredDate(wire.created_at) };
}
