import http from "node:http";
import { gzipSync } from "node:zlib";
import { OutcomeUnknownError, ResponseError } from "arize-sdk";
import { describe, expect, test } from "vitest";
import { clientOf, rejection } from "../support/client.js";
import { operations, wireCreated, wireSpace } from "../support/operations.js";
import { httpAnswer, serveRaw } from "../support/raw-server.js";
import { serve } from "../support/server.js";

function signal(): { fired: Promise<void>; fire: () => void } {
  let fire = () => {};
  const fired = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { fired, fire };
}

const page = { api_keys: [], pagination: { has_more: false } };

describe("a server that closes idle connections", () => {
  const closing = { keepAliveTimeout: 300 };

  test("never makes a create fail, at any pause between calls", async () => {
    await using server = await serve(() => ({ status: 201, body: wireCreated }), closing);
    // Shorter than the server's, as the default of four seconds is shorter than the usual five.
    const client = clientOf(server.url, { httpAgent: new http.Agent({ keepAlive: true, timeout: 150 }) });
    const pauses = [0, 100, 200, 280, 290, 295, 298, 300, 302, 305, 310, 320, 400];
    await Promise.all(
      pauses.map(async (pause) => {
        await client.apiKeys.create({ name: "first" });
        await new Promise((resolve) => setTimeout(resolve, pause));
        await client.apiKeys.create({ name: "second" });
      }),
    );
    expect(server.requests).toHaveLength(pauses.length * 2);
  });

  test("is believed when it announces a short life", async () => {
    await using server = await serve(
      () => ({ status: 201, body: wireCreated, headers: { connection: "keep-alive", "keep-alive": "timeout=1" } }),
      {},
    );
    const ports = new Set<unknown>();
    const client = clientOf(server.url);
    for (let call = 0; call < 3; call++) {
      await client.apiKeys.create({ name: "ci" });
      for (const socket of server.sockets) ports.add(socket.remotePort);
    }
    expect(ports.size).toBe(3);
  });

  test("is not met by a program that was busy for longer than the socket may be idle", async () => {
    await using server = await serve(() => ({ status: 201, body: wireCreated }));
    const ports = new Set<unknown>();
    const client = clientOf(server.url, { httpAgent: new http.Agent({ keepAlive: true, timeout: 30 }) });
    await client.apiKeys.create({ name: "ci" });
    for (const socket of server.sockets) ports.add(socket.remotePort);
    const until = performance.now() + 60;
    while (performance.now() < until); // no timer can fire here
    await client.apiKeys.create({ name: "ci" });
    for (const socket of server.sockets) ports.add(socket.remotePort);
    expect(ports.size).toBe(2);
  });
});

test("keeps one connection open over many calls", async () => {
  let connections = 0;
  await using server = await serveRaw((socket) =>
    socket.write(httpAnswer(200, JSON.stringify(page), { connection: "keep-alive" })),
  );
  const client = clientOf(server.url);
  for (let call = 0; call < 5; call++) {
    await client.apiKeys.list();
    connections = Math.max(connections, server.sockets.size);
  }
  expect(connections).toBe(1);
});

test("close() closes idle sockets at once, and busy ones when they are done", async () => {
  const arrived = signal();
  const opened = signal();
  await using server = await serve((request, _index, raw) => {
    if (request.path !== "/v2/spaces") return { body: page };
    arrived.fire();
    void opened.fired.then(() => raw.end(JSON.stringify({ spaces: [], pagination: { has_more: false } })));
    return undefined;
  });
  const client = clientOf(server.url);
  const busy = client.spaces.list().then((first) => first.data.length);
  await client.apiKeys.list();
  await arrived.fired;
  client.close();
  opened.fire();
  expect(await busy).toBe(0);
  while (server.sockets.size > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(await rejection(client.apiKeys.list())).toMatchObject({ name: "ConnectionError", code: "ERR_CLIENT_CLOSED" });
});

describe("a response over the limit", () => {
  const limit = { maxResponseBytes: 10_000 };
  const big = JSON.stringify({ ...wireCreated, filler: "x".repeat(20_000) });

  test.each(operations.filter(({ body }) => body !== undefined))("ends in an error: $name", async (operation) => {
    await using server = await serve(() => ({ status: operation.status, body: big }));
    const error = await rejection(operation.call(clientOf(server.url, limit)));
    const isOnce = operation.method === "POST" || operation.method === "PATCH";
    expect(error).toBeInstanceOf(isOnce ? OutcomeUnknownError : ResponseError);
    expect(server.requests).toHaveLength(1);
  });

  test("is stopped while it arrives: a stream without end takes no memory", async () => {
    let written = 0;
    await using server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n");
      const chunk = Buffer.alloc(65_536, "x");
      const write = (): void => {
        written += chunk.length;
        if (!socket.destroyed) socket.write(chunk, write);
      };
      write();
    });
    const error = await rejection(clientOf(server.url, { maxResponseBytes: 1_000_000 }).apiKeys.list());
    expect(error).toBeInstanceOf(ResponseError);
    expect(written).toBeLessThan(50_000_000);
  });

  test("counts what a compressed body unpacks to", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, "0"));
    await using server = await serve((_request, _index, raw) => {
      raw.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
      return undefined;
    });
    const before = process.memoryUsage().rss;
    const error = await rejection(clientOf(server.url, limit).apiKeys.list());
    expect(error).toBeInstanceOf(ResponseError);
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });

  test("a compressed body within the limit is read", async () => {
    await using server = await serve((_request, _index, raw) => {
      const packed = gzipSync(JSON.stringify(wireSpace));
      raw.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(packed);
      return undefined;
    });
    expect((await clientOf(server.url, limit).spaces.get({ space: wireSpace.id })).name).toBe("prod");
  });
});

describe("odd but whole answers", () => {
  test("1xx answers before the real one are passed over", async () => {
    await using server = await serveRaw((socket) =>
      socket.write(
        `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${httpAnswer(201, JSON.stringify(wireCreated))}`,
      ),
    );
    expect((await clientOf(server.url).apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
  });

  test("a second answer that nobody asked for reaches nobody", async () => {
    await using server = await serveRaw((socket, request) => {
      const mine = JSON.stringify({ ...wireCreated, name: JSON.parse(request.body).name });
      socket.write(
        httpAnswer(201, mine, { connection: "keep-alive" }) +
          httpAnswer(201, JSON.stringify({ ...wireCreated, name: "stray" })),
      );
    });
    const client = clientOf(server.url);
    expect((await client.apiKeys.create({ name: "one" })).name).toBe("one");
    expect((await client.apiKeys.create({ name: "two" })).name).toBe("two");
  });

  test("the key comes back from a whole answer with more behind it", async () => {
    await using server = await serveRaw((socket) => socket.end(`${httpAnswer(201, JSON.stringify(wireCreated))}xyz`));
    expect((await clientOf(server.url).apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ["a body", "content-length: 5\r\n\r\nhello"],
    ["an empty chunk", "transfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
  ])("a 204 with %s behind it is a 204", async (_what, rest) => {
    await using server = await serveRaw((socket) => socket.end(`HTTP/1.1 204 No Content\r\n${rest}`));
    await clientOf(server.url).apiKeys.delete({ apiKeyId: wireCreated.id });
    expect(server.requests).toHaveLength(1);
  });

  const surprises: Record<string, object> = {
    "an unknown enum value": { key_type: "robot", status: "sleeping" },
    "a bad date": { created_at: "yesterday", expires_at: "soon", last_used_at: 7 },
    "no date": { created_at: undefined },
    "a field that nobody knows": { team: { id: 1 }, toString: "x", __proto__x: 1 },
    "hardly any field": { id: undefined, name: undefined, key_type: undefined, redacted_key: null },
  };
  test.each(Object.entries(surprises))("the key comes back with %s", async (_name, surprise) => {
    await using server = await serve(() => ({ status: 201, body: { ...wireCreated, ...surprise } }));
    expect((await clientOf(server.url).apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
  });

  test.each(["text/html", "application/octet-stream", ""])("the key comes back as %j", async (type) => {
    await using server = await serve(() => ({ status: 201, body: wireCreated, headers: { "content-type": type } }));
    expect((await clientOf(server.url).apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
  });
});
