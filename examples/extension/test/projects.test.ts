import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ArizeClient,
  type ArizeClientOptions,
  AuthenticationError,
  ConflictError,
  NotFoundError,
  OutcomeUnknownError,
  ResponseError,
  SpaceNotFoundError,
  TimeoutError,
  ValidationError,
} from "arize-sdk";
import { type Project, projects } from "../src/index.js";
import { type Service, startService } from "./service.js";

/** Of all tests: a method warns once in a process. */
const warnings: string[] = [];
const quiet = () => {};
const logger = { debug: quiet, info: quiet, warn: (line: string) => void warnings.push(line), error: quiet };

function clientOf(service: Service, options: ArizeClientOptions = {}) {
  return new ArizeClient({ ...service.clientOptions, logger, ...options }).extend({ projects });
}

/** What a promise was rejected with. */
async function rejection<E extends Error>(promise: PromiseLike<unknown>, type: new (...args: never[]) => E) {
  const [result] = await Promise.allSettled([promise]);
  if (result.status === "rejected" && result.reason instanceof type) return result.reason;
  throw new assert.AssertionError({ message: `no ${type.name}`, actual: result });
}

test("lists every page of a space that is found by its name", async () => {
  await using service = await startService();
  const client = clientOf(service);
  for (const name of ["a", "b", "c", "d", "e"]) await client.projects.create({ name, space: "prod" });
  await client.projects.create({ name: "elsewhere", space: "prod-eu" });
  service.requests.length = 0;

  const names = (await client.projects.list({ space: "prod", limit: 2 }).toArray()).map(({ name }) => name);
  const page = await client.projects.list({ space: { name: "prod" }, name: "d" });

  assert.deepEqual(names, ["a", "b", "c", "d", "e"]);
  assert.deepEqual(
    page.data.map(({ name }) => name),
    ["d"],
  );
  const spaceId = encodeURIComponent(await client.resolveSpaceId("prod"));
  assert.deepEqual(service.requests, [
    `GET /v2/projects?space_id=${spaceId}&limit=2`,
    `GET /v2/projects?space_id=${spaceId}&limit=2&cursor=2`,
    `GET /v2/projects?space_id=${spaceId}&limit=2&cursor=4`,
    `GET /v2/projects?space_id=${spaceId}&name=d&limit=50`,
  ]);
});

test("gives what it got in camelCase, with Dates", async () => {
  await using service = await startService();
  const client = clientOf(service);
  const created = await client.projects.create({ name: "checkout", space: "prod" });
  const project: Project = await client.projects.get({ projectId: created.id });

  assert.deepEqual(Object.keys(project), ["id", "name", "spaceId", "createdAt"]);
  assert.deepEqual(project, created);
  assert.equal(project.spaceId, await client.resolveSpaceId("prod"));
  assert.ok(Math.abs(Date.now() - project.createdAt.getTime()) < 60_000);
});

test("never sends a create twice, and says that its outcome is unknown", async () => {
  await using service = await startService();
  const client = clientOf(service);
  service.faults.push("lost");
  const error = await rejection(client.projects.create({ name: "once", space: "prod" }), OutcomeUnknownError);

  assert.equal(error.operation, "projects.create");
  assert.equal(error.phase, "sent");
  assert.deepEqual(error.params, { name: "once", space: "prod" });
  assert.equal(service.requests.filter((request) => request.startsWith("POST")).length, 1);
  assert.equal((await client.projects.list({ name: "once" }).toArray()).length, 1);
});

test("repeats a delete whose answer was lost, and takes the 404 for its success", async () => {
  await using service = await startService();
  const client = clientOf(service);
  const { id } = await client.projects.create({ name: "gone", space: "prod" });
  service.faults.push("lost");
  await client.projects.delete({ projectId: id });

  assert.equal(service.requests.filter((request) => request.startsWith("DELETE")).length, 2);
  assert.deepEqual(await client.projects.list().toArray(), []);
});

test("fails with the errors of the SDK", async () => {
  await using service = await startService();
  const client = clientOf(service);
  await client.projects.create({ name: "taken", space: "prod" });
  const notFound = await rejection(client.projects.get({ projectId: "no such/project" }), NotFoundError);
  const stranger = clientOf(service, { apiKey: "ak-of-nobody" });

  assert.equal(notFound.path, "/v2/projects/no%20such%2Fproject");
  assert.equal(notFound.problem?.title, "Not Found");
  await rejection(client.projects.create({ name: "taken", space: "prod" }), ConflictError);
  await rejection(client.projects.create({ name: "x", space: "nowhere" }), SpaceNotFoundError);
  await rejection(stranger.projects.list(), AuthenticationError);
});

test("takes no answer of somebody else for the service's", async () => {
  await using service = await startService();
  const client = clientOf(service, { maxRetries: 0 });
  service.faults.push("foreign", "foreign", "foreign", "foreign");

  await rejection(client.projects.list(), ResponseError);
  await rejection(client.projects.get({ projectId: "x" }), ResponseError);
  await rejection(client.projects.delete({ projectId: "x" }), ResponseError);
  await rejection(client.projects.create({ name: "x", space: "prod" }), OutcomeUnknownError);
});

test("checks what it is given before it sends anything, and names all that is wrong", async () => {
  await using service = await startService();
  const client = clientOf(service);
  const error = await rejection(client.projects.create({ name: " ", space: "" }), ValidationError);
  const untyped: object = { limit: 0, spaces: "prod" };

  assert.deepEqual(
    error.issues.map(({ path }) => path),
    ["name", "space"],
  );
  await rejection(client.projects.list(untyped), ValidationError);
  for (const projectId of ["", ".."]) {
    await rejection(client.projects.get({ projectId }), ValidationError);
    await rejection(client.projects.delete({ projectId }), ValidationError);
  }
  assert.deepEqual(service.requests, []);
});

test("has one deadline for the lookup of a space and the request", async () => {
  await using service = await startService();
  const client = clientOf(service);
  service.emulator.faults.next("spaces_list", { delayBefore: 500 });
  service.faults.push("silent");
  const started = performance.now();
  const creation = client.projects.create({ name: "late", space: "prod" }, { timeout: 1_000 });
  const error = await rejection(creation, OutcomeUnknownError);

  assert.ok(error.cause instanceof TimeoutError);
  assert.ok(performance.now() - started < 1_400);
});

test("warns once for each method that it is in beta", async () => {
  await using service = await startService();
  const client = clientOf(service);
  for (const name of ["one", "two"]) {
    const { id } = await client.projects.create({ name, space: "prod" });
    await client.projects.get({ projectId: id });
    await client.projects.list();
    await client.projects.delete({ projectId: id });
  }

  assert.deepEqual(
    warnings.map((line) => /projects\.\w+ calls an endpoint in beta/.exec(line)?.[0]).sort(),
    ["create", "delete", "get", "list"].map((method) => `projects.${method} calls an endpoint in beta`),
  );
});

/** Compiled, never run: each line that should fail to compile does. */
export async function misuse(client: ReturnType<typeof clientOf>) {
  // @ts-expect-error a project belongs to a space
  await client.projects.create({ name: "x" });
  // @ts-expect-error an ID is a string
  await client.projects.get({ projectId: 5 });
  // @ts-expect-error the parameters are in camelCase
  await client.projects.list({ space_id: "x" });
  // @ts-expect-error there is no such option
  await client.projects.list({}, { retries: 1 });
  // @ts-expect-error a page holds projects, not what the wire calls them
  (await client.projects.list()).projects;
  // @ts-expect-error a client has the module only when it is extended
  new ArizeClient().projects;
}
