import { expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { callerOf, people, type Reply, spaceId } from "./caller.js";

const path = "/v2/spaces";
const names = (reply: Reply) => reply.body.spaces.map((space: { name: string }) => space.name);
const unknownOrganization = Buffer.from("Organization:404:none").toString("base64");
const unknownSpace = Buffer.from("Space:404:none").toString("base64");

function organizationId(emulator: { organizations: readonly { id: string; name: string }[] }, name: string): string {
  return emulator.organizations.find((each) => each.name === name)?.id ?? "";
}

test("the list shows the spaces that the caller has access to", async () => {
  await using emulator = await startCheckedEmulator();
  const { ada, ben, cleo } = people(emulator);
  const list = async (apiKey: string) => names(await callerOf(emulator, apiKey)("GET", path));
  expect(await list(ada.apiKey)).toEqual(["prod", "prod-eu", "preprod", "Prod", "shared", "shared", "research"]);
  expect(await list(ben.apiKey)).toEqual(["prod", "prod-eu", "preprod"]);
  expect(await list(cleo.apiKey)).toEqual(["prod", "research"]);
});

test("name is a substring in any case", async () => {
  await using emulator = await startCheckedEmulator();
  const list = async (name: string) => names(await callerOf(emulator)("GET", path, { query: { name } }));
  expect(await list("prod")).toEqual(["prod", "prod-eu", "preprod", "Prod"]);
  expect(await list("ROD-E")).toEqual(["prod-eu"]);
  expect(await list("none")).toEqual([]);
  expect(await list("")).toHaveLength(7);
});

test("a name over 255 characters is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const list = async (name: string) => (await callerOf(emulator)("GET", path, { query: { name } })).status;
  expect(await list("🔑".repeat(255))).toBe(200);
  expect(await list("🔑".repeat(256))).toBe(400);
});

test("org_id: the spaces of one organization; none for an unknown one; 400 for what isn't an organization", async () => {
  await using emulator = await startCheckedEmulator();
  const list = (org_id: string) => callerOf(emulator)("GET", path, { query: { org_id } });
  expect(names(await list(organizationId(emulator, "Globex")))).toEqual(["shared", "research"]);
  expect(names(await list(unknownOrganization))).toEqual([]);
  expect((await list("Globex")).status).toBe(400);
});

test("pages are in the order of creation, and a cursor belongs to its filters", async () => {
  await using emulator = await startCheckedEmulator();
  const call = callerOf(emulator);
  const first = await call("GET", path, { query: { limit: 2, name: "prod" } });
  const { next_cursor: cursor } = first.body.pagination;
  const second = await call("GET", path, { query: { limit: 2, name: "prod", cursor } });
  expect([names(first), names(second)]).toEqual([
    ["prod", "prod-eu"],
    ["preprod", "Prod"],
  ]);
  expect(second.body.pagination).toEqual({ has_more: false });
  expect((await call("GET", path, { query: { cursor } })).status).toBe(400);
  expect((await call("GET", path, { query: { name: "prod", cursor: `${cursor}x` } })).status).toBe(400);
});

test("get: 200; unknown 404; without access 403", async () => {
  await using emulator = await startCheckedEmulator();
  const prod = spaceId(emulator, "prod");
  const reply = await callerOf(emulator)("GET", `${path}/${prod}`);
  expect(reply).toMatchObject({ status: 200, body: { id: prod, name: "prod", description: expect.any(String) } });
  expect((await callerOf(emulator)("GET", `${path}/${unknownSpace}`)).status).toBe(404);
  expect((await callerOf(emulator)("GET", `${path}/prod`)).status).toBe(404);
  const research = spaceId(emulator, "research", "Globex");
  expect((await callerOf(emulator, people(emulator).ben.apiKey)("GET", `${path}/${research}`)).status).toBe(403);
});

test("create: 201, with an empty description when none was given", async () => {
  await using emulator = await startCheckedEmulator();
  const body = { name: "new", organization_id: organizationId(emulator, "Acme") };
  const reply = await callerOf(emulator)("POST", path, { body });
  expect(reply).toMatchObject({ status: 201, body: { name: "new", description: "" } });
  expect(emulator.spaces.at(-1)).toEqual({ id: reply.body.id, name: "new", organizationId: body.organization_id });
});

test("create: a name that the organization has is 409, whatever its description; another organization may have it", async () => {
  await using emulator = await startCheckedEmulator();
  const create = async (name: string, organization: string) => {
    const body = { name, organization_id: organizationId(emulator, organization) };
    return (await callerOf(emulator)("POST", path, { body })).status;
  };
  expect(await create("prod", "Acme")).toBe(409);
  expect(await create("PROD", "Acme")).toBe(201);
  expect(await create("prod", "Globex")).toBe(201);
});

test("create: an unknown organization is 404; without being its admin 403", async () => {
  await using emulator = await startCheckedEmulator();
  const create = async (apiKey: string, organization_id: string) =>
    (await callerOf(emulator, apiKey)("POST", path, { body: { name: "new", organization_id } })).status;
  expect(await create(emulator.apiKey, unknownOrganization)).toBe(404);
  expect(await create(people(emulator).ben.apiKey, organizationId(emulator, "Acme"))).toBe(403);
});

test.each([
  {},
  { name: "new" },
  { name: "", organization_id: unknownOrganization },
  { name: "a".repeat(256), organization_id: unknownOrganization },
  { name: "new", organization_id: "Acme" },
  { name: "new", organization_id: unknownOrganization, description: "a".repeat(1001) },
  { name: "new", organization_id: unknownOrganization, owner: "x" },
])("create: the body %j is 400", async (body) => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("POST", path, { body })).status).toBe(400);
});

test("update: changes what is given, and an empty description clears it", async () => {
  await using emulator = await startCheckedEmulator();
  const update = async (body: object) =>
    (await callerOf(emulator)("PATCH", `${path}/${spaceId(emulator, "prod-eu")}`, { body })).body;
  expect(await update({ description: "d" })).toMatchObject({ name: "prod-eu", description: "d" });
  expect(await update({ name: "prod-eu" })).toMatchObject({ name: "prod-eu", description: "d" });
  expect(await update({ description: "" })).toMatchObject({ name: "prod-eu", description: "" });
});

test("update: a new name frees the old one; a taken one is 409", async () => {
  await using emulator = await startCheckedEmulator();
  const call = callerOf(emulator);
  const prod = spaceId(emulator, "prod");
  expect((await call("PATCH", `${path}/${prod}`, { body: { name: "preprod" } })).status).toBe(409);
  expect((await call("PATCH", `${path}/${prod}`, { body: { name: "production" } })).status).toBe(200);
  const body = { name: "prod", organization_id: organizationId(emulator, "Acme") };
  expect((await call("POST", path, { body })).status).toBe(201);
});

test.each([
  {},
  { name: "" },
  { name: null },
  { name: "a".repeat(256) },
  { id: "x" },
  { description: "a".repeat(1001) },
])("update: the body %j is 400", async (body) => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator)("PATCH", `${path}/${spaceId(emulator, "prod")}`, { body });
  expect(reply.status).toBe(400);
});

test("update and delete need the space role admin, else 403; unknown is 404", async () => {
  await using emulator = await startCheckedEmulator();
  const ben = callerOf(emulator, people(emulator).ben.apiKey);
  const body = { description: "d" };
  expect((await ben("PATCH", `${path}/${spaceId(emulator, "prod")}`, { body })).status).toBe(403);
  expect((await ben("DELETE", `${path}/${spaceId(emulator, "prod")}`)).status).toBe(403);
  expect((await ben("PATCH", `${path}/${spaceId(emulator, "prod-eu")}`, { body })).status).toBe(200);
  expect((await ben("PATCH", `${path}/${unknownSpace}`, { body })).status).toBe(404);
  expect((await ben("DELETE", `${path}/${unknownSpace}`)).status).toBe(404);
});

test("delete: 204, then the space is 404 and its service keys no longer authenticate", async () => {
  await using emulator = await startCheckedEmulator();
  const call = callerOf(emulator);
  const prod = spaceId(emulator, "prod");
  const body = { name: "k", key_type: "service", space_id: prod };
  const key = (await call("POST", "/v2/api-keys", { body })).body;
  expect(await call("DELETE", `${path}/${prod}`)).toMatchObject({ status: 204, body: undefined });
  expect((await call("GET", `${path}/${prod}`)).status).toBe(404);
  expect((await call("DELETE", `${path}/${prod}`)).status).toBe(404);
  expect((await call("GET", "/v2/api-keys", { query: { space_id: prod } })).status).toBe(404);
  expect((await callerOf(emulator, key.key)("GET", path)).status).toBe(401);
  expect((await call("DELETE", `/v2/api-keys/${key.id}`)).status).toBe(404);
  expect(emulator.state().keys.find((each) => each.id === key.id)?.status).toBe("deleted");
});
