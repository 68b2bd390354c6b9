import { request } from "node:http";
import { startEmulator } from "arize-sdk/testing";
import { expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { callerOf } from "./caller.js";

test("each answer has an x-request-id of its own, and a Date from the emulator's clock", async () => {
  await using emulator = await startCheckedEmulator();
  emulator.clock.set("2031-05-06T07:08:09Z");
  const call = callerOf(emulator);
  const replies = await Promise.all([
    call("GET", "/v2/spaces"),
    call("GET", "/nowhere"),
    call("GET", "/v2/spaces?x=1"),
  ]);
  expect(new Set(replies.map(({ headers }) => headers.get("x-request-id"))).size).toBe(3);
  for (const { headers } of replies) expect(headers.get("date")).toMatch(/^Tue, 06 May 2031 07:08:\d\d GMT$/);
});

test("each failure is a problem with type, title, status, detail and instance", async () => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator)("GET", "/v2/api-keys", { query: { limit: 0 } });
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
  expect(reply.body).toEqual({
    type: "about:blank",
    title: "Bad Request",
    status: 400,
    detail: expect.stringContaining("limit"),
    instance: `urn:request:${reply.headers.get("x-request-id")}`,
  });
});

test.each([
  "/",
  "/v2",
  "/v2/api-keys/",
  "/v2/api-keys/a/b/c",
  "/v2/api-keys/a/refresh/",
  "/v2//spaces",
  "/V2/spaces",
  "/__emulator/requests",
])("the path %s is 404", async (path) => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("GET", path)).status).toBe(404);
});

test.each([
  ["PUT", "/v2/api-keys", "GET, POST"],
  ["GET", "/v2/api-keys/a", "DELETE"],
  ["GET", "/v2/api-keys/a/refresh", "POST"],
  ["HEAD", "/v2/spaces", "GET, POST"],
  ["POST", "/v2/spaces/a", "GET, PATCH, DELETE"],
  ["OPTIONS", "/v2/spaces", "GET, POST"],
])("%s %s is 405 with Allow: %s", async (method, path, allow) => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator)(method, path);
  expect(reply.status).toBe(405);
  expect(reply.headers.get("allow")).toBe(allow);
});

test("a path that isn't percent-encoded UTF-8 is 400", async () => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("DELETE", "/v2/api-keys/%ff")).status).toBe(400);
});

test.each([
  "text/plain",
  "application/xml",
  "application/jsonp",
  "application/json; charset=latin1",
  "multipart/form-data",
])("the media type %s is 415", async (type) => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator)("POST", "/v2/api-keys", {
    body: { name: "k" },
    headers: { "content-type": type },
  });
  expect(reply.status).toBe(415);
});

test.each([
  "application/json",
  "application/json; charset=utf-8",
  "Application/JSON;charset=UTF-8",
])("the media type %s is accepted", async (type) => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator)("POST", "/v2/api-keys", {
    body: { name: "k" },
    headers: { "content-type": type },
  });
  expect(reply.status).toBe(201);
});

test("a compressed body is 415", async () => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator)("POST", "/v2/api-keys", {
    body: "x",
    headers: { "content-encoding": "gzip" },
  });
  expect(reply.status).toBe(415);
});

test.each([
  "{",
  "",
  "undefined",
  '{"name":"k"}}',
  "[".repeat(100_000),
  '{"name":"\u0000"}',
])("a body that isn't readable as JSON is 400: %.20s", async (body) => {
  await using emulator = await startCheckedEmulator();
  expect((await callerOf(emulator)("POST", "/v2/api-keys", { body })).status).toBe(400);
});

test("JSON of any depth is refused by its fields, and the emulator lives on", async () => {
  await using emulator = await startCheckedEmulator();
  const body = `{"name":"k","roles":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  expect((await callerOf(emulator)("POST", "/v2/api-keys", { body })).status).toBe(400);
  expect((await callerOf(emulator)("POST", "/v2/api-keys", { body: '{"name":"k","__proto__":{}}' })).status).toBe(400);
  expect((await callerOf(emulator)("GET", "/v2/spaces")).status).toBe(200);
});

test("a body that isn't UTF-8 is 400", async () => {
  await using emulator = await startCheckedEmulator();
  const response = await fetch(`${emulator.url}/v2/api-keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${emulator.apiKey}`, "content-type": "application/json" },
    body: Buffer.from([0x22, 0xff, 0x22]),
  });
  expect(response.status).toBe(400);
});

test("a body of 1 MiB is read, one byte more is 413, with a length or in chunks", async () => {
  await using emulator = await startCheckedEmulator();
  const megabyte = 1024 * 1024;
  const padded = (bytes: number) => '{"name":"k"}'.padEnd(bytes);
  const call = callerOf(emulator);
  expect((await call("POST", "/v2/api-keys", { body: padded(megabyte) })).status).toBe(201);
  expect((await call("POST", "/v2/api-keys", { body: padded(megabyte + 1) })).status).toBe(413);
  const chunked = await new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = request(`${emulator.url}/v2/api-keys`, { method: "POST", headers }, (answer) =>
      resolve(answer.statusCode),
    );
    sent.on("error", reject);
    for (let part = 0; part < 3; part++) sent.write(Buffer.alloc(megabyte / 2, " "));
    sent.end();
  });
  expect(chunked).toBe(413);
  expect((await call("GET", "/v2/spaces")).status).toBe(200);
});

test("a problem repeats no key that was sent", async () => {
  await using emulator = await startCheckedEmulator();
  const reply = await callerOf(emulator)("GET", "/v2/api-keys", { query: { [emulator.apiKey]: 1 } });
  expect(reply.status).toBe(400);
  expect(JSON.stringify(reply.body)).not.toContain(emulator.apiKey);
});

test("it listens on loopback unless told otherwise, and warns when it doesn't", async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on("warning", listen);
  await using local = await startEmulator();
  expect(local.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await using open = await startEmulator({ host: "0.0.0.0" });
  expect((await callerOf(open)("GET", "/v2/spaces")).status).toBe(200);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  expect(warnings.map((warning) => warning.message)).toEqual([expect.stringContaining("0.0.0.0")]);
});
