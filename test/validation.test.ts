import { type ArizeClient, checkParams, rules, ValidationError, type ValidationIssue } from "arize-sdk";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bounds } from "../generated/operations.js";
import { clientOf, rejection } from "./support/client.js";
import { KEY_ID, SPACE_ID, wireCreated, wireKey, wireSpace } from "./support/operations.js";
import { type Received, serve } from "./support/server.js";
import { expectError, thrown } from "./support/thrown.js";

afterEach(() => {
  vi.useRealTimers();
});

/** Any success that the request may have. */
function answer({ method, path }: Received) {
  const pagination = { has_more: false };
  if (method === "DELETE") return { status: 204 };
  if (path === "/v2/api-keys" && method === "GET") return { body: { api_keys: [wireKey], pagination } };
  if (path === "/v2/spaces" && method === "GET") return { body: { spaces: [wireSpace], pagination } };
  return { status: method === "POST" ? 201 : 200, body: path.startsWith("/v2/spaces") ? wireSpace : wireCreated };
}

type Params = Record<string, unknown>;

/** Calls without types, as JavaScript does. */
function call(client: ArizeClient, method: string, params: unknown, options?: unknown): PromiseLike<unknown> {
  const [resource = "", name = ""] = method.split(".");
  const owner: object = Reflect.get(client, resource);
  const found: unknown = Reflect.get(owner, name);
  if (typeof found !== "function") throw new Error(`no method ${method}`);
  return found.call(owner, params, options);
}

/** The issues of the one error that a call gives, which sends nothing. */
async function issues(method: string, params: unknown, options?: unknown): Promise<readonly ValidationIssue[]> {
  await using server = await serve(answer);
  const error = expectError(await rejection(call(clientOf(server.url), method, params, options)), ValidationError);

  expect(server.requests).toHaveLength(0);
  expect(error.name).toBe("ValidationError");
  for (const { path, message } of error.issues) expect(error.message).toContain(`${path} ${message}`);
  return error.issues;
}

async function paths(method: string, params: unknown): Promise<string[]> {
  return (await issues(method, params)).map(({ path }) => path);
}

/** What is sent for parameters that are good. */
async function sent(method: string, params: unknown): Promise<Received> {
  await using server = await serve(answer);
  await call(clientOf(server.url), method, params);
  const [request] = server.requests;
  if (!request) throw new Error("nothing was sent");
  return request;
}

const long = (length: number) => "é".repeat(length);
const notText = [null, 42, true, {}, [], ["x"], new Date()];
const blankText = ["", " ", "\t\n", "\u00a0"];
const badIds = [...notText, ...blankText, ".", "..", "a\u0000b", "a\nb", "ak-0123456789abcdef"];
const badLimits = [null, 0, -1, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "50", 50n, true];
const badExpiries = [
  "",
  "2099-01-31",
  "2099-01-31T12:00:00",
  "2099-01-31 12:00:00Z",
  "2099-02-30T12:00:00Z",
  "2099-01-31T24:00:00Z",
  "2099-01-31T12:00:00+1:00",
  "tomorrow",
  "Tue, 31 Jan 2099 12:00:00 GMT",
  "2000-01-01T00:00:00Z",
  new Date(0),
  new Date(Number.NaN),
  new Date("+010000-01-01T00:00:00Z"),
  4_102_444_800_000,
  true,
  {},
  { toISOString: () => "2099-01-31T12:00:00Z" },
];
const badSpaces = [
  ...badIds,
  { id: "" },
  { id: ".." },
  { id: 42 },
  { id: "a\u0000b" },
  { name: "  " },
  { name: null },
  { id: SPACE_ID, name: "prod" },
  { spaceId: SPACE_ID },
  { id: SPACE_ID, extra: 1 },
];

interface MethodRules {
  readonly method: string;
  /** What it takes at least. */
  readonly required: Params;
  /** For each parameter, what it doesn't take. */
  readonly bad: Readonly<Record<string, readonly unknown[]>>;
}

const creation = {
  name: [...notText, ...blankText, long(257)],
  description: [...notText, long(1001)],
  expiresAt: badExpiries,
};

const methods: readonly MethodRules[] = [
  {
    method: "apiKeys.list",
    required: {},
    bad: {
      keyType: [null, "", "User", "bot", 1, ["user"]],
      status: [null, "", "ACTIVE", "expired", 1],
      space: badSpaces,
      userId: badIds,
      limit: badLimits,
      cursor: [null, 42, {}, "", "a\r\nb"],
    },
  },
  { method: "apiKeys.create", required: { name: "ci" }, bad: creation },
  {
    method: "apiKeys.createServiceKey",
    required: { name: "ci", space: SPACE_ID },
    bad: {
      ...creation,
      space: badSpaces,
      spaceRole: [null, "", "owner", "Admin", "read_only", 1],
      orgRole: [null, "", "owner", 1],
      accountRole: [null, "", "read-only", 1],
    },
  },
  { method: "apiKeys.delete", required: { apiKeyId: KEY_ID }, bad: { apiKeyId: badIds } },
  {
    method: "apiKeys.refresh",
    required: { apiKeyId: KEY_ID },
    bad: {
      apiKeyId: badIds,
      expiresAt: badExpiries,
      gracePeriodSeconds: [null, -1, 86_401, 0.5, "60", Number.NaN, new Date()],
    },
  },
  {
    method: "spaces.list",
    required: {},
    bad: {
      organizationId: badIds,
      name: [...notText, long(256)],
      limit: badLimits,
      cursor: [null, 42, {}, "", "a\r\nb"],
    },
  },
  { method: "spaces.get", required: { space: SPACE_ID }, bad: { space: badSpaces } },
  {
    method: "spaces.create",
    required: { name: "prod", organizationId: "T3JnYW5pemF0aW9uOjE6YQ==" },
    bad: {
      name: [...notText, ...blankText, long(256)],
      organizationId: badIds,
      description: [...notText, long(1001)],
    },
  },
  {
    method: "spaces.update",
    required: { space: SPACE_ID, description: "" },
    bad: {
      space: badSpaces,
      name: [...notText, ...blankText, long(256)],
      description: [...notText, long(1001)],
    },
  },
  { method: "spaces.delete", required: { space: SPACE_ID }, bad: { space: badSpaces } },
];

describe.each(methods)("$method", ({ method, required, bad }) => {
  const each = Object.entries(bad);

  test.each(each)("refuses every bad value of %s before any request", async (name, values) => {
    for (const value of values) {
      const found = await issues(method, { ...required, [name]: value });

      expect(found.map(({ path }) => path)).toEqual([expect.stringMatching(new RegExp(`^${name}(\\.(id|name))?$`))]);
      expect(found[0]?.message).not.toBe("");
    }
  });

  test("names every problem in one error", async () => {
    const worst = Object.fromEntries(each.map(([name, [value]]) => [name, value]));

    expect((await paths(method, { ...worst, foo: 1, bar: undefined })).sort()).toEqual(
      [...Object.keys(bad), "foo", "bar"].sort(),
    );
  });

  test("takes undefined for a parameter that isn't required, and asks for one that is", async () => {
    for (const [name] of each) {
      if (name in required && method !== "spaces.update") {
        expect(await paths(method, { ...required, [name]: undefined })).toEqual([name]);
        const { [name]: _left, ...others } = required;
        expect(await paths(method, others)).toEqual([name]);
      } else if (!(name in required)) {
        const request = await sent(method, { ...required, [name]: undefined });
        expect(request.body).not.toContain("null");
        expect(request.query.flat()).not.toContain("undefined");
      }
    }
  });

  test.each([["text"], [42], [[]], [() => {}]])("refuses %j for its parameters", async (params) => {
    expect(await paths(method, params)).toEqual(["params"]);
  });

  test("refuses null for its parameters", async () => {
    expect(await issues(method, null)).toEqual([{ path: "params", message: "must be an object, not null" }]);
  });

  test.each<[string, unknown, string]>([
    ["timeout", -1, "an integer from 0 to"],
    ["timeout", 1.5, "an integer from 0 to"],
    ["timeout", null, "not null"],
    ["timeout", 2 ** 31, "an integer from 0 to 2147483647"],
    ["maxRetries", -1, "an integer from 0 to 100"],
    ["maxRetries", 101, "an integer from 0 to 100"],
    ["maxRetries", "2", "not a string"],
    ["signal", {}, "must be an AbortSignal"],
    ["signal", null, "must be an AbortSignal"],
    ["signal", new AbortController(), "must be an AbortSignal"],
    ["headers", "x: y", "not a string"],
    ["headers", { Authorization: "Bearer x" }, "must not replace authorization"],
    ["headers", { "sdk-version": "x" }, "must not replace sdk-version"],
    ["headers", { "x-a": "1\r\nx-b: 2" }, "control characters"],
    ["retries", 1, "is not a parameter; did you mean maxRetries?"],
  ])("refuses the option %s: %j", async (name, value, expected) => {
    const found = await issues(method, required, { [name]: value });

    expect(found).toHaveLength(1);
    expect(found[0]?.path).toBe(name);
    expect(found[0]?.message).toContain(expected);
  });

  test.each([[null], ["text"], [[]], [42]])("refuses %j for its options", async (options) => {
    expect((await issues(method, required, options)).map(({ path }) => path)).toEqual(["params"]);
  });
});

describe("an unknown parameter is refused with the nearest one", () => {
  test.each([
    ["apiKeys.list", { spaceId: "x" }, "space"],
    ["apiKeys.list", { space_id: "x" }, "space"],
    ["apiKeys.list", { key_type: "user" }, "keyType"],
    ["apiKeys.list", { limits: 5 }, "limit"],
    ["apiKeys.create", { name: "x", expires_at: null }, "expiresAt"],
    ["apiKeys.create", { name: "x", space: "prod" }, undefined],
    ["apiKeys.createServiceKey", { name: "x", space: "prod", role: "admin" }, "orgRole"],
    ["apiKeys.delete", { apiKeyId: "x", apiKey: "x" }, "apiKeyId"],
    ["apiKeys.refresh", { apiKeyId: "x", gracePeriod: 5 }, "gracePeriodSeconds"],
    ["spaces.get", { space: "x", id: "x" }, undefined],
    ["spaces.create", { name: "x", organizationId: "x", organizationID: "x" }, "organizationId"],
    ["spaces.list", { nmae: "x" }, "name"],
    ["spaces.update", { space: "x", name: "y", descripton: "z" }, "description"],
  ])("%s %j: %s", async (method, params, nearest) => {
    const [issue, ...more] = await issues(method, params);

    expect(more).toEqual([]);
    expect(issue?.message).toBe(`is not a parameter${nearest === undefined ? "" : `; did you mean ${nearest}?`}`);
  });

  test.each(["toString", "__proto__", "constructor"])("and so is %s", async (name) => {
    const params = Object.defineProperty({ name: "x" }, name, { value: "y", enumerable: true });

    expect(await paths("apiKeys.create", params)).toEqual([name]);
  });
});

test.each([
  [{ id: "" }, "space.id"],
  [{ name: " " }, "space.name"],
  ["", "space"],
])("the space %j is refused as %s", async (space, path) => {
  expect(await issues("spaces.get", { space })).toEqual([{ path, message: "must not be blank" }]);
});

describe("what holds its values elsewhere than in properties", () => {
  const opaque = [AbortSignal.abort(), new Headers({ limit: "1" }), new Map([["name", "x"]]), new Date()];

  test.each(opaque)("is refused as parameters and as options: %s", async (value) => {
    expect(await paths("apiKeys.list", value)).toEqual(["params"]);
    expect(await paths("spaces.create", value)).toEqual(["params"]);
    const found = await issues("apiKeys.delete", { apiKeyId: "x" }, value);
    expect(found.map(({ path }) => path)).toEqual(["params"]);
  });
});

test.each(["x".repeat(256), { name: "🔑".repeat(256) }])("a space's name has at most 255 characters", async (space) => {
  const path = typeof space === "string" ? "space" : "space.name";
  expect(await issues("spaces.get", { space })).toEqual([
    { path, message: "must have at most 255 characters, not 256" },
  ]);
});

test("an update needs something to update", async () => {
  const [issue] = await issues("spaces.update", { space: SPACE_ID });

  expect(issue?.message).toContain("nothing to update");
  expect(await paths("spaces.update", { space: SPACE_ID, name: undefined, description: undefined })).toHaveLength(1);
});

describe("a raw API key in the place of an ID", () => {
  test.each([
    ["apiKeys.delete", { apiKeyId: "ak-SENTINEL-raw-0123456789" }],
    ["apiKeys.refresh", { apiKeyId: "ak-SENTINEL-raw-0123456789" }],
    ["apiKeys.list", { userId: "ak-SENTINEL-raw-0123456789" }],
    ["spaces.get", { space: "ak-SENTINEL-raw-0123456789" }],
    ["spaces.get", { space: { id: "ak-SENTINEL-raw-0123456789" } }],
    ["apiKeys.create", { name: "x", expiresAt: "ak-SENTINEL-raw-0123456789" }],
    ["apiKeys.create", { name: "x", "ak-SENTINEL-raw-0123456789": 1 }],
    ["apiKeys.list", { status: "ak-SENTINEL-raw-0123456789" }],
  ])("is not repeated by the error: %s %j", async (method, params) => {
    expect(JSON.stringify(await issues(method, params))).not.toContain("SENTINEL-raw");
  });
});

describe("the bounds are those of the specification", () => {
  const texts = [
    ["apiKeys.create", "name", bounds.ApiKeyCreate.name.maxLength, { name: "x" }],
    ["apiKeys.create", "description", bounds.ApiKeyCreate.description.maxLength, { name: "x" }],
    ["apiKeys.createServiceKey", "name", bounds.ApiKeyCreate.name.maxLength, { name: "x", space: SPACE_ID }],
    [
      "apiKeys.createServiceKey",
      "description",
      bounds.ApiKeyCreate.description.maxLength,
      { name: "x", space: SPACE_ID },
    ],
    ["spaces.list", "name", bounds.spaces_list.name.maxLength, {}],
    ["spaces.create", "name", bounds.SpaceCreate.name.maxLength, { organizationId: "o" }],
    ["spaces.create", "description", bounds.SpaceCreate.description.maxLength, { name: "x", organizationId: "o" }],
    ["spaces.update", "name", bounds.SpaceUpdate.name.maxLength, { space: SPACE_ID }],
    ["spaces.update", "description", bounds.SpaceUpdate.description.maxLength, { space: SPACE_ID }],
  ] as const;

  test.each(texts)("%s: %s has at most %d code points", async (method, name, maxLength, others) => {
    for (const unit of ["a", "é", "中", "😀"]) {
      const longest = unit.repeat(maxLength);
      const request = await sent(method, { ...others, [name]: longest });
      const arrived = request.body ? JSON.parse(request.body)[name] : new Map(request.query).get(name);
      expect(arrived).toBe(longest);

      const [issue] = await issues(method, { ...others, [name]: longest + unit });
      expect(issue?.path).toBe(name);
      expect(issue?.message).toBe(`must have at most ${maxLength} characters, not ${maxLength + 1}`);
    }
  });

  const integers = [
    ["apiKeys.list", "limit", bounds.api_keys_list.limit, {}],
    ["spaces.list", "limit", bounds.spaces_list.limit, {}],
    ["apiKeys.refresh", "gracePeriodSeconds", bounds.ApiKeyRefresh.grace_period_seconds, { apiKeyId: KEY_ID }],
  ] as const;

  test.each(integers)(
    "%s: %s is an integer within %j",
    { timeout: 60_000 },
    async (method, name, { minimum, maximum }, others) => {
      await using server = await serve(answer);
      const client = clientOf(server.url);
      const near = fc.oneof(fc.integer({ min: minimum - 2, max: maximum + 2 }), fc.double(), fc.maxSafeInteger());
      await fc.assert(
        fc.asyncProperty(near, async (value) => {
          const before = server.requests.length;
          const settled = await Promise.resolve(call(client, method, { ...others, [name]: value })).then(
            () => undefined,
            (error: unknown) => error,
          );
          const good = Number.isInteger(value) && minimum <= value && value <= maximum;

          expect(server.requests.length - before).toBe(good ? 1 : 0);
          if (!good) expect(expectError(settled, ValidationError).issues.map(({ path }) => path)).toEqual([name]);
        }),
        { numRuns: 200, examples: [[minimum], [maximum], [minimum - 1], [maximum + 1], [-0]] },
      );
    },
  );
});

test("a name is counted in code points and arrives as it is", { timeout: 60_000 }, async () => {
  await using server = await serve(answer);
  const client = clientOf(server.url);
  const names = fc
    .array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("a".repeat(60), "👩‍👩‍👧‍👦".repeat(30))), {
      maxLength: 8,
    })
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const before = server.requests.length;
      const settled = await client.apiKeys.create({ name }).catch((error: unknown) => error);
      const length = Array.from(name).length;
      if (name.trim() !== "" && length <= 256) {
        expect(JSON.parse(server.requests.at(-1)?.body ?? "").name).toBe(name);
        expect(server.requests.length).toBe(before + 1);
      } else {
        expect(expectError(settled, ValidationError).issues).toHaveLength(1);
        expect(server.requests.length).toBe(before);
      }
    }),
    { numRuns: 200 },
  );
});

describe("an expiry", () => {
  const two = (value: number) => String(value).padStart(2, "0");
  const parts = fc.record({
    year: fc.integer({ min: 2100, max: 9998 }),
    month: fc.integer({ min: 0, max: 13 }),
    day: fc.integer({ min: 0, max: 32 }),
    hour: fc.integer({ min: 0, max: 24 }),
    minute: fc.integer({ min: 0, max: 60 }),
    second: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
    fraction: fc.constantFrom("", ".1", ".123", ".123456789"),
    sign: fc.constantFrom("", "z", "Z", "+", "-"),
    offset: fc.tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 60 })),
    separator: fc.constantFrom("T", "T", "t"),
  });

  test("is a real instant with a time zone, and arrives as that instant", { timeout: 60_000 }, async () => {
    await using server = await serve(answer);
    const client = clientOf(server.url);
    await fc.assert(
      fc.asyncProperty(parts, async (p) => {
        const seconds = p.second === undefined ? "" : `:${two(p.second)}${p.fraction}`;
        const [hours, minutes] = p.offset;
        const zone = /[+-]/.test(p.sign) ? `${p.sign}${two(hours)}:${two(minutes)}` : p.sign;
        const text = `${p.year}-${two(p.month)}-${two(p.day)}${p.separator}${two(p.hour)}:${two(p.minute)}${seconds}${zone}`;
        const daysInMonth = new Date(Date.UTC(p.year, p.month, 0)).getUTCDate();
        const real =
          p.month >= 1 &&
          p.month <= 12 &&
          p.day >= 1 &&
          p.day <= daysInMonth &&
          p.hour < 24 &&
          p.minute < 60 &&
          (p.second ?? 0) < 60 &&
          p.sign !== "" &&
          (zone.length < 2 || (hours < 24 && minutes < 60));
        const ms = p.second === undefined ? 0 : Math.floor(Number(`0${p.fraction || ".0"}`) * 1_000 + 1e-6);
        const shift = zone.length < 2 ? 0 : (p.sign === "-" ? -1 : 1) * (hours * 60 + minutes);
        const instant = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute - shift, p.second ?? 0, ms);

        const before = server.requests.length;
        const settled = await client.apiKeys.create({ name: "x", expiresAt: text }).catch((error: unknown) => error);
        if (real) {
          expect(settled).not.toBeInstanceOf(Error);
          expect(Date.parse(JSON.parse(server.requests.at(-1)?.body ?? "").expires_at)).toBe(instant);
        } else {
          expect(expectError(settled, ValidationError).issues.map(({ path }) => path)).toEqual(["expiresAt"]);
          expect(server.requests.length).toBe(before);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["2099-01-31T12:00Z", "2099-01-31T12:00:00.000Z"],
    ["2099-01-31T12:00:00+05:30", "2099-01-31T06:30:00.000Z"],
    ["2096-02-29T23:59:59.999-00:00", "2096-02-29T23:59:59.999Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
  ])("%s is sent as %s", async (expiresAt, wire) => {
    expect(JSON.parse((await sent("apiKeys.create", { name: "x", expiresAt })).body).expires_at).toBe(wire);
    expect(JSON.parse((await sent("apiKeys.refresh", { apiKeyId: "x", expiresAt })).body).expires_at).toBe(wire);
  });

  test.each([
    "2099-01-31T12:00:00",
    "2099-01-31",
    "2099-01-31T12:00",
  ])("without a time zone is refused: %s", async (expiresAt) => {
    const [issue] = await issues("apiKeys.create", { name: "x", expiresAt });

    expect(issue?.message).toContain("with a time zone");
    expect(issue?.message).toContain(expiresAt);
  });

  test.each([
    "2097-02-29T00:00:00Z",
    "2099-04-31T00:00:00Z",
    "2099-00-10T00:00:00Z",
    "2099-13-10T00:00:00Z",
  ])("on a day that doesn't exist is refused: %s", async (expiresAt) => {
    expect(await paths("apiKeys.create", { name: "x", expiresAt })).toEqual(["expiresAt"]);
  });

  test.each([
    "apiKeys.create",
    "apiKeys.refresh",
  ])("may be null for never, or absent, and is then not sent: %s", async (method) => {
    const required = method === "apiKeys.create" ? { name: "x" } : { apiKeyId: "x" };
    for (const params of [required, { ...required, expiresAt: null }, { ...required, expiresAt: undefined }]) {
      expect(JSON.parse((await sent(method, params)).body)).not.toHaveProperty("expires_at");
    }
  });

  test("may lie a minute in the past, for clocks that differ, and no more", async () => {
    const now = new Date("2030-06-01T12:00:00Z");
    vi.useFakeTimers({ now, toFake: ["Date"] });
    const justNow = new Date(now.getTime() - 60_000);

    expect(JSON.parse((await sent("apiKeys.create", { name: "x", expiresAt: justNow })).body).expires_at).toBe(
      justNow.toISOString(),
    );
    for (const expiresAt of [new Date(justNow.getTime() - 1), "2030-06-01T11:58:59.999Z"]) {
      expect(await issues("apiKeys.create", { name: "x", expiresAt })).toEqual([
        { path: "expiresAt", message: "must not lie in the past" },
      ]);
    }
  });
});

test("a call sends what its parameters were when it was made, whatever becomes of them", async () => {
  await using server = await serve(answer);
  const client = clientOf(server.url);
  const expiresAt = new Date("2099-01-01T00:00:00Z");
  const changing = { name: "first", apiKeyId: "first", space: SPACE_ID, description: "first", expiresAt };
  const pick = (...names: (keyof typeof changing)[]) => new Proxy(changing, { ownKeys: () => names });
  const calls = [
    client.apiKeys.create(pick("name", "description", "expiresAt")),
    client.apiKeys.createServiceKey(pick("name", "space", "description")),
    client.apiKeys.delete(pick("apiKeyId")),
    client.apiKeys.refresh(pick("apiKeyId", "expiresAt")),
    client.spaces.get(pick("space")),
    client.spaces.update(pick("space", "name")),
    client.spaces.delete(pick("space")),
  ];
  const listed = client.apiKeys.list(pick("space"));
  Object.assign(changing, { name: "second", apiKeyId: "second", space: "second", description: "second" });
  expiresAt.setTime(0);
  await Promise.all([...calls, listed]);

  expect(server.requests).toHaveLength(8);
  for (const { path, body, query } of server.requests) {
    expect(`${path} ${body} ${query}`).not.toContain("second");
    expect(body).not.toContain("1970");
  }
});

test.each([
  ["an id", (client: ArizeClient) => client.apiKeys.delete({ apiKeyId: "a\ud800" })],
  ["a cursor", (client: ArizeClient) => client.apiKeys.list({ cursor: "\udfff" })],
  ["a name", (client: ArizeClient) => client.apiKeys.create({ name: "half \ud83d" })],
  ["a description", (client: ArizeClient) => client.apiKeys.create({ name: "x", description: "\ude00" })],
  ["a space", (client: ArizeClient) => client.resolveSpaceId({ name: "\ud83d" })],
])("refuses half a character in %s, which no request could carry", async (_name, call) => {
  expect(await rejection(call(clientOf("http://127.0.0.1:9")))).toBeInstanceOf(ValidationError);
});

describe("checkParams, for modules of others,", () => {
  interface Params {
    readonly id: string;
    readonly space: string | { readonly name: string };
    readonly name?: string | undefined;
    readonly limit?: number | undefined;
    readonly cursor?: string | undefined;
    readonly kind?: string | undefined;
    readonly loud?: boolean | undefined;
  }
  const good: Params = { id: "x", space: { name: "prod" } };
  const check = (params: Params) =>
    checkParams("things.list", params, {
      id: rules.id,
      space: rules.spaceRef,
      name: rules.optional(rules.text({ minLength: 1, maxLength: 3 })),
      limit: rules.optional(rules.integer({ minimum: 1, maximum: 100 })),
      cursor: rules.optional(rules.cursor),
      kind: rules.optional(rules.oneOf({ A: "a", B: "b" })),
      loud: rules.optional((value) => (typeof value === "boolean" ? undefined : "must be true or false")),
    });

  test("takes what is good, and absent options", () => {
    check(good);
    check({ ...good, name: "one", limit: 100, cursor: "c", kind: "b", loud: false });
    check({ ...good, name: undefined });
  });

  test("names everything that is wrong in one error", () => {
    const wrong = { id: "..", space: "", name: "four", limit: 0, cursor: "", kind: "c", loud: 1, limits: 5 };
    const error = expectError(
      thrown(() => check(wrong as unknown as Params)),
      ValidationError,
    );

    expect(error.issues).toEqual([
      { path: "id", message: 'must be an ID, not ".."' },
      { path: "space", message: "must not be blank" },
      { path: "name", message: "must have at most 3 characters, not 4" },
      { path: "limit", message: "must be an integer from 1 to 100, not 0" },
      { path: "cursor", message: "must not be empty" },
      { path: "kind", message: 'must be one of a, b, not "c"' },
      { path: "loud", message: "must be true or false" },
      { path: "limits", message: expect.stringMatching(/^is not a parameter.*limit/) },
    ]);
    expect(error.message).toMatch(/^things\.list: id must be an ID/);
  });

  test("shows no API key that was taken for an ID", () => {
    const error = thrown(() => check({ ...good, id: "ak-0123456789abcdef" }));

    expect(String(error)).toContain("looks like an API key");
    expect(JSON.stringify(error)).not.toContain("0123456789");
  });

  test("takes a rule over several parameters, which comes last", () => {
    const error = thrown(() =>
      checkParams("things.get", { a: "", b: "" }, { a: rules.id, b: rules.optional(rules.text({})) }, ({ a, b }) =>
        a === b ? { path: "b", message: "must differ from a" } : undefined,
      ),
    );

    expect(expectError(error, ValidationError).issues.map(({ path }) => path)).toEqual(["a", "b"]);
  });
});
