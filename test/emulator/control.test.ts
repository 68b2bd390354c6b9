import { startEmulator } from "arize-sdk/testing";
import { expect, test } from "vitest";
import { callerOf } from "./caller.js";

test.each([
  "faults",
  "clock",
  "reset",
  "requests",
])("/__emulator/%s is 404 unless the control API is on", async (name) => {
  await using emulator = await startEmulator();
  const reply = await callerOf(emulator)("POST", `/__emulator/${name}`, { body: {} });
  expect(reply.status).toBe(404);
});

test("POST faults arms the next request, or each n-th; DELETE disarms", async () => {
  await using emulator = await startEmulator({ control: true });
  const call = callerOf(emulator, null);
  const arm = (body: object) => call("POST", "/__emulator/faults", { body });
  expect((await arm({ match: "spaces_list", fault: { status: 500 } })).status).toBe(204);
  expect((await arm({ match: { method: "GET" }, fault: { status: 502 }, every: 1 })).status).toBe(204);
  const get = async () => (await call("GET", "/v2/spaces")).status;
  expect([await get(), await get(), await get()]).toEqual([500, 502, 502]);
  expect((await call("DELETE", "/__emulator/faults")).status).toBe(204);
  expect(await get()).toBe(401);
});

test("POST clock moves the clock and says where it is", async () => {
  await using emulator = await startEmulator({ control: true });
  const move = async (body: object) => (await callerOf(emulator, null)("POST", "/__emulator/clock", { body })).body.now;
  expect(await move({ set: "2030-01-01T00:00:00Z" })).toMatch(/^2030-01-01T00:00/);
  expect(await move({ advance: 3_600_000 })).toMatch(/^2030-01-01T01:00/);
  expect(await move({})).toMatch(/^2030-01-01T01:00/);
  expect(emulator.clock.now().toISOString()).toMatch(/^2030-01-01T01:00/);
});

test("POST reset goes back to the start, GET requests lists the record, and neither is in it", async () => {
  await using emulator = await startEmulator({ control: true });
  const call = callerOf(emulator);
  await call("POST", "/v2/api-keys", { body: { name: "k" } });
  const { body } = await call("GET", "/__emulator/requests");
  expect(body).toMatchObject([{ operation: "api_keys_create", status: 201, committed: true, body: { name: "k" } }]);
  expect(JSON.stringify(body)).not.toContain("ak-emulator-");
  expect((await call("POST", "/__emulator/reset")).status).toBe(204);
  expect((await call("GET", "/__emulator/requests")).body).toEqual([]);
  expect(emulator.state().keys.some((key) => key.name === "k")).toBe(false);
});

test.each([
  ["GET", "faults", undefined, 405],
  ["POST", "nothing", undefined, 404],
  ["POST", "constructor", undefined, 404],
  ["POST", "faults", { fault: { status: 1 } }, 400],
  ["POST", "faults", { fault: { status: 500 }, every: 0 }, 400],
  ["POST", "faults", { match: {}, fault: { status: 500 }, colour: 1 }, 400],
  ["POST", "clock", { advance: "1" }, 400],
  ["POST", "clock", { advance: 1e15 }, 400],
  ["POST", "clock", { set: "soon" }, 400],
] as const)("%s %s with %j is %i, a problem", async (method, name, body, status) => {
  await using emulator = await startEmulator({ control: true });
  const reply = await callerOf(emulator)(method, `/__emulator/${name}`, { body });
  expect(reply.status).toBe(status);
  expect(reply.body).toMatchObject({ status });
});
