import { expect, test } from "vitest";
import { clientOf, rejection } from "./support/client.js";
import { wireSpace } from "./support/operations.js";
import { serve } from "./support/server.js";

const immediate = () => new Promise((resolve) => setImmediate(resolve));

/** A list of `pages` pages of two items; `answer` may withhold or break the page with a number. */
function start(pages: number, broken = -1) {
  return serve((request) => {
    const page = Number(new Map(request.query).get("cursor") ?? 0);
    if (page === broken) return { status: 400, body: {} };
    const pagination = page + 1 < pages ? { has_more: true, next_cursor: String(page + 1) } : { has_more: false };
    const spaces = [0, 1].map((item) => ({ ...wireSpace, name: `${page}.${item}` }));
    return { body: { spaces, pagination } };
  });
}

test("a reader of the first page costs one request", async () => {
  await using server = await start(5);
  let read = 0;
  for await (const _ of clientOf(server.url).spaces.list()) {
    for (let n = 0; n < 20; n++) await immediate();
    if (++read === 2) break;
  }
  expect(server.requests).toHaveLength(1);
});

test("from the second page on, one page is fetched ahead, and never two", async () => {
  await using server = await start(6);
  const seen: [string, number][] = [];
  for await (const { name } of clientOf(server.url).spaces.list()) {
    const page = Number(name.split(".")[0]);
    const ahead = page === 0 || page === 5 ? page + 1 : page + 2;
    if (name.endsWith("1")) while (server.requests.length < ahead) await immediate();
    seen.push([name, server.requests.length]);
    expect(server.requests.length).toBeLessThanOrEqual(page + 2);
  }
  expect(seen.map(([name]) => name)).toEqual([
    "0.0",
    "0.1",
    "1.0",
    "1.1",
    "2.0",
    "2.1",
    "3.0",
    "3.1",
    "4.0",
    "4.1",
    "5.0",
    "5.1",
  ]);
  expect(server.requests).toHaveLength(6);
});

test("a page that is no longer wanted is aborted", async () => {
  let reached = () => {};
  const arrived = new Promise<void>((resolve) => {
    reached = resolve;
  });
  await using server = await serve((request) => {
    const page = Number(new Map(request.query).get("cursor") ?? 0);
    if (page === 2) {
      reached();
      return undefined;
    }
    return { body: { spaces: [wireSpace], pagination: { has_more: true, next_cursor: String(page + 1) } } };
  });
  let read = 0;
  for await (const _ of clientOf(server.url).spaces.list()) {
    if (++read < 2) continue;
    await arrived;
    break;
  }
  while (server.sockets.size > 0) await immediate();
  expect(server.requests).toHaveLength(3);
});

test("the failure of a page fetched ahead comes when its turn comes, and not at all when the reader stops before", async () => {
  await using server = await start(6, 3);
  const names: string[] = [];
  const all = async () => {
    for await (const { name } of clientOf(server.url).spaces.list()) names.push(name);
  };
  expect(await rejection(all())).toMatchObject({ name: "BadRequestError" });
  expect(names.at(-1)).toBe("2.1");
  expect(await clientOf(server.url).spaces.list().toArray({ max: 5 })).toHaveLength(5);
});

test("the signal of the list ends it also while there are items left of a page", async () => {
  await using server = await start(1);
  const controller = new AbortController();
  const seen: string[] = [];
  const read = async () => {
    for await (const { name } of clientOf(server.url).spaces.list({}, { signal: controller.signal })) {
      seen.push(name);
      controller.abort("enough");
    }
  };
  expect(await rejection(read())).toMatchObject({ name: "AbortError", cause: "enough" });
  expect(seen).toHaveLength(1);
});

test("the signal of the list ends a page fetched ahead, with its reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  await using server = await start(6);
  const all = async () => {
    for await (const { name } of clientOf(server.url).spaces.list({}, { signal: controller.signal })) {
      if (name === "2.0") controller.abort(reason);
    }
  };
  expect(await rejection(all())).toMatchObject({ name: "AbortError", cause: reason });
});
