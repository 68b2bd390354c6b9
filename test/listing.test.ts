import { type ApiKey, type List, type Page, ResponseError, type Space, ValidationError } from "arize-sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientOf, rejection } from "./support/client.js";
import { wireKey, wireSpace } from "./support/operations.js";
import { type Answer, serve } from "./support/server.js";
import { expectError } from "./support/thrown.js";

type Pages = readonly (readonly string[])[];

/** Serves keys and spaces of these names, page by page. The cursors are opaque. */
function servePages(pages: Pages) {
  const cursorTo = (index: number) => `to ${index}/+=?&`;
  return serve(({ path, query }) => {
    const cursor = new Map(query).get("cursor");
    const index = cursor === undefined ? 0 : Number(/\d+/.exec(cursor)?.[0]);
    const pagination =
      index + 1 < pages.length ? { has_more: true, next_cursor: cursorTo(index + 1) } : { has_more: false };
    const named = (pages[index] ?? []).map((name) => ({ ...(path === "/v2/spaces" ? wireSpace : wireKey), name }));
    return { body: { [path === "/v2/spaces" ? "spaces" : "api_keys"]: named, pagination } };
  });
}

const names = (items: readonly (ApiKey | Space)[]) => items.map(({ name }) => name);

const three: Pages = [["a", "b"], ["c"], ["d", "e"]];

describe.each([
  ["apiKeys", (url: string): List<ApiKey | Space> => clientOf(url).apiKeys.list({ limit: 2 })],
  ["spaces", (url: string): List<ApiKey | Space> => clientOf(url).spaces.list({ limit: 2 })],
])("client.%s.list()", (_resource, listOf) => {
  test("awaited is one page", async () => {
    await using server = await servePages(three);
    const page = await listOf(server.url);

    expect(names(page.data)).toEqual(["a", "b"]);
    expect(page.pagination).toEqual({ hasMore: true, nextCursor: "to 1/+=?&" });
    expect(server.requests).toHaveLength(1);
  });

  test("iterated over is every item of every page, in order", async () => {
    await using server = await servePages(three);
    const found: string[] = [];
    for await (const item of listOf(server.url)) found.push(item.name);

    expect(found).toEqual(["a", "b", "c", "d", "e"]);
    expect(server.requests.map(({ query }) => new Map(query).get("cursor"))).toEqual([
      undefined,
      "to 1/+=?&",
      "to 2/+=?&",
    ]);
  });

  test("asks for every page with the same limit: it is a page's size", async () => {
    await using server = await servePages(three);
    await listOf(server.url).toArray();

    expect(server.requests.map(({ query }) => new Map(query).get("limit"))).toEqual(["2", "2", "2"]);
  });

  test("sends nothing until it is used", async () => {
    await using server = await servePages(three);
    const list = listOf(server.url);
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toHaveLength(0);
    await list;

    expect(server.requests).toHaveLength(1);
  });

  test("fetches its first page once, however it is used", async () => {
    await using server = await servePages([["a"]]);
    const list = listOf(server.url);
    const [first, again, all] = await Promise.all([list, list.then((page) => page), list.toArray()]);
    for await (const item of list) expect(item.name).toBe("a");
    await list.finally(() => {});
    await list.catch(() => {});

    expect(again).toBe(first);
    expect(names(all)).toEqual(["a"]);
    expect(server.requests).toHaveLength(1);
  });

  test("fetches no page that nobody iterates to", async () => {
    await using server = await servePages(three);
    for await (const item of listOf(server.url)) if (item.name === "b") break;
    expect(server.requests).toHaveLength(1);
    for await (const item of listOf(server.url)) if (item.name === "c") break;

    expect(server.requests).toHaveLength(3);
  });

  test("is a promise: then, catch, finally and its name", async () => {
    await using server = await serve(() => ({ status: 403 }));
    const list = listOf(server.url);
    let ended = 0;

    expect(await list.catch(() => "caught")).toBe("caught");
    expect(
      await list.then(
        () => "page",
        () => "error",
      ),
    ).toBe("error");
    await rejection(list.finally(() => ended++));
    expect(ended).toBe(1);
    expect(Object.prototype.toString.call(list)).toBe("[object List]");
    expect(server.requests).toHaveLength(1);
  });
});

describe("a page", () => {
  test("leads to the next one, until there is none", async () => {
    await using server = await servePages(three);
    const first = await clientOf(server.url).apiKeys.list();
    const second = await first.getNextPage();
    const third = await second?.getNextPage();

    expect(names(second?.data ?? [])).toEqual(["c"]);
    expect(names(third?.data ?? [])).toEqual(["d", "e"]);
    expect(third?.pagination).toEqual({ hasMore: false });
    expect("nextCursor" in (third?.pagination ?? {})).toBe(false);
    expect(await third?.getNextPage()).toBeUndefined();
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    [null],
    [5],
    ["x"],
    [[]],
    [AbortSignal.abort()],
  ])("refuses %j as the options of the next", async (options) => {
    await using server = await servePages(three);
    const first = await clientOf(server.url).apiKeys.list();
    const error = await rejection(first.getNextPage(options as never));

    expect(error).toMatchObject({ name: "ValidationError", issues: [{ path: "options" }] });
    expect(server.requests).toHaveLength(1);
  });

  test("can be iterated over from where it is", async () => {
    await using server = await servePages(three);
    const second = await (await clientOf(server.url).spaces.list()).getNextPage();
    const found: string[] = [];
    for await (const { name } of second as Page<Space>) found.push(name);

    expect(found).toEqual(["c", "d", "e"]);
  });

  test("takes options for the one request to the next, which don't last", async () => {
    await using server = await servePages(three);
    const first = await clientOf(server.url).apiKeys.list({}, { headers: { "x-trace": "list" } });
    const second = await first.getNextPage({ headers: { "x-trace": "one" } });
    await second?.getNextPage();

    expect(server.requests.map(({ headers }) => headers["x-trace"])).toEqual(["list", "one", "list"]);
  });

  test("whose next one was refused by an option can still go on", async () => {
    await using server = await servePages(three);
    const first = await clientOf(server.url).apiKeys.list();
    expect(await rejection(first.getNextPage({ timeout: -1 }))).toBeInstanceOf(ValidationError);

    expect(names((await first.getNextPage())?.data ?? [])).toEqual(["c"]);
  });
});

describe("parameters", () => {
  test("are sent with every page, and only those that were given", async () => {
    await using server = await servePages(three);
    const client = clientOf(server.url);
    await client.apiKeys.list({ keyType: "user", status: "deleted", userId: "u", limit: 7, cursor: "to 1" }).toArray();
    await client.spaces.list({ organizationId: "o", name: "p", limit: 7, cursor: "to 2" }).toArray();
    const key = { key_type: "user", status: "deleted", user_id: "u", limit: "7" };

    expect(server.requests.map(({ path, query }) => [path, Object.fromEntries(query)])).toEqual([
      ["/v2/api-keys", { ...key, cursor: "to 1" }],
      ["/v2/api-keys", { ...key, cursor: "to 2/+=?&" }],
      ["/v2/spaces", { org_id: "o", name: "p", limit: "7", cursor: "to 2" }],
    ]);
  });

  test("that aren't given are the limit of 50 alone", async () => {
    await using server = await servePages([[]]);
    await clientOf(server.url).apiKeys.list();
    await clientOf(server.url).spaces.list();

    expect(server.requests.map(({ query }) => query)).toEqual([[["limit", "50"]], [["limit", "50"]]]);
  });

  test("that are wrong reject when the list is used, and never throw", async () => {
    await using server = await servePages(three);
    const { apiKeys, spaces } = clientOf(server.url);
    for (const list of [apiKeys.list({ limit: 0 }), spaces.list({ limit: 0 })]) {
      expect(await rejection(list)).toBeInstanceOf(ValidationError);
      expect(await rejection(list.toArray())).toBeInstanceOf(ValidationError);
      expect(await rejection(list[Symbol.asyncIterator]().next())).toBeInstanceOf(ValidationError);
    }
    expect(server.requests).toHaveLength(0);
  });
});

describe("toArray", () => {
  test("gives all items, or the first max, and fetches no page beyond them", { timeout: 60_000 }, async () => {
    const pages = fc.array(fc.array(fc.constant("x"), { maxLength: 3 }), { minLength: 1, maxLength: 5 });
    const numbered = pages.map((all) => {
      let next = 0;
      return all.map((page) => page.map(() => String(next++)));
    });
    await fc.assert(
      fc.asyncProperty(numbered, fc.option(fc.nat(12), { nil: undefined }), async (all, max) => {
        await using server = await servePages(all);
        const items = await clientOf(server.url).apiKeys.list().toArray({ max });
        const expected = all.flat().slice(0, max);
        let needed = all.length;
        for (let pageCount = 1, held = 0; max !== undefined && pageCount <= all.length; pageCount++) {
          held += all[pageCount - 1]?.length ?? 0;
          if (held >= max) {
            needed = pageCount;
            break;
          }
        }

        expect(names(items)).toEqual(expected);
        expect(server.requests).toHaveLength(max === 0 ? 0 : needed);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [{ max: -1 }],
    [{ max: 1.5 }],
    [{ max: "3" }],
    [{ max: null }],
    [{ limit: 3 }],
    [null],
    [3],
  ])("refuses %j, before any request", async (options) => {
    await using server = await servePages(three);
    const list = clientOf(server.url).apiKeys.list();

    expect(await rejection(list.toArray(options as { max: number }))).toBeInstanceOf(ValidationError);
    expect(server.requests).toHaveLength(0);
  });
});

describe("a service that sends the list in circles", () => {
  /** Serves pages whose cursors are taken from `cursors` by the cursor that was asked for. */
  const serveCursors = (cursors: Record<string, string>) =>
    serve(({ query }) => {
      const next_cursor = cursors[new Map(query).get("cursor") ?? "start"];
      return { body: { api_keys: [wireKey], pagination: { has_more: next_cursor !== undefined, next_cursor } } };
    });

  test("by the same cursor again is found out at once", async () => {
    await using server = await serveCursors({ start: "a", a: "a" });

    expect(await rejection(clientOf(server.url).apiKeys.list().toArray())).toBeInstanceOf(ResponseError);
    expect(server.requests).toHaveLength(2);
  });

  test("of any length is found out before long", { timeout: 60_000 }, async () => {
    const circle = fc.record({ tail: fc.nat(8), length: fc.integer({ min: 1, max: 8 }) });
    await fc.assert(
      fc.asyncProperty(circle, async ({ tail, length }) => {
        const cursors: Record<string, string> = { start: "0" };
        for (let index = 0; index < tail + length; index++) cursors[index] = String(index + 1);
        cursors[tail + length - 1] = String(tail);
        await using server = await serveCursors(cursors);
        const error = expectError(await rejection(clientOf(server.url).apiKeys.list().toArray()), ResponseError);

        expect(error.message).toContain("circles");
        expect(server.requests.length).toBeLessThan(4 * (tail + length) + 4);
      }),
      { numRuns: 40 },
    );
  });

  test("is not one that takes many pages", async () => {
    const cursors = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [index === 0 ? "start" : index, `${index + 1}`]),
    );
    await using server = await serveCursors(cursors);

    expect(await clientOf(server.url).apiKeys.list().toArray()).toHaveLength(151);
  });
});

describe("a page of more to come without a way to it", () => {
  test.each<[string, object]>([
    ["no cursor", { has_more: true }],
    ["an empty cursor", { has_more: true, next_cursor: "" }],
    ["a cursor that is null", { has_more: true, next_cursor: null }],
  ])("(%s) can be read, and going on is a ResponseError", async (_what, pagination) => {
    await using server = await serve(() => ({ body: { api_keys: [wireKey], pagination } }));
    const page = await clientOf(server.url).apiKeys.list();

    expect(page.data).toHaveLength(1);
    expect(page.pagination.hasMore).toBe(true);
    expect(await rejection(page.getNextPage())).toBeInstanceOf(ResponseError);
    expect(await rejection(clientOf(server.url).apiKeys.list().toArray())).toBeInstanceOf(ResponseError);
    expect(server.requests).toHaveLength(2);
  });
});

describe("the service's surprises never fail a page:", () => {
  const listed = async (key: object, pagination: object = { has_more: false }) => {
    await using server = await serve(() => ({ body: { api_keys: [key], pagination } }));
    const page = await clientOf(server.url).apiKeys.list();
    return { page, key: page.data[0] as ApiKey };
  };

  test("every field is mapped, with a Date for every time", async () => {
    const { key } = await listed({
      ...wireKey,
      description: "d",
      expires_at: "2030-01-01T00:00:00Z",
      last_used_at: "2026-06-02T10:00:00.5+02:00",
    });

    expect(key).toEqual({
      id: wireKey.id,
      name: "ci",
      description: "d",
      keyType: "user",
      status: "active",
      redactedKey: "ak-abc...xyz",
      createdAt: new Date("2026-06-01T10:00:00Z"),
      expiresAt: new Date("2030-01-01T00:00:00Z"),
      createdByUserId: wireKey.created_by_user_id,
      lastUsedAt: new Date("2026-06-02T08:00:00.500Z"),
    });
  });

  test("optional fields that the service didn't send are absent", async () => {
    const { key } = await listed(wireKey);

    for (const name of ["description", "expiresAt", "lastUsedAt"]) expect(name in key).toBe(false);
  });

  test("null counts as not sent", async () => {
    const { key, page } = await listed(
      { ...wireKey, description: null, expires_at: null, last_used_at: null },
      { has_more: false, next_cursor: null },
    );

    for (const name of ["description", "expiresAt", "lastUsedAt"]) expect(name in key).toBe(false);
    expect("nextCursor" in page.pagination).toBe(false);
  });

  test("an unknown value of an enum passes through", async () => {
    const { key } = await listed({ ...wireKey, status: "suspended", key_type: "robot" });

    expect(key.status).toBe("suspended");
    expect(key.keyType).toBe("robot");
  });

  test("a field that nobody knows is not passed on", async () => {
    const { key } = await listed({ ...wireKey, key: "ak-SENTINEL-never-in-a-list", shiny: true });

    expect(Object.keys(key).sort()).toEqual(
      ["createdAt", "createdByUserId", "id", "keyType", "name", "redactedKey", "status"].sort(),
    );
  });

  test.each([
    ["no date"],
    [""],
    [null],
    [42],
    [{}],
  ])("a time that can't be read (%j) is invalid, or absent when it is optional", async (time) => {
    const { key } = await listed({ ...wireKey, created_at: time, expires_at: time, last_used_at: time });

    expect(key.createdAt).toBeInstanceOf(Date);
    expect(Number.isNaN(key.createdAt.getTime())).toBe(true);
    expect("expiresAt" in key).toBe(false);
    expect("lastUsedAt" in key).toBe(false);
  });

  test("has_more that is missing is read off the cursor: a list that ends too early looks complete", async () => {
    const last = await listed(wireKey, {});
    const first = await listed(wireKey, { next_cursor: "next" });

    expect(last.page.pagination).toEqual({ hasMore: false });
    expect(first.page.pagination).toEqual({ hasMore: true, nextCursor: "next" });
  });
});

test.each<[string, Answer]>([
  ["no list", { body: { pagination: { has_more: false } } }],
  ["a list of something else", { body: { api_keys: [null, 1], pagination: { has_more: false } } }],
  ["no pagination", { body: { api_keys: [] } }],
  ["an array", { body: [] }],
  ["null", { body: "null" }],
  ["text", { body: "all is well" }],
  ["nothing", {}],
])("a success that is no page (%s) is a ResponseError", async (_what, answer) => {
  await using server = await serve(() => answer);
  const error = expectError(await rejection(clientOf(server.url, { maxRetries: 0 }).apiKeys.list()), ResponseError);

  expect(error.status).toBe(200);
});
