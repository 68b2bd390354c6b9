import { Invalid, idOf, integerText, object, optional, text } from "./checks.js";
import { newId } from "./ids.js";
import { noBody, operation } from "./operation.js";
import { json, Problem } from "./problem.js";
import { organizationRole, type Role, spaceRole } from "./roles.js";
import type { Space, Store, User } from "./store.js";

const description = optional(text(0, 1000));

export const listSpaces = operation(
  {
    id: "spaces_list",
    method: "GET",
    path: "/v2/spaces",
    query: {
      org_id: optional(idOf("Organization")),
      name: optional(text(0, 255)),
      limit: optional(integerText(1, 100)),
      cursor: optional(text(1, 500)),
    },
    body: noBody,
  },
  ({ caller, store, cursors, query }) => {
    const { limit = 50, name = "" } = query;
    const organization = query.org_id === undefined ? undefined : store.organization(query.org_id);
    const wanted = name.toLowerCase();
    const listName = JSON.stringify(["spaces", caller.id, query.org_id && (organization?.id ?? ""), wanted]);
    const following = store.spaces
      .after(cursors.read(listName, query.cursor))
      .filter(
        (space) =>
          spaceRole(caller, space) !== undefined &&
          (query.org_id === undefined || space.organizationId === organization?.id) &&
          space.name.toLowerCase().includes(wanted),
      );
    const { items, pagination } = cursors.page(listName, following, limit);
    return json(200, JSON.stringify({ spaces: items.map(wire), pagination }));
  },
);

export const createSpace = operation(
  {
    id: "spaces_create",
    method: "POST",
    path: "/v2/spaces",
    query: {},
    body: object({ name: text(1, 255), organization_id: idOf("Organization"), description }),
  },
  ({ caller, store, now, body }) => {
    const organization = store.organization(body.organization_id);
    if (organization === undefined) throw new Problem(404, "No organization has this ID");
    if (organizationRole(caller, organization.id) !== "admin") {
      throw new Problem(403, "Only admins of the organization may create spaces in it");
    }
    mustBeFree(store, organization.id, body.name);
    const seq = store.next();
    const space: Space = {
      seq,
      id: newId("Space", seq),
      organizationId: organization.id,
      createdAt: now,
      name: body.name,
      description: body.description ?? "",
    };
    store.addSpace(space);
    return json(201, JSON.stringify(wire(space)));
  },
);

export const getSpace = operation(
  {
    id: "spaces_get",
    method: "GET",
    path: "/v2/spaces/{id}",
    query: {},
    body: noBody,
  },
  ({ caller, store, id }) => json(200, JSON.stringify(wire(reachable(store, id, caller)))),
);

export const updateSpace = operation(
  {
    id: "spaces_update",
    method: "PATCH",
    path: "/v2/spaces/{id}",
    query: {},
    body: (value, name) => {
      const body = object({ name: optional(text(1, 255)), description })(value, name);
      if (Object.keys(body).length === 0) throw new Invalid("name or description must be given");
      return body;
    },
  },
  ({ caller, store, id, body }) => {
    const space = reachable(store, id, caller, "admin");
    if (body.name !== undefined && body.name !== space.name) {
      mustBeFree(store, space.organizationId, body.name);
      store.renameSpace(space, body.name);
    }
    space.description = body.description ?? space.description;
    return json(200, JSON.stringify(wire(space)));
  },
);

export const deleteSpace = operation(
  {
    id: "spaces_delete",
    method: "DELETE",
    path: "/v2/spaces/{id}",
    query: {},
    body: noBody,
  },
  ({ caller, store, id }) => {
    store.removeSpace(reachable(store, id, caller, "admin"));
    return { status: 204, headers: {} };
  },
);

function reachable(store: Store, id: string, caller: User, needed?: Role): Space {
  const space = store.space(id);
  if (space === undefined) throw new Problem(404, "No space has this ID");
  const role = spaceRole(caller, space);
  if (role === undefined) throw new Problem(403, "You have no access to this space");
  if (needed === "admin" && role !== "admin") throw new Problem(403, "Only admins of the space may do this");
  return space;
}

function mustBeFree(store: Store, organizationId: string, name: string): void {
  if (store.spaceNamed(organizationId, name) !== undefined) {
    throw new Problem(409, "The organization has a space with this name");
  }
}

function wire(space: Space) {
  return {
    id: space.id,
    name: space.name,
    description: space.description,
    created_at: new Date(space.createdAt).toISOString(),
  };
}
