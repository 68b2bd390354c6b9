import { request as send } from "node:http";
import { connect } from "node:net";
import { type Emulator, type Fault, type FaultMatch, type OperationId, startEmulator } from "arize-sdk/testing";
import { expect, test, vi } from "vitest";
import { callerOf, people, spaceId } from "./caller.js";

interface Seen {
  status?: number;
  headers?: NodeJS.Dict<string | string[]>;
  body: string;
  /** How the exchange ended: `end` is a whole answer. */
  ended: string;
}

/** Sends one request over a connection of its own, and tells all that came back. */
function exchange(emulator: Emulator, method: string, path: string, body?: object): Promise<Seen> {
  return new Promise((resolve) => {
    const seen: Seen = { body: "", ended: "" };
    const done = (ended: string) => resolve({ ...seen, ended });
    const headers = { authorization: `Bearer ${emulator.apiKey}`, "content-type": "application/json" };
    const request = send(`${emulator.url}${path}`, { method, headers, agent: false }, (response) => {
      seen.status = response.statusCode ?? 0;
      seen.headers = response.headers;
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        seen.body += chunk;
      });
      response.on("end", () => done("end"));
      response.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? "error"));
    });
    request.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? "error"));
    request.end(body && JSON.stringify(body));
  });
}

const create = (emulator: Emulator, name = "k") => exchange(emulator, "POST", "/v2/api-keys", { name });
const keysNamed = (emulator: Emulator, name: string) => emulator.state().keys.filter((key) => key.name === name).length;

const whole = (body: string) => expect.objectContaining({ ended: "end", body });

// For a create: what its sender sees, how many keys there are then, and the status in the record.
const cases: [Fault, unknown, { made: number; status: number | undefined }][] = [
  [{ status: 500 }, { status: 500, ended: "end" }, { made: 0, status: 500 }],
  [
    { status: 500, commit: true },
    { status: 500, ended: "end" },
    { made: 1, status: 500 },
  ],
  [{ rateLimitUntil: "2999-01-01T00:00:00Z" }, { status: 429, ended: "end" }, { made: 0, status: 429 }],
  [
    { redirect: { location: "http://elsewhere/" } },
    { status: 307, headers: { location: "http://elsewhere/" } },
    { made: 0, status: 307 },
  ],
  [{ redirect: { location: "/", status: 302 }, commit: true }, { status: 302 }, { made: 1, status: 302 }],
  [{ reset: "before-work" }, { body: "", ended: "ECONNRESET" }, { made: 0, status: undefined }],
  [{ reset: "after-commit" }, { body: "", ended: "ECONNRESET" }, { made: 1, status: undefined }],
  [{ reset: "after-headers" }, { status: 201, body: "", ended: "ECONNRESET" }, { made: 1, status: 201 }],
  [
    { reset: "in-body" },
    { status: 201, body: expect.stringMatching(/^{"id"/), ended: "ECONNRESET" },
    { made: 1, status: 201 },
  ],
  [{ empty: true }, { body: "", ended: "ECONNRESET" }, { made: 0, status: undefined }],
  [
    { empty: true, commit: true },
    { body: "", ended: "ECONNRESET" },
    { made: 1, status: undefined },
  ],
  [{ garbage: true }, { ended: expect.stringMatching(/^HPE_/) }, { made: 0, status: undefined }],
  [
    { garbage: "SSH-2.0-x\r\n", commit: true },
    { ended: expect.stringMatching(/^HPE_/) },
    { made: 1, status: undefined },
  ],
  [
    { truncate: 10 },
    { status: 201, body: expect.stringMatching(/^.{10}$/), ended: "ECONNRESET" },
    { made: 1, status: 201 },
  ],
  [
    { truncate: true },
    { status: 201, body: expect.stringMatching(/^{"id"[^}]+$/), ended: "ECONNRESET" },
    { made: 1, status: 201 },
  ],
  [{ truncate: 1e6 }, { status: 201, ended: "ECONNRESET" }, { made: 1, status: 201 }],
  [
    { dribble: { bytes: 20, interval: 0 } },
    { status: 201, body: expect.stringMatching(/^{.*}$/), ended: "end" },
    { made: 1, status: 201 },
  ],
  [
    { notJson: true },
    { status: 201, body: expect.stringMatching(/^</), headers: { "content-type": "application/json" } },
    { made: 1, status: 201 },
  ],
  [{ notJson: "" }, whole(""), { made: 1, status: 201 }],
  [{ mutate: "unknown-enum" }, { body: expect.stringContaining('"status":"suspended"') }, { made: 1, status: 201 }],
  [{ mutate: { note: [1] } }, { body: expect.stringContaining('"note":[1]') }, { made: 1, status: 201 }],
  [{ delayBefore: 1 }, { status: 201, ended: "end" }, { made: 1, status: 201 }],
  [{ delayAfter: 1 }, { status: 201, ended: "end" }, { made: 1, status: 201 }],
  [{ delayBefore: 1, delayAfter: 1, status: 503 }, { status: 503 }, { made: 0, status: 503 }],
];

test.each(cases)("the fault %j", async (fault, seen, { made, status }) => {
  await using emulator = await startEmulator();
  emulator.faults.next("api_keys_create", fault);
  expect(await create(emulator)).toMatchObject(seen as object);
  expect(keysNamed(emulator, "k")).toBe(made);
  expect(emulator.requests).toMatchObject([{ operation: "api_keys_create", committed: made === 1, status }]);
  emulator.faults.clear();
  expect(await create(emulator, "next")).toMatchObject({ status: 201, ended: "end" });
});

test("silence: no answer comes, or only its headers, and the connection stays open until the emulator closes", async () => {
  const emulator = await startEmulator();
  emulator.faults.next("api_keys_create", { silence: "no-answer" });
  emulator.faults.next("api_keys_create", { silence: "no-answer", commit: true });
  emulator.faults.next("api_keys_create", { silence: "after-headers" });
  const silent = [create(emulator, "a"), create(emulator, "b"), create(emulator, "c")];
  const made = async (): Promise<void> => {
    await exchange(emulator, "GET", "/v2/spaces");
    const { requests } = emulator;
    if (requests.filter((request) => request.body !== undefined).length < 3) await made();
  };
  await made();
  await emulator.close();
  const [first, second, third] = await Promise.all(silent);
  expect([first?.ended, second?.ended, third?.ended]).toEqual(["ECONNRESET", "ECONNRESET", "ECONNRESET"]);
  expect([first, second, third].map((seen) => seen?.status).sort()).toEqual([201, undefined, undefined]);
  expect(
    emulator.requests.filter((request) => request.operation === "api_keys_create" && request.committed),
  ).toHaveLength(2);
});

test("a status fault's problem, headers, Retry-After, body and media type are as given", async () => {
  await using emulator = await startEmulator();
  const { faults } = emulator;
  const get = () => exchange(emulator, "GET", "/v2/spaces");
  faults.next(
    {},
    { status: 503, retryAfter: 7, headers: { "x-note": "n" }, problem: { title: "Down", detail: "for a while" } },
  );
  const problem = await get();
  expect(problem.headers).toMatchObject({
    "retry-after": "7",
    "x-note": "n",
    "content-type": "application/problem+json",
  });
  expect(JSON.parse(problem.body)).toMatchObject({ status: 503, title: "Down", detail: "for a while" });
  faults.next({}, { status: 429, retryAfter: new Date("2030-01-01T00:00:00Z") });
  expect((await get()).headers).toMatchObject({ "retry-after": "Tue, 01 Jan 2030 00:00:00 GMT" });
  faults.next({}, { status: 502, body: "<h1>Bad gateway</h1>" });
  expect(await get()).toMatchObject({
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<h1>Bad gateway</h1>",
  });
  faults.next({}, { status: 200, body: "{}", contentType: "application/json" });
  expect(await get()).toMatchObject({ status: 200, body: "{}", headers: { "x-request-id": expect.any(String) } });
  faults.next({}, { status: 204 });
  expect(await get()).toMatchObject({ status: 204, body: "" });
});

test("mutate changes each item of a list, by name or by fields", async () => {
  await using emulator = await startEmulator();
  emulator.faults.next("api_keys_list", { mutate: "bad-date" });
  const keys = JSON.parse((await exchange(emulator, "GET", "/v2/api-keys")).body).api_keys;
  expect(keys).toMatchObject([{ name: "laptop", created_at: "soon" }, { created_at: "soon" }]);
  emulator.faults.next("spaces_list", { mutate: { colour: "red" } });
  const { spaces } = JSON.parse((await exchange(emulator, "GET", "/v2/spaces?limit=1")).body);
  expect(spaces).toMatchObject([{ name: "prod", colour: "red" }]);
});

test("rateLimitUntil: 429 with the seconds that are left, for every request until the clock passes it", async () => {
  await using emulator = await startEmulator();
  const get = () => exchange(emulator, "GET", "/v2/spaces");
  emulator.faults.next("spaces_list", { rateLimitUntil: new Date(emulator.clock.now().getTime() + 60_000) });
  expect(await get()).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
  emulator.clock.advance(30_000);
  expect(await get()).toMatchObject({ status: 429, headers: { "retry-after": "30" } });
  emulator.clock.advance(30_000);
  expect(await get()).toMatchObject({ status: 200 });
});

async function statuses(emulator: Emulator, count: number, path = "/v2/spaces") {
  const found: (number | undefined)[] = [];
  for (let index = 0; index < count; index++) found.push((await exchange(emulator, "GET", path)).status);
  return found;
}

test("next strikes once; several strike one after the other, in the order of arming", async () => {
  await using emulator = await startEmulator();
  emulator.faults.next("spaces_list", { status: 500 });
  emulator.faults.next("spaces_list", { status: 502 });
  expect(await statuses(emulator, 3)).toEqual([500, 502, 200]);
});

test("every strikes each n-th request that fits, until it is cleared", async () => {
  await using emulator = await startEmulator();
  emulator.faults.every(2, "spaces_list", { status: 500 });
  expect(await statuses(emulator, 5)).toEqual([200, 500, 200, 500, 200]);
  emulator.faults.clear();
  emulator.faults.every(1, "spaces_list", { status: 500 });
  expect(await statuses(emulator, 2)).toEqual([500, 500]);
  emulator.reset();
  expect(await statuses(emulator, 2)).toEqual([200, 200]);
});

test("a probability strikes by a series of numbers that the seed repeats", async () => {
  const runs: string[] = [];
  for (const seed of [7, 7, 8]) {
    await using emulator = await startEmulator();
    emulator.faults.every(1, { probability: 0.5, seed }, { status: 500 });
    runs.push((await statuses(emulator, 40)).join());
  }
  expect(runs[0]).toBe(runs[1]);
  expect(runs[0]).not.toBe(runs[2]);
  const struck = runs[0]?.split("500").length ?? 0;
  expect(struck).toBeGreaterThan(10);
  expect(struck).toBeLessThan(30);
});

test.each<[FaultMatch | OperationId, boolean]>([
  ["api_keys_create", true],
  ["api_keys_list", false],
  [{}, true],
  [{ operation: "api_keys_create", method: "post" }, true],
  [{ method: "GET" }, false],
  [{ path: "/v2/api-keys" }, true],
  [{ path: "/v2" }, false],
  [{ path: /^\/v2\/api/ }, true],
  [{ path: /spaces/g }, false],
  [{ key: "k" }, true],
  [{ key: "other" }, false],
  [{ probability: 0 }, false],
])("the match %j for a create of the key k: %s", async (match, strikes) => {
  await using emulator = await startEmulator();
  emulator.faults.next(match, { status: 500 });
  expect((await create(emulator)).status).toBe(strikes ? 500 : 201);
});

test("a match by key knows the key in the path by its ID and its name, and no other", async () => {
  await using emulator = await startEmulator();
  const [laptop, notebook] = emulator.state().keys;
  for (const key of [laptop?.id?.replace(/=+$/, "") ?? "", "laptop"]) {
    emulator.faults.next({ key }, { status: 500 });
    const refresh = (id = "") => exchange(emulator, "POST", `/v2/api-keys/${id}/refresh`, { grace_period_seconds: 60 });
    expect((await refresh(notebook?.id)).status).toBe(200);
    expect((await refresh(laptop?.id)).status).toBe(500);
  }
});

test("faults reach requests that no operation is for, and those without a key", async () => {
  await using emulator = await startEmulator();
  emulator.faults.every(1, { path: "/nowhere" }, { status: 503 });
  expect((await exchange(emulator, "GET", "/nowhere")).status).toBe(503);
  emulator.faults.next({}, { status: 502 });
  expect((await callerOf(emulator, null)("GET", "/v2/spaces")).status).toBe(502);
});

test("a refused operation isn't committed, though its answer is lost after the commit", async () => {
  await using emulator = await startEmulator();
  emulator.faults.next("api_keys_create", { reset: "after-commit" });
  await exchange(emulator, "POST", "/v2/api-keys", { name: "" });
  expect(emulator.requests).toMatchObject([{ committed: false }]);
});

test("a create whose answer is lost can be found by listing", async () => {
  await using emulator = await startEmulator();
  const space_id = spaceId(emulator, "prod");
  emulator.faults.next("api_keys_create", { reset: "after-commit" });
  await exchange(emulator, "POST", "/v2/api-keys", { name: "lost", key_type: "service", space_id });
  const { body } = await callerOf(emulator, people(emulator).ben.apiKey)("GET", "/v2/api-keys", {
    query: { space_id },
  });
  expect(body.api_keys.map((key: { name: string }) => key.name)).toContain("lost");
});

test.each([
  ["spaces_lost", { status: 500 }, "match.operation"],
  [{ colour: 1 }, { status: 500 }, "unknown name: match.colour"],
  [{ probability: 2 }, { status: 500 }, "match.probability"],
  [{}, {}, "must say what goes wrong"],
  [{}, { status: 99 }, "fault.status"],
  [{}, { status: 500, reset: "in-body" }, "two kinds, status and reset"],
  [{}, { reset: "sometimes" }, "fault.reset"],
  [{}, { dribble: { bytes: 0, interval: 1 } }, "fault.dribble.bytes"],
  [{}, { delayBefore: -1 }, "fault.delayBefore"],
  [{}, { rateLimitUntil: "soon" }, "fault.rateLimitUntil"],
  [{}, { mutate: "everything" }, "fault.mutate"],
  [{}, { empty: false }, "fault.empty"],
  [{}, null, "fault must be an object"],
])("arming %j with %j is refused: %s", async (match, fault, message) => {
  await using emulator = await startEmulator();
  const arm = () => emulator.faults.next(match as FaultMatch, fault as Fault);
  expect(arm).toThrow(TypeError);
  expect(arm).toThrow(message);
});

test("a fault strikes a pipelined request in its turn", async () => {
  await using emulator = await startEmulator();
  emulator.faults.every(2, "spaces_list", { status: 503 });
  const request = `GET /v2/spaces HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${emulator.apiKey}\r\n\r\n`;
  const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk;
  });
  socket.write(request.repeat(3));
  await vi.waitFor(() => expect(received.match(/HTTP\/1\.1 \d+/g)).toHaveLength(3));
  socket.destroy();

  expect(received.match(/(?<=HTTP\/1\.1 )\d+/g)).toEqual(["200", "503", "200"]);
  expect(emulator.requests.map(({ status }) => status)).toEqual([200, 503, 200]);
});

test.each<[object, string]>([
  [{ status: 500, headers: { "x-a": "a\r\nb" } }, "headers.x-a"],
  [{ status: 500, headers: { "x a": "b" } }, "x a"],
  [{ status: 500, contentType: "a\nb" }, "contentType"],
  [{ redirect: { location: "/\r\nx" } }, "location"],
  [{ redirect: { location: "/€" } }, "location"],
])("a fault that can't be sent isn't armed: %j", async (fault, place) => {
  await using emulator = await startEmulator();
  expect(() => emulator.faults.next({}, fault as never)).toThrow(place);
});
