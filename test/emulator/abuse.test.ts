import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Emulator, startEmulator } from "arize-sdk/testing";
import { afterEach, expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { callerOf } from "./caller.js";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function open(emulator: Emulator): Promise<Socket> {
  const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
  sockets.push(socket);
  await once(socket, "connect");
  socket.on("error", () => {});
  return socket;
}

/** All that comes back until the connection ends. */
async function conversation(emulator: Emulator, text: string): Promise<string> {
  const socket = await open(emulator);
  let answer = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    answer += chunk;
  });
  socket.write(text, "latin1");
  await once(socket, "close");
  return answer;
}

async function isWell(emulator: Emulator): Promise<void> {
  const before = emulator.state();
  expect((await callerOf(emulator)("GET", "/v2/spaces")).body.spaces).toHaveLength(7);
  expect(before.keys).toHaveLength(8);
}

test("1,000 connections that open and drop, some amid a request", async () => {
  await using emulator = await startCheckedEmulator();
  const starts = ["", "GET /v2/api", "POST /v2/api-keys HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{"];
  for (let round = 0; round < 10; round++) {
    const opened = await Promise.all(Array.from({ length: 100 }, () => open(emulator)));
    await Promise.all(
      opened.map(async (socket, index) => {
        socket.write(starts[index % starts.length] ?? "");
        if (index % 2 === 0) socket.resetAndDestroy();
        else socket.destroy();
        await once(socket, "close");
      }),
    );
  }
  await isWell(emulator);
});

test.each([
  "\u0016\u0003\u0001\u0002\u0000\u0001",
  "GET /v2/spaces\r\n\r\n",
  "GET /v2/spaces HTTP/9.9\r\n\r\n",
  "BREW /v2/spaces HTTP/1.1\r\nhost: x\r\n\r\n",
  "GET /v2/spaces HTTP/1.1\r\nhost x\r\n\r\n",
  "POST /v2/spaces HTTP/1.1\r\nhost: x\r\ncontent-length: ten\r\n\r\n",
  "POST /v2/spaces HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
  "POST /v2/spaces HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
])("malformed HTTP is 400 with a problem, and the connection ends: %j", async (text) => {
  await using emulator = await startCheckedEmulator();
  const answer = await conversation(emulator, text);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toMatch(/x-request-id: .+\r\n/);
  expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ status: 400 });
  await isWell(emulator);
});

test("headers over 16 KiB are 431", async () => {
  await using emulator = await startCheckedEmulator();
  const answer = await conversation(emulator, `GET / HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(20_000)}\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  await isWell(emulator);
});

test("a request without a Host header is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const answer = await conversation(emulator, "GET /v2/spaces HTTP/1.1\r\nconnection: close\r\n\r\n");
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain("application/problem+json");
});

test("headers that trickle in are cut off with 408", async () => {
  await using emulator = await startEmulator({ headersTimeout: 50 });
  const answer = await conversation(emulator, "GET /v2/spaces HTTP/1.1\r\nhost: x\r\nx-slow: ");
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await isWell(emulator);
});

test("a body that trickles in is cut off", async () => {
  await using emulator = await startEmulator({ headersTimeout: 50, requestTimeout: 50 });
  const answer = await conversation(emulator, "POST /v2/api-keys HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{");
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await isWell(emulator);
});

test("an idle connection is closed after keepAliveTimeout", async () => {
  await using emulator = await startEmulator({ keepAliveTimeout: 50 });
  const answer = await conversation(emulator, "GET /v2/spaces HTTP/1.1\r\nhost: x\r\n\r\n");
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
});

test("pipelined requests are answered in order, whatever comes with them", async () => {
  await using emulator = await startCheckedEmulator();
  const head = `host: x\r\nauthorization: Bearer ${emulator.apiKey}\r\ncontent-type: application/json`;
  const body = '{"name":"k"}';
  const answers = await conversation(
    emulator,
    [
      `GET /v2/spaces?limit=1 HTTP/1.1\r\n${head}\r\n\r\n`,
      `POST /v2/api-keys HTTP/1.1\r\n${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      `GET /nowhere HTTP/1.1\r\n${head}\r\n\r\n`,
      `PUT /v2/spaces HTTP/1.1\r\n${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      `DELETE /v2/api-keys/x HTTP/1.1\r\n${head}\r\nconnection: close\r\n\r\n`,
    ].join(""),
  );
  expect(answers.match(/HTTP\/1\.1 \d+/g)?.map((line) => line.slice(-3))).toEqual(["200", "201", "404", "405", "404"]);
  expect(emulator.requests.map((request) => request.status)).toEqual([200, 201, 404, 405, 404]);
});

test("a body that never ends is refused and hung up on", async () => {
  await using emulator = await startCheckedEmulator();
  const socket = await open(emulator);
  let answer = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    answer += chunk;
  });
  socket.write("POST /v2/api-keys HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
  const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
  const pump = (): void => {
    while (!socket.destroyed && socket.write(chunk)) {}
  };
  socket.on("drain", pump);
  const closed = new Promise((resolve) => socket.on("close", resolve));
  pump();
  await closed;
  expect(answer === "" || answer.startsWith("HTTP/1.1 413 ")).toBe(true);
  expect(emulator.requests.at(-1)?.status).toBe(413);
  await isWell(emulator);
});

test("requests with large bodies don't fill the memory: the record keeps a note in their place", async () => {
  await using emulator = await startCheckedEmulator();
  await callerOf(emulator)("POST", "/v2/api-keys", { body: { name: "x".repeat(500_000) } });
  expect(emulator.requests).toMatchObject([{ status: 400, body: "[500011 characters]" }]);
});

test("20,000 keys in one space: each page is found, and creating goes on", async () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => ({
    name: `k${index}`,
    type: "service" as const,
    space: "prod",
    createdBy: "ada",
  }));
  const organizations = [{ name: "Acme" }];
  const spaces = [{ name: "prod", organization: "Acme" }];
  await using emulator = await startEmulator({
    state: { organizations, spaces, users: [{ name: "ada", accountAdmin: true }], keys },
  });
  const call = callerOf(emulator);
  const space_id = emulator.spaces[0]?.id ?? "";
  let cursor: string | undefined;
  for (let page = 0; page < 20; page++) {
    const query = { space_id, limit: 100, ...(cursor && { cursor }) };
    const reply = await call("GET", "/v2/api-keys", { query });
    expect(reply.body.api_keys[0].name).toBe(`k${page * 100}`);
    cursor = reply.body.pagination.next_cursor;
  }
  const created = await call("POST", "/v2/api-keys", { body: { name: "last", key_type: "service", space_id } });
  expect(created.status).toBe(201);
});
