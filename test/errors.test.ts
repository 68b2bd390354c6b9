import { inspect } from "node:util";
import {
  AbortError,
  APIError,
  ArizeError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ConnectionError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionDeniedError,
  RateLimitError,
  ResponseError,
  ServerError,
  TimeoutError,
  UnprocessableEntityError,
  ValidationError,
} from "arize-sdk";
import { afterEach, describe, expect, test, vi } from "vitest";
import { clientOf, rejection, SENTINEL_KEY } from "./support/client.js";
import { KEY_ID, operations } from "./support/operations.js";
import { type Answer, serve } from "./support/server.js";
import { expectError } from "./support/thrown.js";

afterEach(() => {
  vi.useRealTimers();
});

type ErrorClass = new (...args: never[]) => APIError;

const statuses: [number, string, ErrorClass][] = [
  [400, "BadRequestError", BadRequestError],
  [401, "AuthenticationError", AuthenticationError],
  [402, "APIError", APIError],
  [403, "PermissionDeniedError", PermissionDeniedError],
  [404, "NotFoundError", NotFoundError],
  [405, "APIError", APIError],
  [408, "APIError", APIError],
  [409, "ConflictError", ConflictError],
  [413, "APIError", APIError],
  [415, "APIError", APIError],
  [418, "APIError", APIError],
  [422, "UnprocessableEntityError", UnprocessableEntityError],
  [429, "RateLimitError", RateLimitError],
  [499, "APIError", APIError],
  [500, "ServerError", ServerError],
  [501, "ServerError", ServerError],
  [502, "ServerError", ServerError],
  [503, "ServerError", ServerError],
  [504, "ServerError", ServerError],
  [599, "ServerError", ServerError],
];

const problem = (status: number) => ({
  title: "Something is wrong",
  status,
  type: "https://docs.example.com/problems/wrong",
  detail: "A detail",
  instance: "/v2/api-keys#1",
});

/** The error of one GET that is answered so, and never repeated. */
async function errorOf(answer: Answer): Promise<APIError> {
  await using server = await serve(() => answer);
  const call = clientOf(server.url, { maxRetries: 0 }).apiKeys.list({ userId: "a b" });
  return expectError(await rejection(call), APIError);
}

describe.each(statuses)("an answer of %i", (status, name, ErrorClass) => {
  test(`is a ${name} that carries what the service said`, async () => {
    const headers = { "x-request-id": "req-1", "content-type": "application/problem+json" };
    const error = await errorOf({ status, headers, body: problem(status) });

    expect(error).toBeInstanceOf(ErrorClass);
    expect(Object.getPrototypeOf(error)).toBe(ErrorClass.prototype);
    expect(error).toBeInstanceOf(ArizeError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(error.status).toBe(status);
    expect(error.method).toBe("GET");
    expect(error.path).toBe("/v2/api-keys");
    expect(error.requestId).toBe("req-1");
    expect(error.problem).toEqual(problem(status));
    expect("retryAfterSeconds" in error).toBe(false);
    expect(error.message).toBe(`${status} from GET /v2/api-keys, request req-1: Something is wrong (A detail)`);
  });

  test(`is a ${name} whatever its body says`, async () => {
    for (const body of [problem(200), problem(404), "<html>not found</html>", "", undefined, '{"title":'] as const) {
      const error = await errorOf({ status, body });

      expect(error).toBeInstanceOf(ErrorClass);
      expect(error.name).toBe(name);
      expect(error.status).toBe(status);
    }
  });
});

describe("a problem", () => {
  test.each<[string, unknown]>([
    ["is HTML", "<html><h1>502 Bad Gateway</h1></html>"],
    ["is empty", ""],
    ["isn't there", undefined],
    ["is cut JSON", '{"title":"x","status":4'],
    ["is null", "null"],
    ["is a text", '"no"'],
    ["is an array", "[]"],
    ["is other JSON", '{"error":"no"}'],
    ["has no title", '{"status":403}'],
    ["has no status", '{"title":"no"}'],
    ["has a title that is no text", '{"title":1,"status":403}'],
    ["has a status that is no number", '{"title":"no","status":"403"}'],
  ])("that %s is absent", async (_what, body) => {
    const error = await errorOf({ status: 403, body });

    expect("problem" in error).toBe(false);
    expect("requestId" in error).toBe(false);
    expect(error.message).toBe("403 from GET /v2/api-keys");
  });

  test("has its own fields only, and those that are texts", async () => {
    const { problem } = await errorOf({
      status: 403,
      body: { title: "t", status: 403, detail: 42, instance: null, key: "ak-SENTINEL-in-a-problem", errors: [] },
    });

    expect(problem).toEqual({ title: "t", status: 403 });
    expect(Object.keys(problem ?? {})).toEqual(["title", "status"]);
  });

  test("of plain JSON or of no declared type is read too", async () => {
    for (const type of ["application/json", "text/plain", ""]) {
      const error = await errorOf({ status: 403, headers: { "content-type": type }, body: problem(403) });

      expect(error.problem?.title).toBe("Something is wrong");
    }
  });

  test("that repeats the client's key, or anything like a key, is scrubbed", async () => {
    await using server = await serve(() => ({
      status: 403,
      headers: { "x-request-id": "req for my-odd-secret-key" },
      body: {
        title: "no my-odd-secret-key",
        status: 403,
        detail: "ak-other-secret-123",
        instance: "/keys/my-odd-secret-key",
        type: "x:my-odd-secret-key",
      },
    }));
    const client = clientOf(server.url, { apiKey: "my-odd-secret-key" });
    const error = await rejection(client.apiKeys.list());

    for (const shown of [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)]) {
      expect(shown).toContain("[redacted]");
      expect(shown).not.toContain("my-odd-secret-key");
      expect(shown).not.toContain("ak-other-secret-123");
    }
  });
});

describe("retryAfterSeconds", () => {
  test.each([
    ["0", 0],
    ["7", 7],
    [" 30 ", 30],
    ["Wed, 01 Jan 2031 00:00:10 GMT", 10],
    ["Tue, 31 Dec 2030 23:59:50 GMT", 0],
  ])("of %j is %d", async (header, seconds) => {
    vi.useFakeTimers({ now: new Date("2031-01-01T00:00:00Z"), toFake: ["Date"] });
    for (const status of [429, 503, 400]) {
      expect((await errorOf({ status, headers: { "retry-after": header } })).retryAfterSeconds).toBe(seconds);
    }
  });

  test.each(["", "-5", "1.5", "soon", "12 seconds", "0x10"])("of %j is absent", async (header) => {
    expect("retryAfterSeconds" in (await errorOf({ status: 429, headers: { "retry-after": header } }))).toBe(false);
  });
});

describe.each(operations)("$name", ({ method, status, body, call }) => {
  test("gives an error with its method and path", async () => {
    await using server = await serve(() => ({ status: 422, body: problem(422) }));
    const error = expectError(await rejection(call(clientOf(server.url))), UnprocessableEntityError);

    expect(error.method).toBe(method);
    expect(error.path).toBe(server.requests[0]?.path);
    expect(error.problem?.title).toBe("Something is wrong");
  });

  test("needs the answer that it documents", async () => {
    await using server = await serve((_request, index) =>
      index === 0 ? { status, body } : { status: 200, body: "{}" },
    );
    const client = clientOf(server.url, { maxRetries: 0 });
    await call(client);
    const error = await rejection(call(client));

    expect(error).toBeInstanceOf(method === "POST" || method === "PATCH" ? OutcomeUnknownError : ResponseError);
    expect(server.requests).toHaveLength(2);
  });

  test("ends with an AbortError that has the signal's reason, and sends nothing when that has fired", async () => {
    await using server = await serve(() => ({ status, body }));
    const reason = new Error("changed my mind");
    const error = expectError(
      await rejection(call(clientOf(server.url), { signal: AbortSignal.abort(reason) })),
      AbortError,
    );

    expect(error.name).toBe("AbortError");
    expect(error.cause).toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  test("is refused when the client is closed", async () => {
    await using server = await serve(() => ({ status, body }));
    const client = clientOf(server.url);
    client.close();
    client.close();
    const error = expectError(await rejection(call(client)), ConnectionError);

    expect(error.name).toBe("ConnectionError");
    expect(error.code).toBe("ERR_CLIENT_CLOSED");
    expect(error.attempts).toBe(0);
    expect(error.message).toContain("closed");
    expect(server.requests).toHaveLength(0);
  });
});

test("leaving an `await using` block closes the client", async () => {
  await using server = await serve(() => ({ body: { api_keys: [], pagination: { has_more: false } } }));
  const client = clientOf(server.url);
  {
    await using used = client;
    await used.apiKeys.list();
  }

  expect(await rejection(client.apiKeys.list())).toBeInstanceOf(ConnectionError);
});

test("a request that can't be sent is a ConnectionError with its code and its attempts", async () => {
  const server = await serve(() => ({}));
  await server.close();
  vi.spyOn(Math, "random").mockReturnValue(0);
  const error = expectError(await rejection(clientOf(server.url).apiKeys.create({ name: "x" })), ConnectionError);
  vi.restoreAllMocks();

  expect(error.code).toBe("ECONNREFUSED");
  expect(error.attempts).toBe(3);
  expect(error.message).toContain("POST /v2/api-keys was not sent");
});

test("a call that takes too long is a TimeoutError with its deadline", async () => {
  await using server = await serve(() => undefined);
  const error = expectError(await rejection(clientOf(server.url, { timeout: 20 }).apiKeys.list()), TimeoutError);

  expect(error.name).toBe("TimeoutError");
  expect(error.timeout).toBe(20);
  expect(error.message).toContain("20 ms");
});

test("a redirect is a ResponseError with the host that it points to, and is not followed", async () => {
  await using other = await serve(() => ({}));
  await using server = await serve(() => ({ status: 307, headers: { location: `${other.url}/elsewhere?a=b` } }));
  const error = expectError(await rejection(clientOf(server.url).apiKeys.list()), ResponseError);

  expect(error.name).toBe("ResponseError");
  expect(error.status).toBe(307);
  expect(error.redirectHost).toBe(new URL(other.url).host);
  expect(other.requests).toHaveLength(0);
});

describe("the JSON of an error", () => {
  test("has its name, its message and its fields", async () => {
    const error = await errorOf({ status: 404, headers: { "x-request-id": "req-1" }, body: problem(404) });

    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "NotFoundError",
      message: error.message,
      status: 404,
      method: "GET",
      path: "/v2/api-keys",
      requestId: "req-1",
      problem: problem(404),
    });
  });

  test("has the issues of wrong parameters", async () => {
    const error = await rejection(clientOf("http://127.0.0.1:1").apiKeys.list({ limit: 0 }));

    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "ValidationError",
      message: "api_keys.list: limit must be an integer from 1 to 100, not 0.",
      issues: [{ path: "limit", message: "must be an integer from 1 to 100, not 0" }],
    });
  });

  test("has the error that caused it", async () => {
    await using server = await serve(() => ({ status: 500, body: problem(500) }));
    const error = expectError(
      await rejection(clientOf(server.url).apiKeys.refresh({ apiKeyId: KEY_ID, gracePeriodSeconds: 60 })),
      OutcomeUnknownError,
    );
    const json = JSON.parse(JSON.stringify(error));

    expect(error.cause).toBeInstanceOf(ServerError);
    expect(json).toMatchObject({
      name: "OutcomeUnknownError",
      operation: "api_keys.refresh",
      phase: "status",
      status: 500,
      startedAt: error.startedAt.toISOString(),
      params: { apiKeyId: KEY_ID, gracePeriodSeconds: 60 },
      cause: { name: "ServerError", status: 500, problem: { title: "Something is wrong" } },
    });
    expect("requestId" in json).toBe(false);
  });

  test("has no foreign cause, which could hold anything", async () => {
    const signal = AbortSignal.abort({ token: SENTINEL_KEY });
    const error = await rejection(clientOf("http://127.0.0.1:1").apiKeys.list({}, { signal }));

    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "AbortError",
      message: "The call was aborted by its signal.",
    });
  });
});

test.each(
  operations.filter(({ method }) => method === "POST" || method === "PATCH"),
)("$name after a failure that may come after the work is an OutcomeUnknownError, and is sent once", async ({
  call,
}) => {
  await using server = await serve(() => ({ status: 502, headers: { "x-request-id": "req-1" } }));
  const error = expectError(await rejection(call(clientOf(server.url))), OutcomeUnknownError);

  expect(error.name).toBe("OutcomeUnknownError");
  expect(error.phase).toBe("status");
  expect(error.status).toBe(502);
  expect(error.requestId).toBe("req-1");
  expect(error.startedAt).toBeInstanceOf(Date);
  expect(error.message).toContain(error.operation);
  expect(server.requests).toHaveLength(1);
});

test("every error has its name on its class, and nothing but its own fields on itself", () => {
  for (const error of [new ValidationError("x", []), new TimeoutError(1), new AbortError()]) {
    expect(Object.hasOwn(error, "name")).toBe(false);
    expect(error.name).toBe(error.constructor.name);
    expect(inspect(error)).toContain(error.name);
  }
});

describe("a failure of any kind", () => {
  test.each(operations)("of $name shows no credential", async ({ call }) => {
    for (const answer of [{ status: 400 }, { status: 500 }, { status: 200, body: "<" }, { status: 302 }]) {
      await using server = await serve(() => answer);
      const error = await rejection(call(clientOf(server.url, { maxRetries: 0 })));

      for (const shown of [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)]) {
        expect(shown).not.toContain(SENTINEL_KEY);
      }
    }
  });
});
