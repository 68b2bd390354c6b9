import { type ArizeClient, VERSION } from "arize-sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, recordingLogger, rejection, SENTINEL_KEY } from "./support/client.js";
import { operations, SPACE_ID, wireCreated, wireKey, wireSpace } from "./support/operations.js";
import { type Received, serve } from "./support/server.js";

const MEMORY = Symbol.for("arize-sdk.prerelease-warnings");

// What was warned about is remembered for the whole process: each test starts with a memory of its own.
beforeEach(() => {
  vi.stubEnv("ARIZE_PRERELEASE_WARNINGS", undefined);
  vi.stubEnv("ARIZE_LOG_LEVEL", undefined);
  Reflect.deleteProperty(globalThis, MEMORY);
});

afterEach(() => {
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, MEMORY);
});

function answer({ method, path }: Received) {
  const pagination = { has_more: false };
  if (method === "DELETE") return { status: 204 };
  if (method === "GET" && path === "/v2/api-keys") return { body: { api_keys: [wireKey], pagination } };
  if (method === "GET" && path === "/v2/spaces") return { body: { spaces: [wireSpace], pagination } };
  return { status: method === "POST" ? 201 : 200, body: path.startsWith("/v2/spaces") ? wireSpace : wireCreated };
}

const warnings: Record<string, [key: string, stage: string]> = {
  "apiKeys.list": ["api_keys.list", "alpha"],
  "apiKeys.create": ["api_keys.create", "alpha"],
  "apiKeys.createServiceKey": ["api_keys.create_service_key", "alpha"],
  "apiKeys.refresh": ["api_keys.refresh", "alpha"],
  "apiKeys.delete": ["api_keys.delete", "alpha"],
  "spaces.list": ["spaces.list", "beta"],
  "spaces.get": ["spaces.get", "beta"],
  "spaces.create": ["spaces.create", "beta"],
  "spaces.update": ["spaces.update", "beta"],
  "spaces.delete": ["spaces.delete", "beta"],
};

describe.each(operations)("$name", ({ name, call }) => {
  const [key, stage] = warnings[name] ?? [];

  test(`warns once, that ${key} is in ${stage}, across calls and clients`, async () => {
    await using server = await serve(answer);
    const logger = recordingLogger();
    const client = clientOf(server.url, { logger, logLevel: "warn" });
    await call(client);
    await call(client);
    await call(clientOf(server.url, { logger, logLevel: "warn" }));

    expect(logger.lines).toEqual([
      {
        level: "warn",
        message: `arize-sdk: ${key} calls an endpoint in ${stage}: it may change without notice (arize-sdk ${VERSION}).`,
      },
    ]);
  });
});

test("the methods warn each for themselves, and those that share an endpoint too", async () => {
  await using server = await serve(answer);
  const logger = recordingLogger();
  const client = clientOf(server.url, { logger, logLevel: "warn" });
  for (const { call } of operations) await call(client);
  const warned = logger.lines.map(({ message }) => /: ([\w.]+) calls/.exec(message)?.[1]);

  expect(warned.sort()).toEqual(
    Object.values(warnings)
      .map(([key]) => key)
      .sort(),
  );
});

test("a lookup inside never warns, nor does one on its own", async () => {
  await using server = await serve(answer);
  const logger = recordingLogger();
  const client = clientOf(server.url, { logger, logLevel: "warn" });
  await client.resolveSpaceId("prod");
  await client.apiKeys.list({ space: "prod" });
  await client.apiKeys.createServiceKey({ name: "x", space: "prod" });

  expect(server.requests.map(({ path }) => path)).toContain("/v2/spaces");
  expect(logger.lines.map(({ message }) => message).join()).not.toContain("spaces.");
  expect(logger.lines).toHaveLength(2);
});

test("a call that is refused warns all the same, before anything is sent", async () => {
  await using server = await serve(answer);
  const logger = recordingLogger();
  const client = clientOf(server.url, { logger, logLevel: "warn" });
  await rejection(client.apiKeys.create({ name: "" }));

  expect(logger.lines).toHaveLength(1);
  expect(server.requests).toHaveLength(0);
});

test("a list warns when it is used, once for all its pages", async () => {
  await using server = await serve(({ query }) => {
    const more = !new Map(query).has("cursor");
    return {
      body: { api_keys: [wireKey], pagination: more ? { has_more: true, next_cursor: "c" } : { has_more: false } },
    };
  });
  const logger = recordingLogger();
  const list = clientOf(server.url, { logger, logLevel: "warn" }).apiKeys.list();
  expect(logger.lines).toHaveLength(0);
  await list.toArray();

  expect(server.requests).toHaveLength(2);
  expect(logger.lines).toHaveLength(1);
});

describe("a client that says nothing doesn't swallow the warning of another:", () => {
  const silent: [string, object][] = [
    ["logLevel off", { logLevel: "off" }],
    ["logLevel error", { logLevel: "error" }],
    ["prereleaseWarnings false", { logLevel: "warn", prereleaseWarnings: false }],
  ];

  test.each(silent)("%s", async (_what, options) => {
    await using server = await serve(answer);
    const quiet = recordingLogger();
    const loud = recordingLogger();
    await clientOf(server.url, { logger: quiet, ...options }).apiKeys.list();
    await clientOf(server.url, { logger: loud, logLevel: "warn" }).apiKeys.list();

    expect(quiet.lines).toEqual([]);
    expect(loud.lines).toHaveLength(1);
  });
});

test.each([
  ["false", undefined, 0],
  ["true", undefined, 1],
  ["", undefined, 1],
  ["false", true, 1],
  ["true", false, 0],
])("ARIZE_PRERELEASE_WARNINGS=%j and the option %j give %i warnings", async (variable, option, count) => {
  vi.stubEnv("ARIZE_PRERELEASE_WARNINGS", variable);
  await using server = await serve(answer);
  const logger = recordingLogger();
  await clientOf(server.url, { logger, logLevel: "warn", prereleaseWarnings: option }).apiKeys.list();

  expect(logger.lines).toHaveLength(count);
});

describe("the memory", () => {
  const warns = async (client: (logger: ReturnType<typeof recordingLogger>) => ArizeClient) => {
    const logger = recordingLogger();
    await client(logger).spaces.get({ space: SPACE_ID });
    return logger.lines.length;
  };

  test("is shared by every copy of the package in the process", async () => {
    await using server = await serve(answer);
    Reflect.set(globalThis, MEMORY, new Set(["spaces.get"]));

    expect(await warns((logger) => clientOf(server.url, { logger, logLevel: "warn" }))).toBe(0);
  });

  test("is filled for other copies", async () => {
    await using server = await serve(answer);
    await warns((logger) => clientOf(server.url, { logger, logLevel: "warn" }));

    expect([...(Reflect.get(globalThis, MEMORY) as Set<string>)]).toEqual(["spaces.get"]);
  });

  test("that something else took is made anew", async () => {
    await using server = await serve(answer);
    Reflect.set(globalThis, MEMORY, "something else");

    expect(await warns((logger) => clientOf(server.url, { logger, logLevel: "warn" }))).toBe(1);
  });

  test("is shared with a second copy of the code", async () => {
    await using server = await serve(answer);
    vi.resetModules();
    const second = await import("arize-sdk");
    const options = { apiKey: SENTINEL_KEY, baseUrl: server.url, logLevel: "warn" } as const;

    expect(await warns((logger) => clientOf(server.url, { logger, logLevel: "warn" }))).toBe(1);
    expect(await warns((logger) => new second.ArizeClient({ ...options, logger }))).toBe(0);
  });
});
