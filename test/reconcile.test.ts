import { type ArizeClient, OutcomeUnknownError, type Reconciliation, ValidationError } from "arize-sdk";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, rejection } from "./support/client.js";
import { SPACE_ID, wireKey } from "./support/operations.js";
import { type Received, serve, type TestServer } from "./support/server.js";

type WireKey = typeof wireKey & { description?: string; expires_at?: string; space?: string };

interface Service {
  readonly keys: WireKey[];
  /** Carries creates and refreshes out, and then says nothing. */
  loseAnswers: boolean;
  /** Drops creates and refreshes before the work. */
  dropRequests: boolean;
  clockAheadMs: number;
  /** Sends no Date. */
  silentClock?: boolean;
}

let service: Service;
const later = (ms: number) => new Date(Date.now() + service.clockAheadMs + ms).toISOString();

/** Just enough of the service to lose answers of. */
function answer(request: Received) {
  const query = new Map(request.query);
  const headers: Record<string, string> = service.silentClock
    ? {}
    : { date: new Date(Date.now() + service.clockAheadMs).toUTCString() };
  if (request.path === "/v2/spaces") {
    const space = { id: SPACE_ID, name: SPACE_NAME, description: "", created_at: "2026-01-01T00:00:00Z" };
    return { headers, body: { spaces: [space], pagination: { has_more: false } } };
  }
  if (request.method === "GET") {
    const space = query.get("space_id");
    const api_keys = service.keys
      .filter((key) => key.status === query.get("status") && key.space === space)
      .map(({ space: _space, ...key }) => key);
    return { headers, body: { api_keys, pagination: { has_more: false } } };
  }
  if (service.dropRequests) return undefined;
  const { space_id: space, roles: _roles, ...body } = JSON.parse(request.body);
  const oldId = /api-keys\/(.+)\/refresh/.exec(decodeURIComponent(request.path))?.[1];
  const old = service.keys.find(({ id }) => id === oldId);
  if (old) old.status = "deleted";
  const kept = old && { name: old.name, description: old.description, key_type: old.key_type, space: old.space };
  const key = { ...wireKey, ...body, space, ...kept, id: `id-${service.keys.length}`, created_at: later(0) };
  service.keys.push(key);
  return service.loseAnswers ? undefined : { status: 201, headers, body: { ...key, key: "ak-x", space: undefined } };
}

const start = () =>
  serve((request, _index, raw) => {
    const answered = answer(request);
    if (!answered) raw.destroy();
    if (service.silentClock) raw.sendDate = false;
    return answered;
  });

async function lose(call: Promise<unknown>): Promise<OutcomeUnknownError> {
  const error = await rejection(call);
  if (error instanceof OutcomeUnknownError) return error;
  throw error;
}

async function using<T>(work: (client: ArizeClient, server: TestServer) => Promise<T>): Promise<T> {
  await using server = await start();
  return await work(clientOf(server.url), server);
}

beforeEach(() => {
  service = { keys: [], loseAnswers: true, dropRequests: false, clockAheadMs: 0 };
  vi.spyOn(Math, "random").mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

const SPACE_NAME = "prod";
const quick = { settle: 1 };

describe("created", () => {
  test("is a user key that was made though its answer was lost", () =>
    using(async (client) => {
      service.keys.push({ ...wireKey, id: "older", name: "ci" });
      const error = await lose(client.apiKeys.create({ name: "ci", description: "d", expiresAt: later(1e7) }));
      const result = await client.apiKeys.reconcile(error, quick);
      expect(result).toMatchObject({ outcome: "created", candidates: [{ id: "id-1", description: "d" }] });
    }));

  test("is a service key, found in its space", () =>
    using(async (client) => {
      const error = await lose(
        client.apiKeys.createServiceKey({ name: "ci", space: { id: SPACE_ID }, spaceRole: "member" }),
      );
      expect((await client.apiKeys.reconcile(error, quick)).outcome).toBe("created");
    }));

  test.each([
    SPACE_NAME,
    { name: SPACE_NAME },
    { id: SPACE_ID },
    SPACE_ID,
  ])("is a service key, whichever way its call named the space: %j", (space) =>
    using(async (client) => {
      const error = await lose(client.apiKeys.createServiceKey({ name: "ci", space }));
      const told = JSON.parse(JSON.stringify(error));
      expect(await client.apiKeys.reconcile(told, quick)).toMatchObject({ outcome: "created", candidates: [{}] });
    }));

  test("is found from the error's JSON, by another client", () =>
    using(async (client, server) => {
      const error = await lose(client.apiKeys.create({ name: "ci", expiresAt: new Date(later(1e7)) }));
      const json = JSON.parse(JSON.stringify(error));
      const result = await clientOf(server.url).apiKeys.reconcile(json, quick);
      expect(result.outcome).toBe("created");
    }));

  test("is found from the text of the error's JSON", () =>
    using(async (client, server) => {
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      const told = JSON.stringify(error);
      expect(await clientOf(server.url).apiKeys.reconcile(told, quick)).toMatchObject({ outcome: "created" });
      expect(await rejection(client.apiKeys.reconcile("lost", quick))).toBeInstanceOf(ValidationError);
    }));

  test("is found whatever the service's clock says", () =>
    using(async (client) => {
      for (const clockAheadMs of [-3_600_000, 3_600_000]) {
        service.clockAheadMs = clockAheadMs;
        service.keys.length = 0;
        const error = await lose(client.apiKeys.create({ name: "ci" }));
        expect((await client.apiKeys.reconcile(error, quick)).outcome).toBe("created");
      }
    }));

  test("is a key that only the second listing shows", () =>
    using(async (client) => {
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      const [key] = service.keys.splice(0);
      setTimeout(() => key && service.keys.push(key), 20);
      expect((await client.apiKeys.reconcile(error, { settle: 60 })).outcome).toBe("created");
    }));

  test("is the replacement of a refresh, and of a service key's with its space", () =>
    using(async (client) => {
      service.keys.push(
        { ...wireKey, id: "mine", description: "d" },
        { ...wireKey, id: "bot", key_type: "service", space: SPACE_ID },
      );
      const user = await lose(client.apiKeys.refresh({ apiKeyId: "mine", expiresAt: later(1e7) }));
      expect(await client.apiKeys.reconcile(user, quick)).toMatchObject({
        outcome: "created",
        candidates: [{ id: "id-2" }],
      });
      const bot = await lose(client.apiKeys.refresh({ apiKeyId: "bot" }));
      expect((await client.apiKeys.reconcile(bot, { ...quick, space: SPACE_ID })).outcome).toBe("created");
    }));
});

describe("not-created", () => {
  test("takes two listings of active and deleted keys", () =>
    using(async (client, server) => {
      service.dropRequests = true;
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      service.keys.push(
        { ...wireKey, id: "old", name: "ci" },
        { ...wireKey, id: "other", name: "cd", created_at: later(0) },
      );
      const result = await client.apiKeys.reconcile(error, quick);
      expect(result).toMatchObject({ outcome: "not-created", candidates: [] });
      const statuses = server.requests.slice(1).map(({ query }) => new Map(query).get("status"));
      expect(statuses).toEqual(["active", "deleted", "active", "deleted"]);
    }));

  test("does not count a key that this client returned from another call", () =>
    using(async (client) => {
      service.dropRequests = true;
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      service.dropRequests = false;
      service.loseAnswers = false;
      await client.apiKeys.create({ name: "ci" });
      expect((await client.apiKeys.reconcile(error, quick)).outcome).toBe("not-created");
    }));

  test.each([
    { description: "other" },
    { expires_at: "2999-01-01T00:00:00Z" },
    { key_type: "service" },
    { name: "cd" },
  ])("does not count a key that differs in %o", (difference) =>
    using(async (client) => {
      service.dropRequests = true;
      const error = await lose(client.apiKeys.create({ name: "ci", description: "d" }));
      service.keys.push({ ...wireKey, id: "new", name: "ci", description: "d", created_at: later(0), ...difference });
      expect((await client.apiKeys.reconcile(error, quick)).outcome).toBe("not-created");
    }));
});

describe("unclear", () => {
  test("is a key that fits and whose time can't be read", () =>
    using(async (client) => {
      service.dropRequests = true;
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      service.keys.push({ ...wireKey, id: "odd", name: "ci", created_at: "yesterday" });
      const result = await client.apiKeys.reconcile(error, quick);
      expect(result).toMatchObject({ outcome: "unclear", candidates: [{ id: "odd" }] });
    }));

  test("is a key that fits and is a little older, when the service doesn't say what time it has", () =>
    using(async (client) => {
      service.dropRequests = true;
      service.silentClock = true;
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      service.keys.push({ ...wireKey, id: "odd", name: "ci", created_at: later(-60_000) });
      service.keys.push({ ...wireKey, id: "old", name: "ci", created_at: later(-600_000) });
      const result = await client.apiKeys.reconcile(error, quick);
      expect(result).toMatchObject({ outcome: "unclear", candidates: [{ id: "odd" }] });
    }));

  test("is a key that fits, when the call is told to lie in the future", () =>
    using(async (client) => {
      service.keys.push({ ...wireKey, id: "odd", name: "ci", created_at: later(0) });
      const lost = { operation: "api_keys.create", startedAt: later(3_600_000), params: { name: "ci" } };
      const result = await client.apiKeys.reconcile(lost, quick);
      expect(result).toMatchObject({ outcome: "unclear", candidates: [{ id: "odd" }] });
    }));

  const reasonOf = (result: Reconciliation) => {
    expect(result.outcome).toBe("unclear");
    return result.reason;
  };

  test("are two keys that both fit", () =>
    using(async (client) => {
      await lose(client.apiKeys.create({ name: "ci" }));
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      expect(reasonOf(await client.apiKeys.reconcile(error, quick))).toContain("2 keys fit");
    }));

  test("is a lost refresh of a service key without its space, and the reason says so", () =>
    using(async (client) => {
      service.keys.push({ ...wireKey, id: "bot", key_type: "service", space: SPACE_ID });
      const error = await lose(client.apiKeys.refresh({ apiKeyId: "bot" }));
      expect(reasonOf(await client.apiKeys.reconcile(error, quick))).toContain("space");
      expect(
        reasonOf(
          await client.apiKeys.reconcile({ ...error, params: { apiKeyId: "gone" } }, { ...quick, space: SPACE_ID }),
        ),
      ).toContain("not in this space");
    }));
});

describe("reconcile", () => {
  test("acts on nothing", () =>
    using(async (client, server) => {
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      const sent = server.requests.length;
      await client.apiKeys.reconcile(error, quick);
      expect(new Set(server.requests.slice(sent).map(({ method }) => method))).toEqual(new Set(["GET"]));
    }));

  test.each([
    null,
    "text",
    {},
    { operation: "spaces.create", startedAt: new Date(), params: {} },
    { operation: "api_keys.create", startedAt: "never", params: {} },
    { operation: "api_keys.create", startedAt: new Date(), params: 7 },
  ])("refuses what is no lost create or refresh: %j", async (input) => {
    const error = await rejection(clientOf("http://127.0.0.1:9").apiKeys.reconcile(input as never));
    expect(error).toBeInstanceOf(ValidationError);
  });

  test("is bounded by its own deadline", () =>
    using(async (client) => {
      service.dropRequests = true;
      const error = await lose(client.apiKeys.create({ name: "ci" }));
      const late = await rejection(client.apiKeys.reconcile(error, { settle: 10_000, timeout: 80 }));
      expect(late).toMatchObject({ name: "TimeoutError" });
    }));
});
