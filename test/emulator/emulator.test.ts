import { once } from "node:events";
import { connect } from "node:net";
import { type EmulatorState, startEmulator } from "arize-sdk/testing";
import { expect, test } from "vitest";
import { startCheckedEmulator } from "../support/emulator.js";
import { callerOf, people, spaceId } from "./caller.js";

test("clientOptions are frozen, with the first user's key and the URL", async () => {
  await using emulator = await startEmulator();
  expect(emulator.clientOptions).toMatchObject({ apiKey: emulator.apiKey, baseUrl: emulator.url });
  expect(Object.isFrozen(emulator.clientOptions)).toBe(true);
  expect(emulator.users[0]).toMatchObject({ apiKey: emulator.apiKey, developer: true, accountAdmin: true });
});

test("the default state has three kinds of users, and names that are easy to mix up", async () => {
  await using emulator = await startEmulator();
  expect(emulator.users.map(({ developer, accountAdmin }) => [developer, accountAdmin])).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
  const names = emulator.spaces.map((space) => space.name);
  expect(names).toEqual(expect.arrayContaining(["prod", "prod-eu", "preprod", "Prod"]));
  expect(names.filter((name) => name === "shared")).toHaveLength(2);
});

test.each([
  [{ prot: 4010 }, "unknown name: options.prot"],
  [{ port: "4010" }, "options.port must be an integer"],
  [{ port: 65_536 }, "options.port must be a number from 0 to 65535"],
  [{ control: "yes" }, "options.control must be true or false"],
  [null, "options must be an object"],
])("refuses the options %j: %s", async (options, message) => {
  await expect(startEmulator(options as never)).rejects.toThrow(message);
});

test("emulators in one process share nothing", async () => {
  await using first = await startCheckedEmulator();
  await using second = await startCheckedEmulator();
  expect((await callerOf(first, second.apiKey)("GET", "/v2/spaces")).status).toBe(401);
  expect(first.spaces.map((space) => space.id)).not.toEqual(second.spaces.map((space) => space.id));
  await callerOf(first)("POST", "/v2/api-keys", { body: { name: "k" } });
  expect(second.requests).toEqual([]);
});

test("reset goes back to the same users, IDs and keys, to real time, and forgets the requests", async () => {
  await using emulator = await startCheckedEmulator();
  const before = emulator.state();
  const { requests } = emulator;
  const call = callerOf(emulator);
  const { body: made } = await call("POST", "/v2/api-keys", { body: { name: "k" } });
  await call("DELETE", `/v2/spaces/${spaceId(emulator, "prod")}`);
  emulator.clock.set("2040-01-01T00:00:00Z");
  emulator.reset();
  expect(emulator.state()).toEqual(before);
  expect(requests).toEqual([]);
  expect(Math.abs(emulator.clock.now().getTime() - Date.now())).toBeLessThan(60_000);
  expect((await callerOf(emulator, made.key)("GET", "/v2/spaces")).status).toBe(401);
  expect((await call("GET", "/v2/spaces")).status).toBe(200);
});

test("the clock runs with real time from wherever it was moved to", async () => {
  await using emulator = await startEmulator();
  const { clock } = emulator;
  clock.set("2030-01-01T00:00:00Z");
  expect(clock.now().toISOString()).toMatch(/^2030-01-01T00:00/);
  clock.advance(3_600_000);
  expect(clock.now().toISOString()).toMatch(/^2030-01-01T01:00/);
  clock.advance(-86_400_000);
  expect(clock.now().toISOString()).toMatch(/^2029-12-31T01:00/);
  clock.set(new Date("2020-02-02T02:02:02Z"));
  expect(clock.now().toISOString()).toMatch(/^2020-02-02T02:02/);
});

test("the clock refuses what isn't a time", async () => {
  await using emulator = await startEmulator();
  expect(() => emulator.clock.set("yesterday")).toThrow(TypeError);
  expect(() => emulator.clock.advance(Number.NaN)).toThrow(TypeError);
  expect(() => emulator.clock.advance(1e15)).toThrow(TypeError);
});

test("requests: one record for each, with what a test asserts, and no secret", async () => {
  await using emulator = await startCheckedEmulator();
  const call = callerOf(emulator);
  const { body: key } = await call("POST", "/v2/api-keys", {
    body: { name: "k", description: `was ${emulator.apiKey}` },
  });
  await call("GET", "/v2/spaces", { query: { name: "prod", limit: 5 }, headers: { "x-note": emulator.apiKey } });
  await call("DELETE", `/v2/api-keys/${key.key}`);
  await call("GET", "/nowhere?a=1&a=2");
  expect(emulator.requests).toMatchObject([
    {
      operation: "api_keys_create",
      status: 201,
      committed: true,
      method: "POST",
      path: "/v2/api-keys",
      body: { name: "k" },
    },
    { operation: "spaces_list", status: 200, committed: true, query: { name: "prod", limit: "5" } },
    { operation: "api_keys_delete", status: 404, committed: false, path: "/v2/api-keys/[redacted]" },
    { operation: undefined, status: 404, committed: false, query: { a: ["1", "2"] } },
  ]);
  const [first] = emulator.requests;
  expect(first?.headers).toMatchObject({ authorization: "[redacted]", "content-type": "application/json" });
  expect(first?.at).toBeInstanceOf(Date);
  expect(JSON.stringify(emulator.requests)).not.toContain("ak-emulator");
});

test("requests keeps the last 10,000", async () => {
  await using emulator = await startEmulator();
  const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
  for (let index = 1; index < 10_100; index++) socket.write(`GET /${index} HTTP/1.1\r\nhost: x\r\n\r\n`);
  socket.write("GET /10100 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  await once(socket.resume(), "end");
  expect(emulator.requests).toHaveLength(10_000);
  expect(emulator.requests.at(-1)?.path).toBe("/10100");
});

test("close drops open connections, and may be called twice", async () => {
  const emulator = await startEmulator();
  const idle = connect(Number(new URL(emulator.url).port), "127.0.0.1");
  await once(idle, "connect");
  idle.write("POST /v2/api-keys HTTP/1.1\r\ncontent-length: 10\r\n\r\n{");
  const dropped = new Promise((resolve) => idle.on("error", resolve).on("close", resolve));
  await emulator.close();
  await dropped;
  await emulator.close();
  await expect(fetch(emulator.url)).rejects.toThrow();
});

test("a port that is in use rejects with EADDRINUSE", async () => {
  await using emulator = await startEmulator();
  const port = Number(new URL(emulator.url).port);
  await expect(startEmulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("state() has no secret, and an emulator started with it says the same", async () => {
  await using first = await startEmulator();
  const call = callerOf(first);
  const prod = { key_type: "service", space_id: spaceId(first, "prod") };
  const parent = (await call("POST", "/v2/api-keys", { body: { name: "parent", ...prod } })).body;
  await callerOf(first, parent.key)("POST", "/v2/api-keys", { body: { name: "child", ...prod } });
  await call("POST", `/v2/api-keys/${parent.id}/refresh`, { body: { grace_period_seconds: 60 } });
  await call("DELETE", `/v2/spaces/${spaceId(first, "prod-eu")}`);
  const state = first.state();
  expect(JSON.stringify(state)).not.toContain("ak-emulator-");

  await using second = await startEmulator({ state: JSON.parse(JSON.stringify(state)) });
  expect(second.state()).toEqual(state);
  const { ada } = people(second);
  expect(ada.id).toBe(people(first).ada.id);
  expect((await callerOf(second, ada.apiKey)("GET", "/v2/api-keys")).status).toBe(200);
});

test("a key of the state may carry its secret; a user without a key is given one", async () => {
  const state: EmulatorState = {
    organizations: [{ name: "Acme" }],
    spaces: [{ name: "prod", organization: "Acme" }],
    users: [{ name: "ada", accountAdmin: true }],
    keys: [
      { name: "ci", type: "service", space: "prod", createdBy: "ada", secret: "ak-test-0001", spaceRole: "admin" },
    ],
  };
  await using emulator = await startCheckedEmulator({ state });
  const spaces = await callerOf(emulator, "ak-test-0001")("GET", "/v2/spaces");
  expect(spaces.body.spaces).toMatchObject([{ name: "prod" }]);
  expect((await callerOf(emulator)("GET", "/v2/spaces")).status).toBe(200);
  await callerOf(emulator)("GET", "/v2/spaces", { query: { name: "ak-test-0001" } });
  expect(emulator.requests.at(-1)?.query).toEqual({ name: "[redacted]" });
});

const acme = { organizations: [{ name: "Acme" }], users: [{ name: "ada" }] };
test.each([
  [{ users: [] }, "at least one user"],
  [{}, "state.users must be a list"],
  [{ ...acme, colour: 1 }, "unknown name: state.colour"],
  [{ ...acme, users: [{ nme: "ada" }] }, "unknown name: state.users[0].nme"],
  [{ ...acme, users: [{ developer: "yes" }] }, "state.users[0].developer must be true or false"],
  [{ ...acme, users: [{ spaces: { prod: "admin" } }] }, "no space prod"],
  [{ ...acme, users: [{ organizations: { Acme: "owner" } }] }, "state.users[0].organizations.Acme must be one of"],
  [{ ...acme, users: [{ id: "ada" }] }, "isn't the ID of a User"],
  [{ ...acme, spaces: [{ name: "a", organization: "Globex" }] }, "no organization Globex"],
  [
    {
      ...acme,
      spaces: [
        { name: "a", organization: "Acme" },
        { name: "a", organization: "Acme" },
      ],
    },
    "two spaces named a",
  ],
  [
    { ...acme, organizations: [{ name: "Acme" }, { name: "Acme" }], spaces: [{ name: "a", organization: "Acme" }] },
    "several organizations",
  ],
  [
    { ...acme, keys: [{ name: "k", createdBy: "ada", expiresAt: "soon" }] },
    "state.keys[0].expiresAt must be a date-time",
  ],
  [{ ...acme, keys: [{ name: "k", createdBy: "ada", secret: "x" }] }, "state.keys[0].secret"],
  [{ ...acme, keys: [{ name: "k", createdBy: "ada", space: "prod" }] }, "for service keys"],
  [{ ...acme, keys: [{ name: "k", createdBy: "ada", type: "service" }] }, "needs a space"],
  [{ ...acme, keys: [1, 2].map(() => ({ name: "k", createdBy: "ada", secret: "ak-test-0001" })) }, "same secret"],
  [{ organizations: [1, 2].map(() => ({ id: "T3JnYW5pemF0aW9uOjE6YQ==", name: "a" })), users: [{}] }, "twice"],
])("the state %j is refused: %s", async (state, message) => {
  await expect(startEmulator({ state: state as EmulatorState })).rejects.toThrow(message);
});

test("requests: a secret behind escapes is no more to be seen than another", async () => {
  await using emulator = await startCheckedEmulator();
  const { apiKey } = emulator;
  const escaped = [...apiKey].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  const encoded = [...apiKey].map((char) => `%${char.charCodeAt(0).toString(16)}`).join("");
  const headers = { "content-type": "application/json", authorization: `Bearer ${apiKey}` };
  await fetch(`${emulator.url}/v2/api-keys`, { method: "POST", headers, body: `{"name":"${escaped}"}` });
  await fetch(`${emulator.url}/v2/api-keys/${encoded}`, { method: "DELETE", headers });

  expect(emulator.requests).toMatchObject([{ body: { name: "[redacted]" } }, { path: "/v2/api-keys/[redacted]" }]);
});

test.each(["ak-emulator-planted1", "zz", "..."])("a redactedKey must hide the key: %s", async (redactedKey) => {
  const state: EmulatorState = { users: [{ name: "ada" }], keys: [{ name: "ci", createdBy: "ada", redactedKey }] };
  await expect(startEmulator({ state })).rejects.toThrow("keys[0].redactedKey must be the first and last characters");
});
