import { AbortError, type ArizeClient, ServerError, TimeoutError } from "arize-sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, rejection } from "./support/client.js";
import { SPACE_ID, wireCreated, wireSpace } from "./support/operations.js";
import { type Received, serve } from "./support/server.js";

const problem = {
  status: 404,
  headers: { "content-type": "application/problem+json" },
  body: { title: "Gone", status: 404 },
};
const page = (name: string, id = SPACE_ID) => ({
  body: { spaces: [{ ...wireSpace, name, id }], pagination: { has_more: false } },
});
const isLookup = ({ method, path }: Received) => method === "GET" && path === "/v2/spaces";
const nameOf = (request: Received) => new Map(request.query).get("name") ?? "";

/** A service with a space for every name. */
const start = () =>
  serve((request) => {
    if (isLookup(request)) return page(nameOf(request));
    if (request.method === "GET") return { body: { api_keys: [], pagination: { has_more: false } } };
    if (request.method === "DELETE") return { status: 204 };
    return { status: 201, body: request.path === "/v2/spaces" || request.method === "PATCH" ? wireSpace : wireCreated };
  });

const makeKey = (client: ArizeClient, space = "prod") => client.apiKeys.createServiceKey({ name: "ci", space });

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the ID of a space found by name", () => {
  test("a thousand service keys for one name cost one lookup", async () => {
    await using server = await start();
    const client = clientOf(server.url);
    await Promise.all(Array.from({ length: 1_000 }, () => makeKey(client)));
    expect(server.requests.filter(isLookup)).toHaveLength(1);
    expect(server.requests).toHaveLength(1_001);
  });

  test("serves listing, service keys and resolveSpaceId, and never the calls on the space itself", async () => {
    await using server = await start();
    const client = clientOf(server.url);
    await client.resolveSpaceId("prod");
    await client.apiKeys.list({ space: "prod" });
    await makeKey(client);
    expect(server.requests.filter(isLookup)).toHaveLength(1);
    await rejection(client.spaces.get({ space: "prod" }));
    expect(server.requests.filter(isLookup)).toHaveLength(2);
  });

  test("is forgotten after spaceCacheTtl, and never kept when that is 0", async () => {
    await using server = await start();
    vi.useFakeTimers({ toFake: ["performance"] });
    const client = clientOf(server.url, { spaceCacheTtl: 1_000, timeout: 0 });
    await client.resolveSpaceId("prod");
    vi.advanceTimersByTime(999);
    await client.resolveSpaceId("prod");
    expect(server.requests).toHaveLength(1);
    vi.advanceTimersByTime(2);
    await client.resolveSpaceId("prod");
    expect(server.requests).toHaveLength(2);
    const without = clientOf(server.url, { spaceCacheTtl: 0 });
    await without.resolveSpaceId("prod");
    await without.resolveSpaceId("prod");
    expect(server.requests).toHaveLength(4);
  });

  test("is not shared with another client", async () => {
    await using server = await start();
    await clientOf(server.url).resolveSpaceId("prod");
    await clientOf(server.url).resolveSpaceId("prod");
    expect(server.requests).toHaveLength(2);
  });

  test("is not kept for calls with headers of their own", async () => {
    await using server = await start();
    const client = clientOf(server.url);
    await client.resolveSpaceId("prod");
    await client.resolveSpaceId("prod", { headers: { "x-view": "other" } });
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ["create", (client: ArizeClient) => client.spaces.create({ name: "new", organizationId: "T3JnOjE6YQ==" })],
    ["update", (client: ArizeClient) => client.spaces.update({ space: SPACE_ID, name: "new" })],
    ["delete", (client: ArizeClient) => client.spaces.delete({ space: SPACE_ID })],
  ])("is forgotten after this client's own spaces.%s", async (_name, write) => {
    await using server = await start();
    const client = clientOf(server.url);
    await client.resolveSpaceId("prod");
    await write(client);
    await client.resolveSpaceId("prod");
    expect(server.requests.filter(isLookup)).toHaveLength(2);
  });

  test("is looked up once more, with the call, when the remembered one is gone", async () => {
    let id = "U3BhY2U6MTpvbGQ=";
    await using server = await serve((request) => {
      if (isLookup(request)) return page("prod", id);
      return JSON.parse(request.body).space_id === id ? { status: 201, body: wireCreated } : problem;
    });
    const client = clientOf(server.url);
    await makeKey(client);
    id = "U3BhY2U6MjpuZXc=";
    await makeKey(client);
    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "POST", "POST", "GET", "POST"]);
  });

  test("a 404 after a fresh lookup is an error, and sends nothing again", async () => {
    await using server = await serve((request) => (isLookup(request) ? page("prod") : problem));
    expect(await rejection(makeKey(clientOf(server.url)))).toMatchObject({ status: 404 });
    expect(server.requests).toHaveLength(2);
  });

  test("is kept for at most 1,000 names, the oldest goes first", async () => {
    await using server = await start();
    const client = clientOf(server.url);
    for (let n = 0; n <= 1_000; n++) await client.resolveSpaceId(`s${n}`);
    await client.resolveSpaceId("s1");
    expect(server.requests).toHaveLength(1_001);
    await client.resolveSpaceId("s0");
    expect(server.requests).toHaveLength(1_002);
  });

  test("a name that isn't found is asked for again", async () => {
    await using server = await serve(() => ({ body: { spaces: [], pagination: { has_more: false } } }));
    const client = clientOf(server.url);
    await rejection(client.resolveSpaceId("prod"));
    await rejection(client.resolveSpaceId("prod"));
    expect(server.requests).toHaveLength(2);
  });
});

describe("a lookup that several calls share", () => {
  /** Answers lookups when told to. */
  async function startHeld() {
    const waiting: (() => void)[] = [];
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const server = await serve((request, _index, raw) => {
      waiting.push(() => raw.end(JSON.stringify(page(nameOf(request)).body)));
      arrive();
      return undefined;
    });
    return { server, arrived, release: () => waiting.splice(0).forEach((answer) => void answer()) };
  }

  test("survives the abort and the deadline of any one of them", async () => {
    const { server, arrived, release } = await startHeld();
    const client = clientOf(server.url);
    const controller = new AbortController();
    const aborted = rejection(client.resolveSpaceId("prod", { signal: controller.signal }));
    const late = rejection(client.resolveSpaceId("prod", { timeout: 30 }));
    const patient = client.resolveSpaceId("prod");
    await arrived;
    controller.abort();
    expect(await aborted).toBeInstanceOf(AbortError);
    expect(await late).toBeInstanceOf(TimeoutError);
    release();
    expect(await patient).toBe(SPACE_ID);
    expect(server.requests).toHaveLength(1);
    await server.close();
  });

  test("ends when nobody waits for it any more, and the next call starts anew", async () => {
    const { server, arrived, release } = await startHeld();
    const client = clientOf(server.url);
    const controller = new AbortController();
    const aborted = rejection(client.resolveSpaceId("prod", { signal: controller.signal }));
    await arrived;
    controller.abort();
    await aborted;
    while (server.sockets.size > 0) await new Promise((resolve) => setImmediate(resolve));
    const next = client.resolveSpaceId("prod");
    while (server.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await next).toBe(SPACE_ID);
    await server.close();
  });

  test("fails for all of them together", async () => {
    await using server = await serve(() => ({ status: 500, body: {} }));
    const client = clientOf(server.url, { maxRetries: 0 });
    const errors = await Promise.all([1, 2, 3].map(() => rejection(client.resolveSpaceId("prod"))));
    for (const error of errors) expect(error).toBeInstanceOf(ServerError);
    expect(server.requests).toHaveLength(1);
  });
});
