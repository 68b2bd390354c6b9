import { ArizeClient, type ArizeClientOptions, type LogLevel } from "arize-sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, recordingLogger, rejection, SENTINEL_KEY } from "./support/client.js";
import { KEY_ID, RETURNED_KEY, wireCreated, wireKey } from "./support/operations.js";
import { serve } from "./support/server.js";

beforeEach(() => {
  vi.stubEnv("ARIZE_LOG_LEVEL", undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const page = { body: { api_keys: [wireKey], pagination: { has_more: false } } };
const quiet: ArizeClientOptions = { prereleaseWarnings: false };

/** A client that writes one warning when it is made, and one debug line for each attempt. */
async function linesAt(logLevel: LogLevel | undefined) {
  await using server = await serve(() => page);
  const logger = recordingLogger();
  await clientOf(server.url, { ...quiet, logger, logLevel, requestVerify: false }).apiKeys.list();
  return logger.lines;
}

test.each<[LogLevel | undefined, string[]]>([
  ["debug", ["warn", "debug"]],
  ["info", ["warn"]],
  ["warn", ["warn"]],
  [undefined, ["warn"]],
  ["error", []],
  ["off", []],
])("the level %s lets through %j", async (level, levels) => {
  const lines = await linesAt(level);

  expect(lines.map((line) => line.level)).toEqual(levels);
  for (const { message } of lines) expect(message).toMatch(/^arize-sdk: /);
});

describe("the debug lines", () => {
  test("tell of each attempt: operation, number, status, duration, request, and why it is repeated", async () => {
    await using server = await serve((_request, index) => ({
      ...(index === 0 ? { status: 429 } : page),
      headers: { "x-request-id": `req-${index + 1}`, "retry-after": "0" },
    }));
    const logger = recordingLogger();
    await clientOf(server.url, { ...quiet, logger, logLevel: "debug" }).apiKeys.list();
    const [first, second, ...more] = logger.lines.map(({ message }) => message.replace(/\d+ ms/g, "N ms"));

    expect(first).toBe(
      "arize-sdk: api_keys.list, attempt 1: 429 after N ms, request req-1; again in N ms after a RateLimitError",
    );
    expect(second).toBe("arize-sdk: api_keys.list, attempt 2: 200 after N ms, request req-2");
    expect(more).toEqual([]);
  });

  test("tell of a request that got no answer by its code", async () => {
    const server = await serve(() => page);
    await server.close();
    const logger = recordingLogger();
    const client = clientOf(server.url, { ...quiet, logger, logLevel: "debug", maxRetries: 0 });
    await rejection(client.apiKeys.list());

    expect(logger.lines.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^arize-sdk: api_keys.list, attempt 1: ECONNREFUSED after \d+ ms$/),
    ]);
  });

  test("name the lookup of a space apart from the call that needs it", async () => {
    await using server = await serve(({ path }) =>
      path === "/v2/spaces" ? { body: { spaces: [{ id: "s", name: "prod" }], pagination: { has_more: false } } } : page,
    );
    const logger = recordingLogger();
    await clientOf(server.url, { ...quiet, logger, logLevel: "debug" }).apiKeys.list({ space: "prod" });

    expect(logger.lines.map(({ message }) => /: ([\w.]+), attempt 1/.exec(message)?.[1])).toEqual([
      "spaces.list",
      "api_keys.list",
    ]);
  });

  test("hold no key, no query, no header and no body", async () => {
    await using server = await serve(({ method }) => (method === "POST" ? { status: 201, body: wireCreated } : page));
    const logger = recordingLogger();
    const client = clientOf(server.url, {
      ...quiet,
      logger,
      logLevel: "debug",
      defaultHeaders: { "x-team": "sesame" },
    });
    await client.apiKeys.list({ userId: "user-in-the-query" });
    await client.apiKeys.create({ name: "name-in-the-body", description: "text-in-the-body" });
    await client.apiKeys.refresh({ apiKeyId: KEY_ID });
    const text = JSON.stringify(logger.lines);

    expect(logger.lines).toHaveLength(3);
    for (const secret of [SENTINEL_KEY, RETURNED_KEY, "sesame", "in-the-query", "in-the-body"]) {
      expect(text).not.toContain(secret);
    }
  });
});

test("a logger that rejects is no reason to lose an answer, or the process", async () => {
  await using server = await serve(() => ({ status: 201, body: wireCreated }));
  const fail = async () => Promise.reject(new Error("the log's disk is full"));
  const logger = { debug: fail, info: fail, warn: fail, error: fail };
  const client = clientOf(server.url, { logger, logLevel: "debug", prereleaseWarnings: false });
  expect((await client.apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
  // An unhandled rejection fails the run.
  await new Promise(setImmediate);
});

test("a logger's methods keep their this", async () => {
  class Journal {
    readonly lines: string[] = [];
    debug(message: string) {
      this.lines.push(message);
    }
    info(message: string) {
      this.lines.push(message);
    }
    warn(message: string) {
      this.lines.push(message);
    }
    error(message: string) {
      this.lines.push(message);
    }
  }
  const journal = new Journal();
  new ArizeClient({ apiKey: SENTINEL_KEY, logger: journal, requestVerify: false });

  expect(journal.lines).toHaveLength(1);
});

test("the console is the default, every level on standard error", async () => {
  await using server = await serve(() => page);
  const error = vi.spyOn(console, "error").mockReturnValue();
  const others = (["log", "info", "warn", "debug"] as const).map((name) => vi.spyOn(console, name).mockReturnValue());
  const client = new ArizeClient({ ...quiet, apiKey: SENTINEL_KEY, baseUrl: server.url, logLevel: "debug" });
  await client.apiKeys.list();
  client.extend({
    noisy: ({ logger }) =>
      ["info", "warn", "error"].map((level) => Reflect.apply(Reflect.get(logger, level), logger, [level])),
  }).noisy;

  expect(error.mock.calls.map(([line]) => String(line).slice(0, 20))).toEqual([
    "arize-sdk: api_keys.",
    "arize-sdk: info",
    "arize-sdk: warn",
    "arize-sdk: error",
  ]);
  for (const other of others) expect(other).not.toHaveBeenCalled();
});
