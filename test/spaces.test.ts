import { type ArizeClient, ResponseError, type Space } from "arize-sdk";
import { describe, expect, test } from "vitest";
import { clientOf, rejection } from "./support/client.js";
import { SPACE_ID, wireSpace } from "./support/operations.js";
import { type Answer, serve } from "./support/server.js";

const organizationId = "T3JnYW5pemF0aW9uOjE6YQ==";
const path = `/v2/spaces/${encodeURIComponent(SPACE_ID)}`;

/** The one request that `call` sends, and what it gives. */
async function sent(call: (client: ArizeClient) => PromiseLike<unknown>, answer: Answer) {
  await using server = await serve(() => answer);
  const result = await call(clientOf(server.url));
  const [request, ...more] = server.requests;
  if (!request || more.length > 0) throw new Error(`${server.requests.length} requests were sent`);
  const json: unknown = request.body === "" ? undefined : JSON.parse(request.body);
  return { route: `${request.method} ${request.path}`, json, result };
}

const space: Space = { id: SPACE_ID, name: "prod", description: "", createdAt: new Date("2026-01-01T00:00:00Z") };

test("get reads one space", async () => {
  const { route, json, result } = await sent(({ spaces }) => spaces.get({ space: SPACE_ID }), { body: wireSpace });

  expect(route).toBe(`GET ${path}`);
  expect(json).toBeUndefined();
  expect(result).toEqual(space);
});

describe("create", () => {
  test("sends the organization, and the description only when it is given", async () => {
    const answer = { status: 201, body: wireSpace };
    const few = await sent(({ spaces }) => spaces.create({ name: "prod", organizationId }), answer);
    const all = await sent(({ spaces }) => spaces.create({ name: "prod", organizationId, description: "d" }), answer);

    expect(few.route).toBe("POST /v2/spaces");
    expect(few.json).toEqual({ name: "prod", organization_id: organizationId });
    expect(all.json).toEqual({ name: "prod", organization_id: organizationId, description: "d" });
    expect(few.result).toEqual(space);
  });
});

describe("update", () => {
  test.each([
    [{ name: "new" }, { name: "new" }],
    [{ description: "new" }, { description: "new" }],
    [{ description: "" }, { description: "" }],
    [{ name: "new", description: undefined }, { name: "new" }],
  ])("of %j sends that alone: an empty description clears it", async (change, body) => {
    const { route, json, result } = await sent(({ spaces }) => spaces.update({ space: SPACE_ID, ...change }), {
      body: wireSpace,
    });

    expect(route).toBe(`PATCH ${path}`);
    expect(json).toEqual(body);
    expect(result).toEqual(space);
  });
});

describe("delete", () => {
  test("gives nothing", async () => {
    const { route, json, result } = await sent(({ spaces }) => spaces.delete({ space: SPACE_ID }), { status: 204 });

    expect(route).toBe(`DELETE ${path}`);
    expect(json).toBeUndefined();
    expect(result).toBeUndefined();
  });

  test("believes no other success than 204", async () => {
    await using server = await serve(() => ({ status: 200, body: {} }));
    const call = clientOf(server.url, { maxRetries: 0 }).spaces.delete({ space: SPACE_ID });

    expect(await rejection(call)).toBeInstanceOf(ResponseError);
  });
});

test("a time that can't be read is an Invalid Date, and fails nothing", async () => {
  const { result } = await sent(({ spaces }) => spaces.get({ space: SPACE_ID }), {
    body: { ...wireSpace, created_at: "the day before" },
  });

  expect(Number.isNaN((result as Space).createdAt.getTime())).toBe(true);
});
