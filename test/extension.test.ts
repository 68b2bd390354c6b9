import { Readable } from "node:stream";
import { inspect } from "node:util";
import {
  APIError,
  ArizeClient,
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  type ExtensionContext,
  NotFoundError,
  OutcomeUnknownError,
  RateLimitError,
  ResponseError,
  SpaceNotFoundError,
  TimeoutError,
  ValidationError,
} from "arize-sdk";
import globalAxios from "axios";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ProjectsApi } from "../examples/extension/generated/api.js";
import { projects } from "../examples/extension/src/index.js";
import { clientOf, recordingLogger, rejection, SENTINEL_KEY } from "./support/client.js";
import { SPACE_ID, wireKey, wireSpace } from "./support/operations.js";
import { serve } from "./support/server.js";
import { expectError, thrown } from "./support/thrown.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const wireProject = { id: "p1", name: "one", space_id: SPACE_ID, created_at: "2026-06-01T10:00:00Z" };
const project = { id: "p1", name: "one", spaceId: SPACE_ID, createdAt: new Date("2026-06-01T10:00:00Z") };
const noMore = { has_more: false };
const keys = { body: { api_keys: [wireKey], pagination: noMore } };

/** What a generated class is at its core: it makes the URL, and calls `request` of what it is given. */
class BareApi {
  constructor(
    _configuration?: object,
    readonly basePath = "",
    readonly axios?: { request(config: object): Promise<unknown> },
  ) {}

  async send(urlOf: (base: string) => string, config: object): Promise<unknown> {
    return this.axios?.request({ headers: {}, ...config, url: urlOf(this.basePath) });
  }
}
const projectsUrl = (base: string) => `${base}/v2/projects`;

const projectsOf = (client: ArizeClient) => client.extend({ projects }).projects;

describe("a generated class of another API, on this client's connection,", () => {
  test("sends this client's key and headers to this client's address, under its path prefix", async () => {
    await using server = await serve(() => ({ body: wireProject }));
    const client = clientOf(`${server.url}/a/prefix`, { defaultHeaders: { "x-team": "a" } });
    const { data, status } = await client.api(ProjectsApi).projectsGet({ projectId: "p 1/x" });
    const [request] = server.requests;

    expect(data).toEqual(wireProject);
    expect(status).toBe(200);
    expect(request?.path).toBe("/a/prefix/v2/projects/p%201%2Fx");
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${SENTINEL_KEY}`,
      "sdk-language": "typescript",
      "sdk-package-name": "arize-sdk",
      "x-team": "a",
    });
  });

  test("sends JSON bodies and query parameters as it always does", async () => {
    await using server = await serve(({ method }) =>
      method === "POST"
        ? { status: 201, body: wireProject }
        : { body: { projects: [wireProject], pagination: noMore } },
    );
    const api = clientOf(server.url).api(ProjectsApi);
    await api.projectsCreate({ projectCreate: { name: "één", space_id: SPACE_ID } });
    const { data } = await api.projectsList({ name: "a&b", limit: 5 });
    await clientOf(server.url)
      .api(BareApi)
      .send((base) => `${projectsUrl(base)}?labels=a%26b&labels=c`, { method: "GET" });
    const [create, list, repeated] = server.requests;

    expect(create?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(create?.body ?? "")).toEqual({ name: "één", space_id: SPACE_ID });
    expect(list?.query).toEqual([
      ["name", "a&b"],
      ["limit", "5"],
    ]);
    expect(repeated?.query).toEqual([
      ["labels", "a&b"],
      ["labels", "c"],
    ]);
    expect(data.projects).toEqual([wireProject]);
  });

  test("gives an empty answer for an empty success", async () => {
    await using server = await serve(() => ({ status: 204 }));
    const { data, status } = await clientOf(server.url).api(ProjectsApi).projectsDelete({ projectId: "p1" });

    expect(data).toBeUndefined();
    expect(status).toBe(204);
  });

  test("fails with this client's errors", async () => {
    await using server = await serve(() => ({
      status: 404,
      headers: { "x-request-id": "req-1" },
      body: { title: "No such project", status: 404 },
    }));
    const error = expectError(
      await rejection(clientOf(server.url).api(ProjectsApi).projectsGet({ projectId: "p1" })),
      NotFoundError,
    );

    expect(error.method).toBe("GET");
    expect(error.path).toBe("/v2/projects/p1");
    expect(error.requestId).toBe("req-1");
    expect(error.problem?.title).toBe("No such project");
    expect(inspect(error, { depth: 20 })).not.toContain(SENTINEL_KEY);
  });

  test("needs JSON in a success", async () => {
    await using server = await serve(() => ({ body: "<html>" }));
    const api = clientOf(server.url, { maxRetries: 0 }).api(ProjectsApi);

    expect(await rejection(api.projectsGet({ projectId: "p1" }))).toBeInstanceOf(ResponseError);
  });

  test("takes other answers when the call says so, and still fails by status", async () => {
    const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]);
    await using server = await serve((_request, index, raw) => {
      if (index > 0) return { status: 404, body: { title: "No picture", status: 404 } };
      raw.writeHead(200, { "content-type": "image/png" }).end(bytes);
      return undefined;
    });
    const api = clientOf(server.url).api(ProjectsApi);
    const { data } = await api.projectsGet({ projectId: "p1" }, { responseType: "arraybuffer" });

    expect(Buffer.from(data as unknown as ArrayBuffer).equals(bytes)).toBe(true);
    expect(
      expectError(await rejection(api.projectsGet({ projectId: "p1" }, { responseType: "arraybuffer" })), APIError)
        .status,
    ).toBe(404);
    expect(await rejection(api.projectsGet({ projectId: "p1" }, { responseType: "text" }))).toBeInstanceOf(
      NotFoundError,
    );
  });

  test("repeats what may be repeated, and a create never", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    await using server = await serve(({ method }, index) =>
      index % 2 === 0 ? { status: 502 } : method === "GET" ? { body: wireProject } : { status: 204 },
    );
    const api = clientOf(server.url).api(ProjectsApi);
    await api.projectsGet({ projectId: "p1" });
    await api.projectsDelete({ projectId: "p1" });
    const error = await rejection(api.projectsCreate({ projectCreate: { name: "x", space_id: SPACE_ID } }));

    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "GET", "DELETE", "DELETE", "POST"]);
    expect(expectError(error, OutcomeUnknownError).operation).toBe("POST /v2/projects");
  });

  test("takes signal, timeout, maxRetries and headers in the last parameter of its methods", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    await using server = await serve(({ headers }) => (headers["x-hang"] ? undefined : { status: 500 }));
    const api = clientOf(server.url).api(ProjectsApi);
    const reason = new Error("changed my mind");
    const once = { maxRetries: 0, headers: { "x-trace": "t" } };
    await rejection(api.projectsGet({ projectId: "p1" }, once));
    const late = expectError(
      await rejection(api.projectsGet({ projectId: "p1" }, { timeout: 20, headers: { "x-hang": "1" } })),
      TimeoutError,
    );
    const aborted = await rejection(api.projectsGet({ projectId: "p1" }, { signal: AbortSignal.abort(reason) }));

    expect(
      server.requests.map(({ headers }) => headers["x-trace"] ?? headers["x-hang"]).filter((mark) => mark !== "1"),
    ).toEqual(["t"]);
    expect(late.timeout).toBe(20);
    expect((aborted as Error).cause).toBe(reason);
  });

  test.each([[{}], [undefined], ["ProjectsApi"]])("is asked for in the place of %j", (given) => {
    const error = thrown(() => clientOf("http://127.0.0.1:9").api(given as never));
    expect(error).toMatchObject({ name: "ValidationError", issues: [{ path: "GeneratedClass" }] });
  });

  test("has its options checked", async () => {
    await using server = await serve(() => ({ body: wireProject }));
    const api = clientOf(server.url).api(ProjectsApi);

    for (const options of [{ timeout: -1 }, { headers: { Authorization: "Bearer other" } }]) {
      expect(await rejection(api.projectsGet({ projectId: "p1" }, options))).toBeInstanceOf(ValidationError);
    }
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    ".",
    "..",
    "../..",
    "//evil.example.com",
    "@evil.example.com",
  ])("stays under this client's address and prefix, whatever its ID: %j", async (id) => {
    await using server = await serve(() => ({ body: wireProject }));
    await clientOf(`${server.url}/a/prefix`).api(ProjectsApi).projectsGet({ projectId: id });

    expect(server.requests[0]?.path).toMatch(/^\/a\/prefix\/v2\//);
  });

  test.each([
    (base: string) => base.replace("127.0.0.1", "localhost"),
    (base: string) => `${base}.evil.example.com/v2/projects`,
    (base: string) => `${base}@evil.example.com/v2/projects`,
    (base: string) => `${base}/../v2/projects`,
    (base: string) => `${base}/v2/%2E%2e/projects`,
    (base: string) => `${base}/v2/projects/..`,
    () => "/v2/projects",
    () => "",
  ])("can't take the key elsewhere (%#)", async (urlOf) => {
    await using server = await serve(() => ({ body: wireProject }));
    const error = await rejection(clientOf(`${server.url}/a/prefix`).api(BareApi).send(urlOf, { method: "GET" }));

    expect(error).toBeInstanceOf(ValidationError);
    expect(server.requests).toHaveLength(0);
  });

  test("sends forms as forms", async () => {
    await using server = await serve(() => ({ body: wireProject }));
    const form = new URLSearchParams({ name: "é&=" });
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    await clientOf(server.url).api(BareApi).send(projectsUrl, { method: "POST", headers, data: form });

    expect(server.requests[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(server.requests[0]?.body).toBe("name=%C3%A9%26%3D");
  });

  test("sends a stream once: it can't be read again", async () => {
    await using server = await serve(() => ({ status: 429, headers: { "retry-after": "0" } }));
    const headers = { "Content-Type": "application/octet-stream" };
    const data = Readable.from([Buffer.from("some "), Buffer.from("bytes")]);
    const call = clientOf(server.url).api(BareApi).send(projectsUrl, { method: "POST", headers, data });

    expect(await rejection(call)).toBeInstanceOf(RateLimitError);
    expect(server.requests.map(({ body }) => body)).toEqual(["some bytes"]);
  });

  test("gets text for a response type that nobody knows", async () => {
    await using server = await serve(() => ({ body: "plain" }));
    const answer = await clientOf(server.url)
      .api(BareApi)
      .send(projectsUrl, { method: "GET", responseType: "papyrus" });

    expect(answer).toMatchObject({ data: "plain" });
  });

  test("goes by its method and path in the log, for want of a name", async () => {
    await using server = await serve(() => ({ body: wireProject }));
    const logger = recordingLogger();
    await clientOf(server.url, { logger, logLevel: "debug" }).api(ProjectsApi).projectsGet({ projectId: "p1" });

    expect(logger.lines.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^arize-sdk: GET \/v2\/projects\/p1, attempt 1: 200 after /),
    ]);
  });

  test("asks a function for the key at each attempt", async () => {
    await using server = await serve((_request, index) =>
      index === 0 ? { status: 429, headers: { "retry-after": "0" } } : { body: wireProject },
    );
    let count = 0;
    await clientOf(server.url, { apiKey: () => `ak-rotating-${++count}` })
      .api(ProjectsApi)
      .projectsGet({ projectId: "p1" });

    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer ak-rotating-1",
      "Bearer ak-rotating-2",
    ]);
  });

  test("shows no key when it is printed, and leaves the global axios alone", async () => {
    await using server = await serve(() => ({ body: wireProject }));
    const globalRequest = vi.spyOn(globalAxios, "request");
    const api = clientOf(server.url).api(ProjectsApi);
    await api.projectsGet({ projectId: "p1" });

    expect(inspect(api, { depth: 20, showHidden: true })).not.toContain(SENTINEL_KEY);
    expect(globalRequest).not.toHaveBeenCalled();
  });
});

describe("a module of an extended client", () => {
  test("lists, with the client's paging and lookup", async () => {
    await using server = await serve(({ path, query }) => {
      if (path === "/v2/spaces") return { body: { spaces: [wireSpace], pagination: noMore } };
      const more = !new Map(query).has("cursor");
      const pagination = more ? { has_more: true, next_cursor: "next" } : noMore;
      return { body: { projects: [{ ...wireProject, id: more ? "p1" : "p2" }], pagination } };
    });
    const list = projectsOf(clientOf(server.url)).list({ space: { id: SPACE_ID } });
    const page = await list;
    const all = await list.toArray();

    expect(page.data).toEqual([project]);
    expect(all.map(({ id }) => id)).toEqual(["p1", "p2"]);
    expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { space_id: SPACE_ID, limit: "50" },
      { space_id: SPACE_ID, limit: "50", cursor: "next" },
    ]);
  });

  test("gets, creates and deletes", async () => {
    await using server = await serve(({ method, path }) => {
      if (path === "/v2/spaces") return { body: { spaces: [wireSpace], pagination: noMore } };
      return method === "DELETE" ? { status: 204 } : { status: method === "POST" ? 201 : 200, body: wireProject };
    });
    const projects = projectsOf(clientOf(server.url));

    expect(await projects.get({ projectId: "p1" })).toEqual(project);
    expect(await projects.create({ name: "one", space: "prod" })).toEqual(project);
    expect(await projects.delete({ projectId: "p1" })).toBeUndefined();
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v2/projects/p1",
      "GET /v2/spaces",
      "POST /v2/projects",
      "DELETE /v2/projects/p1",
    ]);
    expect(JSON.parse(server.requests[2]?.body ?? "")).toEqual({ name: "one", space_id: SPACE_ID });
  });

  test("writes to the client's log", () => {
    const logger = recordingLogger();
    const { note } = clientOf("http://127.0.0.1:1", { logger, logLevel: "info" }).extend({
      note: (context) => (text: string) => context.logger.info(text),
    });
    note("made the project p1");

    expect(logger.lines).toEqual([{ level: "info", message: "arize-sdk: made the project p1" }]);
  });

  test("names its own methods in errors and warnings", async () => {
    await using server = await serve(() => ({ status: 500 }));
    const logger = recordingLogger();
    const projects = projectsOf(clientOf(server.url, { logger, logLevel: "warn" }));
    const error = await rejection(projects.create({ name: "one", space: SPACE_ID }));
    await rejection(projects.create({ name: "two", space: SPACE_ID }));

    expect(expectError(error, OutcomeUnknownError).operation).toBe("projects.create");
    expect(expectError(error, OutcomeUnknownError).params).toEqual({ name: "one", space: SPACE_ID });
    expect(logger.lines.map(({ message }) => message)).toEqual([
      expect.stringContaining("projects.create calls an endpoint in beta"),
    ]);
  });

  test("takes bytes in a call that it began, and says what it accepts of them", async () => {
    await using server = await serve((_request, index) => ({ body: index === 0 ? "bytes" : "" }));
    const { picture } = clientOf(server.url, { maxRetries: 0 }).extend({
      picture: (context) => async () => {
        const accepts = (_status: number, body: unknown) => body instanceof Uint8Array && body.length > 0;
        const call = context.begin(undefined, { operation: "projects.picture", accepts });
        const api = context.api(ProjectsApi);
        const { data } = await api.projectsGet({ projectId: "p1" }, { ...call, responseType: "arraybuffer" });
        return data as unknown;
      },
    });

    expect(await picture()).toEqual(Buffer.from("bytes"));
    expect(await rejection(picture())).toBeInstanceOf(ResponseError);
  });

  test("spans its lookup and its request with one deadline", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await using server = await serve(({ path }) => {
      if (path !== "/v2/spaces") return void arrived();
      vi.advanceTimersByTime(40_000);
      return { body: { spaces: [wireSpace], pagination: noMore } };
    });
    const call = rejection(projectsOf(clientOf(server.url)).create({ name: "x", space: "prod" }));
    await arrival;
    await vi.advanceTimersByTimeAsync(19_999);
    expect(await Promise.race([call, "waiting"])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    const error = expectError(await call, OutcomeUnknownError);

    expect(expectError(error.cause, TimeoutError).timeout).toBe(60_000);
    expect(server.requests).toHaveLength(2);
  });

  test("takes the errors of the lookup", async () => {
    await using server = await serve(() => ({ body: { spaces: [], pagination: noMore } }));
    const projects = projectsOf(clientOf(server.url));

    expect(await rejection(projects.create({ name: "x", space: "nowhere" }))).toBeInstanceOf(SpaceNotFoundError);
    expect(await rejection(projects.create({ name: "x", space: " " }))).toBeInstanceOf(ValidationError);
  });

  test("is a stable one that never warns, when it says so", () => {
    const logger = recordingLogger();
    const { stable } = clientOf("http://127.0.0.1:1", { logger, logLevel: "warn" }).extend({
      stable: (context) => context.prerelease("stable.method", "stable"),
    });

    expect(stable).toBeUndefined();
    expect(logger.lines).toEqual([]);
  });
});

describe("extend", () => {
  test("builds a module on first access, once, also when it builds to nothing", () => {
    const build = vi.fn(() => undefined);
    const other = vi.fn(() => ({}));
    const extended = clientOf("http://127.0.0.1:1").extend({ nothing: build, other });
    expect(build).not.toHaveBeenCalled();

    expect(extended.nothing).toBeUndefined();
    expect(extended.nothing).toBeUndefined();
    expect(build).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
    expect(extended.other).toBe(extended.other);
  });

  test("tries again to build a module that failed", () => {
    const build = vi
      .fn(() => "built")
      .mockImplementationOnce(() => {
        throw new Error("not yet");
      });
    const extended = clientOf("http://127.0.0.1:1").extend({ flaky: build });

    expect(() => extended.flaky).toThrow("not yet");
    expect(extended.flaky).toBe("built");
  });

  test("gives a new client with what the old one has, and leaves the old one as it was", async () => {
    await using server = await serve(() => keys);
    const client = clientOf(server.url);
    const extended = client.extend({ projects });

    expect(extended).not.toBe(client);
    expect(extended).toBeInstanceOf(ArizeClient);
    expect("projects" in client).toBe(false);
    expect(extended.apiKeys).toBe(client.apiKeys);
    expect(extended.spaces).toBe(client.spaces);
    expect(extended.toJSON()).toEqual(client.toJSON());
    expect((await extended.apiKeys.list()).data).toHaveLength(1);
  });

  test("can be repeated: the modules add up, each being built once", () => {
    const build = vi.fn(() => ({ one: 1 }));
    const first = clientOf("http://127.0.0.1:1").extend({ one: build });
    const second = first.extend({ two: () => ({ two: 2 }) });

    expect(second.one).toBe(first.one);
    expect(second.two).toEqual({ two: 2 });
    expect(build).toHaveBeenCalledTimes(1);
    expect("two" in first).toBe(false);
  });

  test.each([
    "apiKeys",
    "spaces",
    "api",
    "extend",
    "close",
    "resolveSpaceId",
    "constructor",
    "toString",
    "hasOwnProperty",
    "then",
    "toJSON",
  ])("refuses the name %s", (name) => {
    const build = vi.fn();
    const error = expectError(
      thrown(() => clientOf("http://127.0.0.1:1").extend({ [name]: build })),
      ConfigurationError,
    );

    expect(error.option).toBe(name);
    expect(error.message).toContain(name);
    expect(build).not.toHaveBeenCalled();
  });

  test("refuses a name that an earlier extension took", () => {
    const first = clientOf("http://127.0.0.1:1").extend({ one: () => 1 });
    const untyped: Record<string, () => number> = { one: () => 2 };

    expect(thrown(() => first.extend(untyped))).toBeInstanceOf(ConfigurationError);
    expect(first.one).toBe(1);
  });

  test.each([[undefined], [null], ["projects"]])("refuses %j in the place of its modules", (modules) => {
    const error = thrown(() => clientOf("http://127.0.0.1:1").extend(modules as never));
    expect(expectError(error, ConfigurationError).message).toContain("must be an object of functions");
  });

  test.each([[{}], [null], ["projects"]])("refuses a module that is no function: %j", (module) => {
    const untyped: Record<string, () => unknown> = { projects: module as unknown as () => unknown };

    expect(thrown(() => clientOf("http://127.0.0.1:1").extend(untyped))).toBeInstanceOf(ConfigurationError);
  });

  test("can be awaited and printed without building anything", async () => {
    const build = vi.fn(() => ({}));
    const extended = clientOf("http://127.0.0.1:1").extend({ lazy: build });
    await extended;
    inspect(extended, { depth: 20, showHidden: true, getters: false });
    JSON.stringify(extended);

    expect(build).not.toHaveBeenCalled();
  });

  test("shares its connection: one socket serves both", async () => {
    await using server = await serve(({ path }) => (path === "/v2/api-keys" ? keys : { body: wireProject }));
    const client = clientOf(server.url);
    const extended = client.extend({ projects });
    await client.apiKeys.list();
    await extended.projects.get({ projectId: "p1" });

    expect(server.requests).toHaveLength(2);
    expect(server.sockets.size).toBe(1);
  });

  test.each(["the client", "the extended client"])("closes its modules with %s", async (which) => {
    await using server = await serve(() => ({ body: wireProject }));
    const client = clientOf(server.url);
    const extended = client.extend({ projects });
    await extended.projects.get({ projectId: "p1" });
    (which === "the client" ? client : extended).close();

    for (const call of [
      extended.projects.get({ projectId: "p1" }),
      client.apiKeys.list(),
      client.api(ProjectsApi).projectsGet({ projectId: "p1" }),
    ]) {
      expect(expectError(await rejection(call), ConnectionError).code).toBe("ERR_CLIENT_CLOSED");
    }
    expect(server.requests).toHaveLength(1);
  });

  test("gives its modules a context that can't be changed", () => {
    let seen: ExtensionContext | undefined;
    const { probe } = clientOf("http://127.0.0.1:1").extend({
      probe: (context) => {
        seen = context;
        return true;
      },
    });

    expect(probe).toBe(true);
    expect(Object.isFrozen(seen)).toBe(true);
    expect(Object.keys(seen ?? {}).sort()).toEqual(["api", "begin", "list", "logger", "prerelease", "resolveSpaceId"]);
    expect(inspect(seen, { depth: 20, showHidden: true })).not.toContain(SENTINEL_KEY);
  });
});

test("a 401 of another API is an AuthenticationError like any other", async () => {
  await using server = await serve(() => ({ status: 401 }));

  expect(await rejection(projectsOf(clientOf(server.url)).get({ projectId: "p1" }))).toBeInstanceOf(
    AuthenticationError,
  );
});
