import { inspect } from "node:util";
import { type ApiKeyCreated, ResponseError, ValidationError } from "arize-sdk";
import { describe, expect, test } from "vitest";
import { clientOf, recordingLogger, rejection } from "./support/client.js";
import { KEY_ID, RETURNED_KEY, SPACE_ID, wireCreated } from "./support/operations.js";
import { type Answer, serve } from "./support/server.js";

/** What `call` sends when all goes well. */
async function sent(
  call: (client: ReturnType<typeof clientOf>) => PromiseLike<unknown>,
  answer: Answer = { status: 201, body: wireCreated },
) {
  await using server = await serve(() => answer);
  const result = await call(clientOf(server.url));
  const [request, ...more] = server.requests;
  if (!request || more.length > 0) throw new Error(`${server.requests.length} requests were sent`);
  return { ...request, json: request.body === "" ? undefined : JSON.parse(request.body), result };
}

describe("create", () => {
  test("makes a user key of nothing but a name", async () => {
    const { method, path, json, headers } = await sent(({ apiKeys }) => apiKeys.create({ name: "laptop" }));

    expect(`${method} ${path}`).toBe("POST /v2/api-keys");
    expect(headers["content-type"]).toBe("application/json");
    expect(json).toEqual({ name: "laptop", key_type: "user" });
  });

  test("sends what is given", async () => {
    const expiresAt = new Date("2099-01-01T00:00:00Z");
    const { json } = await sent(({ apiKeys }) => apiKeys.create({ name: "laptop", description: "mine", expiresAt }));

    expect(json).toEqual({
      name: "laptop",
      description: "mine",
      key_type: "user",
      expires_at: "2099-01-01T00:00:00.000Z",
    });
  });
});

describe("createServiceKey", () => {
  test("sends no roles when none is given: the service has its own defaults", async () => {
    const { json } = await sent(({ apiKeys }) => apiKeys.createServiceKey({ name: "ci", space: SPACE_ID }));

    expect(json).toEqual({ name: "ci", key_type: "service", space_id: SPACE_ID });
  });

  test.each([
    [{ spaceRole: "read-only" }, { space_role: "read-only" }],
    [{ orgRole: "member" }, { org_role: "member" }],
    [{ accountRole: "admin" }, { account_role: "admin" }],
    [
      { spaceRole: "admin", orgRole: "read-only", accountRole: "member" },
      { space_role: "admin", org_role: "read-only", account_role: "member" },
    ],
    [{ spaceRole: undefined, orgRole: "admin" }, { org_role: "admin" }],
  ] as const)("bundles the roles that are given: %j", async (given, roles) => {
    const { json } = await sent(({ apiKeys }) => apiKeys.createServiceKey({ name: "ci", space: SPACE_ID, ...given }));

    expect(json).toEqual({ name: "ci", key_type: "service", space_id: SPACE_ID, roles });
  });
});

describe("refresh", () => {
  test("sends an empty body when nothing is given", async () => {
    const { method, path, json, headers } = await sent(({ apiKeys }) => apiKeys.refresh({ apiKeyId: KEY_ID }), {
      body: wireCreated,
    });

    expect(`${method} ${path}`).toBe(`POST /v2/api-keys/${encodeURIComponent(KEY_ID)}/refresh`);
    expect(headers["content-type"]).toBe("application/json");
    expect(json).toEqual({});
  });

  test("sends what is given, a grace of zero too", async () => {
    const { json } = await sent(
      ({ apiKeys }) => apiKeys.refresh({ apiKeyId: KEY_ID, expiresAt: "2099-01-01T00:00:00Z", gracePeriodSeconds: 0 }),
      { body: wireCreated },
    );

    expect(json).toEqual({ expires_at: "2099-01-01T00:00:00.000Z", grace_period_seconds: 0 });
  });
});

describe("delete", () => {
  test("sends no body and gives nothing", async () => {
    const { method, path, body, result } = await sent(({ apiKeys }) => apiKeys.delete({ apiKeyId: KEY_ID }), {
      status: 204,
    });

    expect(`${method} ${path}`).toBe(`DELETE /v2/api-keys/${encodeURIComponent(KEY_ID)}`);
    expect(body).toBe("");
    expect(result).toBeUndefined();
  });

  test.each([200, 202, 205])("believes no other success: %i may mean that the key still works", async (status) => {
    await using server = await serve(() => ({ status, body: status === 205 ? undefined : {} }));
    const client = clientOf(server.url, { maxRetries: 0 });

    expect(await rejection(client.apiKeys.delete({ apiKeyId: KEY_ID }))).toBeInstanceOf(ResponseError);
  });

  test.each([
    "a/b",
    "a?b=c",
    "a#b",
    "%2e%2e",
    "é",
    "a b",
    "..%2F",
    "../spaces",
  ])("keeps the ID %j in its place", async (apiKeyId) => {
    const { path, query } = await sent(({ apiKeys }) => apiKeys.delete({ apiKeyId }), { status: 204 });

    expect(path).toBe(`/v2/api-keys/${encodeURIComponent(apiKeyId)}`);
    expect(query).toEqual([]);
  });
});

const makers: [string, (url: string) => Promise<ApiKeyCreated>][] = [
  ["create", (url) => clientOf(url).apiKeys.create({ name: "ci" })],
  ["createServiceKey", (url) => clientOf(url).apiKeys.createServiceKey({ name: "ci", space: SPACE_ID })],
  ["refresh", (url) => clientOf(url).apiKeys.refresh({ apiKeyId: KEY_ID })],
];

describe.each(makers)("the key that %s gives", (_method, make) => {
  const created = async (body: object = wireCreated) => {
    await using server = await serve(() => ({ status: 201, body }));
    return await make(server.url);
  };

  test("has its secret as an own, plain string", async () => {
    const key = await created();
    const { value, enumerable } = Object.getOwnPropertyDescriptor(key, "key") ?? {};

    expect(value).toBe(RETURNED_KEY);
    expect(typeof value).toBe("string");
    expect(enumerable).toBe(true);
  });

  test("has all other fields, those that are absent being absent", async () => {
    const key = await created({ ...wireCreated, expires_at: "2030-01-01T00:00:00Z" });

    expect({ ...key }).toEqual({
      key: RETURNED_KEY,
      id: KEY_ID,
      name: "ci",
      keyType: "user",
      status: "active",
      redactedKey: "ak-abc...xyz",
      createdAt: new Date("2026-06-01T10:00:00Z"),
      createdByUserId: wireCreated.created_by_user_id,
      expiresAt: new Date("2030-01-01T00:00:00Z"),
    });
    expect("description" in key).toBe(false);
    expect("lastUsedAt" in key).toBe(false);
  });

  test("shows its secret redacted when it is printed, on its own or inside", async () => {
    const key = await created();

    for (const shown of [
      inspect(key),
      inspect({ deep: [key] }, { depth: 9, showHidden: true }),
      inspect(key, { colors: true }),
    ]) {
      expect(shown).toContain("ak-SEN***");
      expect(shown).toContain(KEY_ID);
      expect(shown).not.toContain(RETURNED_KEY.slice(0, 7));
    }
    expect(inspect(key)).toMatch(/^ApiKeyCreated \{/);
    expect(String(key)).not.toContain(RETURNED_KEY);
  });

  test("leaves its secret out of JSON, and says so", async () => {
    const key = await created();
    const json = JSON.parse(JSON.stringify({ key }));

    expect(json.key).toEqual({
      id: KEY_ID,
      name: "ci",
      keyType: "user",
      status: "active",
      redactedKey: "ak-abc...xyz",
      createdAt: "2026-06-01T10:00:00.000Z",
      createdByUserId: wireCreated.created_by_user_id,
      keyOmitted: "read created.key; it is returned only once",
    });
  });

  test("is an ordinary object with its secret when it is copied", async () => {
    const key = await created();
    const copy = { ...key };

    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(copy.key).toBe(RETURNED_KEY);
    expect(JSON.parse(JSON.stringify(copy)).key).toBe(RETURNED_KEY);
    expect(inspect(copy)).toContain(RETURNED_KEY);
    expect(structuredClone(key).key).toBe(RETURNED_KEY);
  });

  test("has its secret although the rest is not what was expected", async () => {
    const key = await created({ key: RETURNED_KEY, id: "x", status: "odd", created_at: "?" });

    expect(key.key).toBe(RETURNED_KEY);
    expect(key.status).toBe("odd");
    expect(Number.isNaN(key.createdAt.getTime())).toBe(true);
  });

  test("keeps a logger that throws from losing it", async () => {
    const fail = () => {
      throw new Error("the disk is full");
    };
    await using server = await serve(() => ({ status: 201, body: wireCreated }));
    const client = clientOf(server.url, {
      logLevel: "debug",
      logger: { debug: fail, info: fail, warn: fail, error: fail },
    });

    expect((await client.apiKeys.create({ name: "ci" })).key).toBe(RETURNED_KEY);
    expect((await client.apiKeys.refresh({ apiKeyId: KEY_ID })).key).toBe(RETURNED_KEY);
  });

  test("is written to no log", async () => {
    await using server = await serve(() => ({ status: 201, body: wireCreated }));
    const logger = recordingLogger();
    await clientOf(server.url, { logLevel: "debug", logger }).apiKeys.create({ name: "ci" });

    expect(logger.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(logger.lines)).not.toContain("SENTINEL");
  });
});

test("a list has no secrets, even when the service sends some", async () => {
  await using server = await serve(() => ({ body: { api_keys: [wireCreated], pagination: { has_more: false } } }));
  const page = await clientOf(server.url).apiKeys.list();

  expect(inspect(page, { depth: 9 })).not.toContain(RETURNED_KEY);
});

test("reconcile refuses what is no lost call, before any request", async () => {
  await using server = await serve(() => ({}));
  const { apiKeys } = clientOf(server.url);
  const lost = { operation: "api_keys.create", startedAt: new Date(), params: { name: "x" } };
  const wrong: unknown[] = [
    null,
    "error",
    {},
    { ...lost, operation: "api_keys.delete" },
    { ...lost, startedAt: "then" },
    { ...lost, params: undefined },
  ];
  for (const error of wrong) {
    expect(await rejection(apiKeys.reconcile(error as typeof lost))).toBeInstanceOf(ValidationError);
  }
  for (const options of [{ settle: -1 }, { space: "" }, { timeout: -1 }, { setle: 5 }]) {
    expect(await rejection(apiKeys.reconcile(lost, options))).toBeInstanceOf(ValidationError);
  }
  expect(server.requests).toHaveLength(0);
});
