import { BadRequestError, ConflictError, NotFoundError, PermissionDeniedError } from "arize-sdk";
import { afterAll, describe, expect, test } from "vitest";
import { SpacesApi } from "../../generated/apis/spaces-api.js";
import { rejection } from "../support/client.js";
import { invalid } from "../support/every-request.js";
import { Account } from "./account.js";

const account = await Account.open();
afterAll(() => account.close());

const UNKNOWN_SPACE = { id: Buffer.from("Space:999999999:none").toString("base64") };
const refused = { status: expect.toBeOneOf([400, 422]) };
const ours = () => account.caller.spaces.get({ space: { id: account.spaceId } });

describe("list", () => {
  test("shows the spaces that the caller has access to", async () => {
    const spaces = await account.caller.spaces.list({ limit: 100 }).toArray();
    expect(spaces.map(({ id }) => id)).toContain(account.spaceId);
  });

  test("the name is a substring, in any case", async () => {
    const { name } = await ours();
    for (const part of [name.toUpperCase(), name.toLowerCase(), name.slice(1), name.slice(0, -1)]) {
      const spaces = await account.caller.spaces.list({ name: part, limit: 100 }).toArray();
      expect(spaces.map(({ id }) => id)).toContain(account.spaceId);
      for (const space of spaces) expect(space.name.toLowerCase()).toContain(part.toLowerCase());
    }
  });

  test("a name of more than 255 characters is refused", async () => {
    const api = account.caller.api(SpacesApi);
    expect(await rejection(invalid(() => api.spacesList({ name: "n".repeat(256) })))).toMatchObject(refused);
  });

  test("an organization's spaces alone are listed when it is given", async (context) => {
    const emulator = account.emulator(context, "the API doesn't tell a space's organization");
    const admin = account.other(context, "admin");
    for (const { id: organizationId } of emulator.organizations) {
      const found = await admin.spaces.list({ organizationId }).toArray();
      const wanted = emulator.spaces.filter((space) => space.organizationId === organizationId);
      expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    }
  });
});

describe("get", () => {
  test("a space has an ID, a name, a description and a time of creation", async () => {
    const space = await ours();
    expect(space).toEqual({
      id: account.spaceId,
      name: expect.stringMatching(/./),
      description: expect.any(String),
      createdAt: expect.any(Date),
    });
    expect(space.createdAt.getTime()).toBeLessThan(account.ahead(0).getTime());
  });

  test("an unknown space is 404, or 403 where that is not to be told", async () => {
    const status = expect.toBeOneOf([403, 404]);
    expect(await rejection(account.caller.spaces.get({ space: UNKNOWN_SPACE }))).toMatchObject({ status });
    expect(await rejection(account.caller.apiKeys.list({ space: UNKNOWN_SPACE }))).toMatchObject({ status });
  });
});

test("a space without access is 403, and its keys aren't listed", async (context) => {
  const emulator = account.emulator(context, "the API doesn't tell which spaces a user can't see");
  const guest = account.other(context, "guest");
  const space = { id: emulator.spaces.find(({ name }) => name === "rules-eu")?.id ?? "" };
  expect(await rejection(guest.spaces.get({ space }))).toBeInstanceOf(PermissionDeniedError);
  expect(await rejection(guest.apiKeys.list({ space }))).toBeInstanceOf(PermissionDeniedError);
  expect((await guest.spaces.list().toArray()).map(({ id }) => id)).toEqual([account.spaceId]);
});

describe("the lookup by name", () => {
  test("finds the ID by the exact name, and asks nothing for an ID", async () => {
    const { name } = await ours();
    const namesakes = (await account.caller.spaces.list({ name, limit: 100 }).toArray()).filter(
      (space) => space.name === name,
    );
    const found = account.caller.resolveSpaceId({ name });
    if (namesakes.length === 1) expect(await found).toBe(account.spaceId);
    else expect(await rejection(found)).toMatchObject({ spaceIds: expect.arrayContaining([account.spaceId]) });
    expect(await account.caller.resolveSpaceId({ id: "not asked for" })).toBe("not asked for");
  });

  test("of a name that no space has is not found", async () => {
    const error = await rejection(account.caller.resolveSpaceId({ name: account.name() }));
    expect(error).toMatchObject({ name: "SpaceNotFoundError" });
  });

  test("of a name in another case is not found", async (context) => {
    account.emulator(context, "an account may have both names");
    const { name } = await ours();
    const error = await rejection(account.caller.resolveSpaceId({ name: name.toUpperCase() }));
    expect(error).toMatchObject({ name: "SpaceNotFoundError", suggestions: expect.arrayContaining([name]) });
  });

  test("of a name that spaces in two organizations have is ambiguous, with their IDs", async (context) => {
    const emulator = account.emulator(context, "an account may have no such spaces");
    const admin = account.other(context, "admin");
    const twins = emulator.spaces.filter(({ name }) => name === "twin").map(({ id }) => id);
    const error = await rejection(admin.resolveSpaceId({ name: "twin" }));
    expect(error).toMatchObject({ name: "AmbiguousSpaceError", spaceIds: twins });
  });
});

describe("create, update, delete", () => {
  const organization = (emulator: { organizations: readonly { id: string }[] }) => emulator.organizations[0]?.id ?? "";

  test("a new space has what was asked for, and an empty description when there was none", async (context) => {
    const organizationId = organization(account.emulator(context));
    const admin = account.other(context, "admin");
    const name = account.name();
    expect(await admin.spaces.create({ name, organizationId })).toMatchObject({ name, description: "" });
    const described = { name: account.name(), description: "d" };
    const space = await admin.spaces.create({ ...described, organizationId });
    expect(space).toMatchObject(described);
    expect(await admin.spaces.get({ space: space.id })).toEqual(space);
  });

  test("a name that the organization has is 409; another organization may have it", async (context) => {
    const emulator = account.emulator(context);
    const admin = account.other(context, "admin");
    const [first = "", second = ""] = emulator.organizations.map(({ id }) => id);
    const name = account.name();
    await admin.spaces.create({ name, organizationId: first });
    expect(await rejection(admin.spaces.create({ name, organizationId: first }))).toBeInstanceOf(ConflictError);
    expect(await admin.spaces.create({ name, organizationId: second })).toMatchObject({ name });
  });

  test("a space in an unknown organization is 404", async (context) => {
    account.emulator(context);
    const organizationId = Buffer.from("Organization:999999999:none").toString("base64");
    const call = account.other(context, "admin").spaces.create({ name: account.name(), organizationId });
    expect(await rejection(call)).toBeInstanceOf(NotFoundError);
  });

  test.for([
    ["no name", {}],
    ["a name over 255 characters", { name: "n".repeat(256) }],
    ["a description over 1,000 characters", { name: "n", description: "d".repeat(1_001) }],
  ] as const)("a new space needs a name, and bounds hold, else it is refused: %s", async ([, body], context) => {
    const organization_id = organization(account.emulator(context));
    const api = account.other(context, "admin").api(SpacesApi);
    const call = invalid(() => api.spacesCreate({ spaceCreate: { organization_id, ...body } as never }));
    expect(await rejection(call)).toMatchObject(refused);
  });

  test("an update changes what it names; an empty description clears it", async (context) => {
    const organizationId = organization(account.emulator(context));
    const admin = account.other(context, "admin");
    const { id: space } = await admin.spaces.create({ name: account.name(), organizationId, description: "d" });
    const name = account.name();
    expect(await admin.spaces.update({ space, name })).toMatchObject({ id: space, name, description: "d" });
    expect(await admin.spaces.update({ space, description: "" })).toMatchObject({ name, description: "" });
  });

  test("an update to a name that the organization has is 409", async (context) => {
    const organizationId = organization(account.emulator(context));
    const admin = account.other(context, "admin");
    const [name, other] = [account.name(), account.name()];
    await admin.spaces.create({ name, organizationId });
    const { id: space } = await admin.spaces.create({ name: other, organizationId });
    expect(await rejection(admin.spaces.update({ space, name }))).toBeInstanceOf(ConflictError);
  });

  test("an update of nothing is 400", async () => {
    const api = account.caller.api(SpacesApi);
    const call = invalid(() => api.spacesUpdate({ spaceId: account.spaceId, spaceUpdate: {} }));
    expect(await rejection(call)).toBeInstanceOf(BadRequestError);
  });

  test("a deleted space is 404, and its keys no longer authenticate", async (context) => {
    const organizationId = organization(account.emulator(context));
    const admin = account.other(context, "admin");
    const { id: space } = await admin.spaces.create({ name: account.name(), organizationId });
    const key = await admin.apiKeys.createServiceKey({ name: account.name(), space });
    await admin.spaces.delete({ space });
    expect(await rejection(admin.spaces.get({ space }))).toBeInstanceOf(NotFoundError);
    expect(await rejection(admin.spaces.delete({ space }))).toBeInstanceOf(NotFoundError);
    expect(await rejection(account.clientOf(key.key).spaces.list())).toMatchObject({ status: 401 });
  });

  test("changing a space takes more than reading it, else 403", async (context) => {
    const guest = account.other(context, "guest");
    account.emulator(context, "a service with other rules would let the guest change the space");
    const space = { id: account.spaceId };
    expect(await rejection(guest.spaces.update({ space, description: "d" }))).toBeInstanceOf(PermissionDeniedError);
    expect(await rejection(guest.spaces.delete({ space }))).toBeInstanceOf(PermissionDeniedError);
  });
});
