import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { ConnectionError, OutcomeUnknownError, TimeoutError } from "arize-sdk";
import nock from "nock";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, rejection, warmUp } from "../support/client.js";
import { operations, wireCreated } from "../support/operations.js";
import { serveRaw } from "../support/raw-server.js";
import { listen } from "../support/server.js";

const pem = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url));

beforeAll(warmUp);
beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  nock.cleanAll();
  nock.restore();
});

describe.each(operations)("$name that was never sent", (operation) => {
  const isOnce = operation.method === "POST" || operation.method === "PATCH";

  test("is repeated after a refused connection, then ends in a ConnectionError", async () => {
    const probe = net.createServer();
    const port = await listen(probe);
    await new Promise((resolve) => probe.close(resolve));
    const error = await rejection(operation.call(clientOf(`http://127.0.0.1:${port}`)));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: "ECONNREFUSED", attempts: 3 });
  });

  test("is repeated after a failed name lookup, then ends in a ConnectionError", async () => {
    const lookup: net.LookupFunction = (_host, _options, done) =>
      done(Object.assign(new Error("no"), { code: "ENOTFOUND" }), "", 4);
    const httpAgent = new http.Agent({ lookup } as http.AgentOptions);
    const error = await rejection(operation.call(clientOf("http://nowhere.test", { httpAgent })));
    expect(error).toMatchObject({ name: "ConnectionError", code: "ENOTFOUND", attempts: 3 });
  });

  test("is not repeated when the server doesn't speak TLS", async () => {
    let connections = 0;
    await using server = await serveRaw(
      () => {},
      (socket) => {
        connections++;
        socket.on("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
      },
    );
    const error = await rejection(operation.call(clientOf(`https://127.0.0.1:${server.port}`)));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(connections).toBe(1);
  });

  test("is not repeated when the certificate can't be trusted", async () => {
    let requests = 0;
    const server = https.createServer({ key: pem("server.key"), cert: pem("server.pem") }, () => requests++);
    const port = await listen(server);
    const error = await rejection(operation.call(clientOf(`https://127.0.0.1:${port}`)));
    await new Promise((resolve) => server.close(resolve));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ attempts: 1, code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
    expect(requests).toBe(0);
  });

  test("a reset at accept could have come after the request: only what may be repeated is", async () => {
    let connections = 0;
    await using server = await serveRaw(
      () => {},
      (socket) => {
        connections++;
        socket.resetAndDestroy();
      },
    );
    const error = await rejection(operation.call(clientOf(server.url)));
    expect(error).toBeInstanceOf(isOnce ? OutcomeUnknownError : ConnectionError);
    expect(connections).toBe(isOnce ? 1 : 3);
  });

  test("ends in a TimeoutError when the deadline passes during the name lookup", async () => {
    const httpAgent = new http.Agent({ lookup: () => {} } as http.AgentOptions);
    const error = await rejection(operation.call(clientOf("http://nowhere.test", { httpAgent }), { timeout: 50 }));
    expect(error).toBeInstanceOf(TimeoutError);
  });

  test("ends in a TimeoutError when the deadline passes during the TLS handshake", async () => {
    await using server = await serveRaw(
      () => {},
      () => {},
    );
    const error = await rejection(operation.call(clientOf(`https://127.0.0.1:${server.port}`), { timeout: 80 }));
    expect(error).toBeInstanceOf(TimeoutError);
  });

  test("ends in a TimeoutError when the deadline passes in the queue for a socket", async () => {
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await using server = await serveRaw(() => arrive());
    const httpAgent = new http.Agent({ maxSockets: 1 });
    const client = clientOf(server.url, { httpAgent });
    const controller = new AbortController();
    const first = rejection(client.spaces.list({}, { signal: controller.signal }));
    await arrived;
    const error = await rejection(operation.call(client, { timeout: 50 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(server.requests).toHaveLength(1);
    controller.abort();
    await first;
  });
});

test("never repeats a create after a simulated reset, which never connects", async () => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  const scope = nock("https://api.arize.com");
  const error = Object.assign(new Error("reset"), { code: "ECONNRESET" });
  scope.post("/v2/api-keys").replyWithError(error);
  scope.post("/v2/api-keys").reply(201, wireCreated);
  const client = clientOf("https://api.arize.com");
  expect(await rejection(client.apiKeys.create({ name: "ci" }))).toBeInstanceOf(OutcomeUnknownError);
  expect(scope.pendingMocks()).toHaveLength(1);
  expect((await client.apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
});
