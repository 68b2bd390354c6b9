import { execFile } from "node:child_process";
import { getEventListeners } from "node:events";
import { existsSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { clientOf } from "./support/client.js";
import { wireCreated, wireKey, wireSpace } from "./support/operations.js";
import { type Answer, type Received, serve, type TestServer } from "./support/server.js";

// What the SDK costs, counted and not timed: a clock can't fail a test on a busy machine. Times are in `npm run bench`.

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);

beforeAll(() => {
  if (!existsSync(join(root, "dist/index.mjs"))) throw new Error("There is no dist/: run `npm run build` first.");
});

const immediate = () => new Promise((resolve) => setImmediate(resolve));

/** A service with `pages` pages of keys, one space, and a key for everybody who asks for one. */
function startService(pages = 1, limit = 2): Promise<TestServer> {
  return serve(({ method, path, query }: Received): Answer => {
    if (method === "POST") return { status: 201, body: wireCreated };
    if (path === "/v2/spaces") return { body: { spaces: [wireSpace], pagination: { has_more: false } } };
    const next = Number(new Map(query).get("cursor") ?? 0) + 1;
    const pagination = next < pages ? { has_more: true, next_cursor: String(next) } : { has_more: false };
    return { body: { api_keys: Array.from({ length: limit }, () => wireKey), pagination } };
  });
}

/** What a program prints as JSON, run by a fresh Node.js that finds the package by its name and `client` made of it. */
async function printed<T>(script: string, url = "http://127.0.0.1:1", flags: string[] = []): Promise<T> {
  const program = `
    const { ArizeClient } = require("arize-sdk");
    const client = new ArizeClient({ apiKey: "ak-x", baseUrl: ${JSON.stringify(url)}, logLevel: "off" });
    const print = (value) => console.log(JSON.stringify(value));
    (async () => {${script}})();`;
  const { stdout } = await run(process.execPath, [...flags, "--eval", program], { cwd: root, timeout: 60_000 });
  return JSON.parse(stdout);
}

describe("requests", () => {
  test("one page costs one request, a whole list one for each page", async () => {
    await using service = await startService(7);
    const client = clientOf(service.url);
    await client.apiKeys.list();
    expect(service.requests.splice(0)).toHaveLength(1);

    expect(await client.apiKeys.list().toArray()).toHaveLength(14);
    expect(service.requests).toHaveLength(7);
  });

  test("a thousand service keys by the name of their space cost a thousand and one", async () => {
    await using service = await startService();
    const client = clientOf(service.url);
    let made = 0;
    const lane = async () => {
      while (made < 1_000) await client.apiKeys.createServiceKey({ name: `key-${made++}`, space: "prod" });
    };
    await Promise.all(Array.from({ length: 16 }, lane));

    expect(service.requests).toHaveLength(1_001);
    expect(service.requests.filter(({ method }) => method === "GET")).toHaveLength(1);
  });
});

describe("modules", () => {
  const own = (file: string) => !file.includes("node_modules");

  test("a client is made from a few files of its own, imported or required, and loads nothing else", async () => {
    const files = await printed<string[]>('await import("arize-sdk"); print(Object.keys(require.cache));');

    expect(files.filter((file) => !own(file))).toEqual([]);
    expect(files.length).toBeLessThanOrEqual(3);
  });

  test("the first call loads axios's one CommonJS file and what that needs, a second call nothing", async () => {
    await using service = await startService();
    const script = `
      const own = Object.keys(require.cache);
      await client.apiKeys.list();
      const first = Object.keys(require.cache).filter((file) => !own.includes(file));
      const builtIn = process.moduleLoadList.length;
      await client.apiKeys.list();
      const second = Object.keys(require.cache).length - own.length - first.length;
      print({ first, second, builtIn: process.moduleLoadList.length - builtIn });`;
    const { first, ...later } = await printed<{ first: string[]; second: number; builtIn: number }>(
      script,
      service.url,
    );
    const axios = first.filter((file) => /node_modules[/\\]axios[/\\]/.test(file));

    expect(axios.map((file) => file.replaceAll("\\", "/"))).toEqual([
      expect.stringMatching(/axios\/dist\/node\/axios\.cjs$/),
    ]);
    expect(first.filter(own)).toEqual([]);
    expect(later).toEqual({ second: 0, builtIn: 0 });
  });
});

describe("sockets", () => {
  test("calls one after the other share one socket", async () => {
    await using service = await startService();
    const client = clientOf(service.url);
    let opened = 0;
    const seen = new Set<object>();
    for (let call = 0; call < 25; call++) {
      await client.apiKeys.list();
      for (const socket of service.sockets) if (!seen.has(socket)) opened++;
      for (const socket of service.sockets) seen.add(socket);
    }
    expect(opened).toBe(1);
  });

  test("calls at the same time have a socket each, which the next ones use again", async () => {
    await using service = await startService();
    const client = clientOf(service.url);
    const seen = new Set<object>();
    for (let round = 0; round < 4; round++) {
      await Promise.all(Array.from({ length: 12 }, () => client.apiKeys.list()));
      for (const socket of service.sockets) seen.add(socket);
    }
    expect(seen.size).toBe(12);
  });
});

describe("what a call leaves behind", () => {
  test("no timer, no socket and no other thing that keeps a process alive: it ends by itself, without close()", async () => {
    await using service = await startService(3);
    const script = `
      const signal = new AbortController().signal;
      await Promise.all(Array.from({ length: 20 }, () => client.apiKeys.list({}, { signal, timeout: 3_600_000 })));
      for await (const _ of client.apiKeys.list()) break;
      await client.apiKeys.list().toArray();
      await client.apiKeys.createServiceKey({ name: "ci", space: "prod" });
      await client.apiKeys.delete({ apiKeyId: "a" }).catch(() => {});
      await new Promise((resolve) => setImmediate(resolve));
      print(process.getActiveResourcesInfo().filter((name) => name !== "PipeWrap" && name !== "TTYWrap"));`;

    expect(await printed(script, service.url)).toEqual([]);
  });

  test("no listener on a signal, and never more than one while calls run", async () => {
    await using service = await startService(4);
    const client = clientOf(service.url);
    const { signal } = new AbortController();
    const listeners = () => getEventListeners(signal, "abort").length;
    const calls = Array.from({ length: 30 }, () => client.apiKeys.list({}, { signal }).toArray());
    await immediate();
    expect(listeners()).toBe(1);

    await Promise.all(calls);
    expect(listeners()).toBe(0);
  });

  test("no listener on a socket: after a hundred calls it has as many as after the first ones", async () => {
    await using service = await startService();
    const httpAgent = new http.Agent({ keepAlive: true });
    const client = clientOf(service.url, { httpAgent });
    const listeners = async () => {
      await immediate();
      const [socket, ...more] = Object.values(httpAgent.freeSockets).flatMap((sockets) => sockets ?? []);
      expect(more).toEqual([]);
      return Object.fromEntries(socket?.eventNames().map((name) => [name, socket.listenerCount(name)]) ?? []);
    };
    for (let call = 0; call < 3; call++) await client.apiKeys.list();
    const few = await listeners();
    for (let call = 0; call < 100; call++) await client.apiKeys.list();

    expect(Object.keys(few).length).toBeGreaterThan(0);
    expect(await listeners()).toEqual(few);
    httpAgent.destroy();
  });

  test("no memory that grows with the number of keys listed", async () => {
    await using service = await startService(400, 100);
    const script = `
      const used = () => (gc(), process.memoryUsage().heapUsed);
      await client.apiKeys.list();
      const before = used();
      let most = before;
      let read = 0;
      for await (const _ of client.apiKeys.list({ limit: 100 })) if (++read % 5_000 === 0) most = Math.max(most, used());
      print({ read, grownMiB: Math.ceil((most - before) / 2 ** 20) });`;
    const { read, grownMiB } = await printed<Record<string, number>>(script, service.url, ["--expose-gc"]);

    expect(read).toBe(40_000);
    // A page of 100 keys takes about 60 KiB; all of them would take 23 MiB.
    expect(grownMiB).toBeLessThanOrEqual(5);
  });
});
