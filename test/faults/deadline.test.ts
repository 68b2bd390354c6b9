import { getEventListeners } from "node:events";
import { AbortError, OutcomeUnknownError, RateLimitError, TimeoutError } from "arize-sdk";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { clientOf, rejection, warmUp } from "../support/client.js";
import { KEY_ID, operations, wireSpace } from "../support/operations.js";
import { serveRaw } from "../support/raw-server.js";
import { serve } from "../support/server.js";

const limited = { status: 429, headers: { "retry-after": "3600" }, body: {} };

beforeAll(warmUp);
afterEach(() => {
  vi.restoreAllMocks();
});

describe("the deadline", () => {
  test("covers the name lookup and the call together", async () => {
    await using server = await serve((request, _index, raw) => {
      if (request.method === "POST") return undefined;
      setTimeout(() => raw.end(JSON.stringify({ spaces: [{ ...wireSpace }], pagination: { has_more: false } })), 600);
      return undefined;
    });
    const started = performance.now();
    const call = clientOf(server.url).apiKeys.createServiceKey({ name: "ci", space: "prod" }, { timeout: 1_000 });
    expect(await rejection(call)).toBeInstanceOf(OutcomeUnknownError);
    // A deadline that started anew with the create would end after 1,600 ms.
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });

  test("that passes during a lookup sends no create", async () => {
    await using server = await serve(() => undefined);
    const call = clientOf(server.url).apiKeys.createServiceKey({ name: "ci", space: "prod" }, { timeout: 60 });
    expect(await rejection(call)).toBeInstanceOf(TimeoutError);
    expect(server.requests).toHaveLength(1);
  });

  test("that passes during a wait is a TimeoutError with the last failure as its cause", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    await using server = await serve(() => ({ status: 500, body: {} }));
    const error = await rejection(clientOf(server.url).apiKeys.list({}, { timeout: 100 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeout: 100, cause: { name: "ServerError", status: 500 } });
  });

  test("is switched off by 0", async () => {
    await using server = await serve((_request, _index, raw) => {
      setTimeout(() => raw.end(JSON.stringify(wireSpace)), 50);
      return undefined;
    });
    const client = clientOf(server.url, { timeout: 0 });
    expect((await client.spaces.get({ space: wireSpace.id })).name).toBe("prod");
  });

  test("of a list covers each page, and never the consumer's own time", async () => {
    await using server = await serve((request) => {
      const page = Number(new Map(request.query).get("cursor") ?? 0);
      const pagination = page < 3 ? { has_more: true, next_cursor: String(page + 1) } : { has_more: false };
      return { body: { spaces: [{ ...wireSpace, name: `s${page}` }], pagination } };
    });
    const names: string[] = [];
    for await (const { name } of clientOf(server.url).spaces.list({}, { timeout: 60 })) {
      names.push(name);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    expect(names).toEqual(["s0", "s1", "s2", "s3"]);
  });

  test("keeps a process alive that has nothing else to do", async () => {
    const { spawnSync } = await import("node:child_process");
    const script = `
      const net = require("node:net");
      const { ArizeClient } = require("./dist/index.js");
      const server = net.createServer(() => {}).listen(0, "127.0.0.1", () => {
        const client = new ArizeClient({ apiKey: "ak-x", baseUrl: "http://127.0.0.1:" + server.address().port, logLevel: "off" });
        server.unref();
        client.apiKeys.list({}, { timeout: 100 }).catch((error) => console.log(error.name));
      });`;
    const { stdout } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
    expect(stdout.trim()).toBe("TimeoutError");
  });
});

describe("the signal", () => {
  test.each(operations)("that has fired sends nothing: $name", async (operation) => {
    await using server = await serve(() => ({ body: {} }));
    const reason = new Error("changed my mind");
    const error = await rejection(operation.call(clientOf(server.url), { signal: AbortSignal.abort(reason) }));
    expect(error).toBeInstanceOf(AbortError);
    expect((error as AbortError).cause).toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  test.each(operations)("ends a request that nobody answers: $name", async (operation) => {
    const controller = new AbortController();
    await using server = await serveRaw(() => controller.abort("stop"));
    const error = await rejection(operation.call(clientOf(server.url), { signal: controller.signal }));
    const isOnce = operation.method === "POST" || operation.method === "PATCH";
    expect(error).toBeInstanceOf(isOnce ? OutcomeUnknownError : AbortError);
    const abort = isOnce ? (error as Error).cause : error;
    expect(abort).toMatchObject({ name: "AbortError", cause: "stop" });
  });

  test("ends a wait between attempts", async () => {
    const controller = new AbortController();
    await using server = await serve(() => {
      setTimeout(() => controller.abort(), 20);
      return limited;
    });
    const call = clientOf(server.url, { timeout: 0 }).apiKeys.create({ name: "ci" }, { signal: controller.signal });
    expect(await rejection(call)).toBeInstanceOf(AbortError);
    expect(server.requests).toHaveLength(1);
  });

  test("ends a key function that never answers", async () => {
    const controller = new AbortController();
    const apiKey = () => {
      setTimeout(() => controller.abort(), 10);
      return new Promise<string>(() => {});
    };
    const call = clientOf("http://127.0.0.1:9", { apiKey }).apiKeys.list({}, { signal: controller.signal });
    expect(await rejection(call)).toBeInstanceOf(AbortError);
  });

  test("covers the whole iteration", async () => {
    const controller = new AbortController();
    await using server = await serve(() => ({
      body: { spaces: [wireSpace], pagination: { has_more: true, next_cursor: "n" } },
    }));
    const iterate = async () => {
      for await (const _ of clientOf(server.url).spaces.list({}, { signal: controller.signal })) controller.abort();
    };
    expect(await rejection(iterate())).toBeInstanceOf(AbortError);
    expect(server.requests).toHaveLength(1);
  });

  test("has one listener for many calls, and none when they are done", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    const { signal } = new AbortController();
    let most = 0;
    await using server = await serve(() => {
      most = Math.max(most, getEventListeners(signal, "abort").length);
      return { body: { spaces: [], pagination: { has_more: false } } };
    });
    const client = clientOf(server.url);
    await Promise.all(Array.from({ length: 50 }, () => client.spaces.list({}, { signal }).then(() => {})));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect(most).toBe(1);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(warnings).toEqual([]);
  });
});

test("a refusal whose body stalls until the deadline is no unknown outcome: nothing was carried out", async () => {
  await using server = await serveRaw((socket) => socket.write("HTTP/1.1 400 Bad\r\ncontent-length: 50\r\n\r\n{"));
  expect(await rejection(clientOf(server.url).apiKeys.refresh({ apiKeyId: KEY_ID }, { timeout: 60 }))).toBeInstanceOf(
    TimeoutError,
  );
});

test("maxRetries: 0 sends once", async () => {
  await using server = await serve(() => ({ ...limited, headers: { "retry-after": "0" } }));
  expect(await rejection(clientOf(server.url).apiKeys.list({}, { maxRetries: 0 }))).toBeInstanceOf(RateLimitError);
  expect(server.requests).toHaveLength(1);
});
