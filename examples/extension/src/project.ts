import type { Project as WireProject } from "../generated/models/project.js";

/** A project of a space. */
export interface Project {
  readonly id: string;
  /** Unique in its space. */
  readonly name: string;
  readonly spaceId: string;
  readonly createdAt: Date;
}

/** The one mapping of the wire's type. A field that the spec gains stops the compiler here until it is mapped. */
export function toProject({ id, name, space_id: spaceId, created_at, ...unmapped }: WireProject): Project {
  unmapped satisfies Record<string, never>;
  return { id, name, spaceId, createdAt: new Date(created_at) };
}
