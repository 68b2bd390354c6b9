import type { Space, User } from "./store.js";

/** From the least to the most. */
export const ROLES = ["read-only", "member", "admin"] as const;
export type Role = (typeof ROLES)[number];

export function atLeast(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export function accountRole(user: User): Role {
  return user.accountAdmin ? "admin" : "member";
}

export function organizationRole(user: User, organizationId: string): Role | undefined {
  return user.accountAdmin ? "admin" : user.organizationRoles.get(organizationId);
}

/** Admins of the account or the organization are admins of the space. */
export function spaceRole(user: User, space: Space): Role | undefined {
  return organizationRole(user, space.organizationId) === "admin" ? "admin" : user.spaceRoles.get(space.id);
}

/** `SERVICE_KEY_CREATE` and `SERVICE_KEY_DELETE`: members and admins of a space have both. */
export function mayManageServiceKeys(user: User, space: Space): boolean {
  return atLeast(spaceRole(user, space), "member");
}
