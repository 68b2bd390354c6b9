import {
  APIError,
  type ArizeError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionDeniedError,
  RateLimitError,
  ResponseError,
  ServerError,
  UnprocessableEntityError,
} from "arize-sdk";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, rejection } from "../support/client.js";
import { KEY_ID, type Operation, operations, wireCreated } from "../support/operations.js";
import { serve } from "../support/server.js";

type ErrorClass = new (...args: never[]) => ArizeError;

const bodies: Record<string, (status: number) => { body?: unknown; headers: Record<string, string> }> = {
  "a problem": (status) => ({
    body: { title: "No", status, detail: "because" },
    headers: { "content-type": "application/problem+json" },
  }),
  "plain JSON": () => ({ body: { message: "no" }, headers: {} }),
  HTML: () => ({ body: "<h1>no</h1>", headers: { "content-type": "text/html" } }),
  nothing: () => ({ headers: { "content-length": "0" } }),
};

/** The error of each status for requests that may be repeated, and how often those are sent. */
const statuses: readonly [status: number, error: ErrorClass, requests: number][] = [
  [400, BadRequestError, 1],
  [401, AuthenticationError, 1],
  [403, PermissionDeniedError, 1],
  [404, NotFoundError, 1],
  [408, APIError, 3],
  [409, ConflictError, 1],
  [418, APIError, 1],
  [422, UnprocessableEntityError, 1],
  [429, RateLimitError, 3],
  [500, ServerError, 3],
  [501, ServerError, 3],
  [502, ServerError, 3],
  [503, ServerError, 3],
  [504, ServerError, 3],
  [505, ServerError, 3],
  [520, ServerError, 3],
];
/** A POST that got one of these may have been carried out. */
const unclear = new Set([408, 500, 502, 503, 504, 520]);

const isOnce = ({ method }: Operation) => method === "POST" || method === "PATCH";

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

describe.each(statuses)("%i", (status, errorClass, requests) => {
  describe.each(Object.keys(bodies))("with %s", (kind) => {
    test.each(operations)("$name", async (operation) => {
      await using server = await serve(() => ({ status, ...bodies[kind]?.(status) }));
      const client = clientOf(server.url);
      const error = await rejection(operation.call(client));
      client.close();
      const outcomeUnknown = isOnce(operation) && unclear.has(status);
      const repeats = isOnce(operation) && status !== 429 ? 1 : requests;

      expect(server.requests).toHaveLength(repeats);
      if (outcomeUnknown) {
        expect(error).toBeInstanceOf(OutcomeUnknownError);
        expect(error).toMatchObject({ phase: "status", status });
      } else {
        expect(error).toBeInstanceOf(errorClass);
        const { problem } = error as APIError;
        expect(problem).toEqual(kind === "a problem" ? { title: "No", status, detail: "because" } : undefined);
      }
    });
  });
});

describe("redirects", () => {
  test.each([
    301, 302, 303, 307, 308,
  ])("a %i is never followed, and its error names the target's host", async (status) => {
    for (const operation of operations) {
      await using elsewhere = await serve(() => ({ status: 200, body: wireCreated }));
      await using server = await serve(() => ({
        status,
        headers: { location: `${elsewhere.url}/v2/api-keys` },
        body: {},
      }));
      const client = clientOf(server.url);
      const error = await rejection(operation.call(client));
      client.close();
      expect(elsewhere.requests).toHaveLength(0);
      expect(server.requests).toHaveLength(1);
      const unknown = isOnce(operation) && status < 307;
      const response = unknown ? (error as Error).cause : error;
      if (unknown) expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(response).toBeInstanceOf(ResponseError);
      expect(response).toMatchObject({ status, redirectHost: new URL(elsewhere.url).host });
    }
  });

  test("a 304 to a list is an error", async () => {
    await using server = await serve(() => ({ status: 304 }));
    expect(await rejection(clientOf(server.url).apiKeys.list())).toBeInstanceOf(ResponseError);
  });
});

describe("Retry-After", () => {
  const limited = (value: string, status = 429) => ({
    status,
    headers: { "retry-after": value },
    body: { title: "Slow down", status },
  });

  test("sends a create again after a 429, when the service said it did nothing", async () => {
    await using server = await serve((_request, index) =>
      index === 0 ? limited("0") : { status: 201, body: wireCreated },
    );
    await clientOf(server.url).apiKeys.create({ name: "ci" });
    expect(server.requests).toHaveLength(2);
  });

  test("sends a create again after a 503 that names a time, and not after one that doesn't", async () => {
    await using named = await serve((_request, index) =>
      index === 0 ? limited("0", 503) : { status: 201, body: wireCreated },
    );
    await clientOf(named.url).apiKeys.create({ name: "ci" });
    expect(named.requests).toHaveLength(2);
    await using silent = await serve(() => ({ status: 503, body: {} }));
    expect(await rejection(clientOf(silent.url).apiKeys.create({ name: "ci" }))).toBeInstanceOf(OutcomeUnknownError);
    expect(silent.requests).toHaveLength(1);
  });

  test("ends in the status error when the repeats are spent", async () => {
    await using server = await serve((request) => limited("0", request.path.endsWith("refresh") ? 503 : 429));
    const client = clientOf(server.url);
    const error = await rejection(client.apiKeys.create({ name: "ci" }));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterSeconds: 0 });
    expect(await rejection(client.apiKeys.refresh({ apiKeyId: KEY_ID }))).toBeInstanceOf(ServerError);
    expect(server.requests).toHaveLength(6);
  });

  test.each([
    "31536000",
    new Date(Date.now() + 31_536_000_000).toUTCString(),
  ])("fails at once when the service asks for more time than is left: %s", async (value) => {
    await using server = await serve(() => limited(value));
    const error = await rejection(clientOf(server.url).apiKeys.list());
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).retryAfterSeconds).toBeGreaterThan(31_535_000);
    expect(server.requests).toHaveLength(1);
  });

  test("a date that has passed means now", async () => {
    await using server = await serve((_request, index) =>
      index === 0
        ? limited("Wed, 21 Oct 2015 07:28:00 GMT")
        : { body: { api_keys: [], pagination: { has_more: false } } },
    );
    await clientOf(server.url).apiKeys.list();
    expect(server.requests).toHaveLength(2);
  });

  test.each(["soon", "-5", "1e3", "", "12 parsecs"])("one that makes no sense counts as absent: %j", async (value) => {
    await using server = await serve(() => limited(value, 503));
    const error = await rejection(clientOf(server.url).apiKeys.create({ name: "ci" }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(server.requests).toHaveLength(1);
  });
});

describe("a delete whose first attempt was lost", () => {
  const gone = { title: "Not Found", status: 404 };
  const problem = { "content-type": "application/problem+json" };

  test("succeeds when the service then says that the key is gone", async () => {
    await using server = await serve((_request, index, raw) => {
      if (index > 0) return { status: 404, body: gone, headers: problem };
      raw.destroy();
      return undefined;
    });
    expect(await clientOf(server.url).apiKeys.delete({ apiKeyId: KEY_ID })).toBeUndefined();
    expect(server.requests).toHaveLength(2);
  });

  test("fails when somebody else than the service says 404", async () => {
    await using server = await serve((_request, index) =>
      index > 0 ? { status: 404, body: "<html>" } : { status: 502 },
    );
    expect(await rejection(clientOf(server.url).apiKeys.delete({ apiKeyId: KEY_ID }))).toBeInstanceOf(NotFoundError);
  });

  test("is of unknown outcome when its own key is then refused", async () => {
    await using server = await serve((_request, index) => (index > 0 ? { status: 401, body: {} } : { status: 500 }));
    const error = await rejection(clientOf(server.url).apiKeys.delete({ apiKeyId: KEY_ID }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ operation: "api_keys.delete", status: 401 });
    expect(error).toMatchObject({ message: expect.stringContaining("most likely revoked") });
  });

  test("a first 404 is an error, and so is one after a refusal", async () => {
    await using server = await serve((_request, index) =>
      index === 0 ? { status: 429, headers: { "retry-after": "0" } } : { status: 404, body: gone, headers: problem },
    );
    expect(await rejection(clientOf(server.url).apiKeys.delete({ apiKeyId: KEY_ID }))).toBeInstanceOf(NotFoundError);
  });

  test.each([200, 202, 203])("never succeeds on a %i", async (status) => {
    await using server = await serve(() => ({ status, body: {} }));
    expect(await rejection(clientOf(server.url).apiKeys.delete({ apiKeyId: KEY_ID }))).toBeInstanceOf(ResponseError);
  });
});
