/**
 * What somebody may do in a space or an organization, from the least to the most.
 *
 * @example
 * const spaces: Record<string, Role> = { prod: "read-only", staging: "admin" };
 */
export type Role = "read-only" | "member" | "admin";

export const ROLES: readonly Role[] = ["read-only", "member", "admin"];

/** Who has roles. */
interface Member {
  readonly accountAdmin: boolean;
  readonly organizationRoles: ReadonlyMap<string, Role>;
  readonly spaceRoles: ReadonlyMap<string, Role>;
}

/** Where roles are held. */
interface Place {
  readonly id: string;
  readonly organizationId: string;
}

export function atLeast(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export function accountRole(user: Member): Role {
  return user.accountAdmin ? "admin" : "member";
}

export function organizationRole(user: Member, organizationId: string): Role | undefined {
  return user.accountAdmin ? "admin" : user.organizationRoles.get(organizationId);
}

/** Admins of the account or the organization are admins of the space. */
export function spaceRole(user: Member, space: Place): Role | undefined {
  return organizationRole(user, space.organizationId) === "admin" ? "admin" : user.spaceRoles.get(space.id);
}

/** `SERVICE_KEY_CREATE` and `SERVICE_KEY_DELETE`: members and admins of a space have both. */
export function mayManageServiceKeys(user: Member, space: Place): boolean {
  return atLeast(spaceRole(user, space), "member");
}
