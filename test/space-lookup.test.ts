import {
  AmbiguousSpaceError,
  type ArizeClient,
  NotFoundError,
  PermissionDeniedError,
  type RequestOptions,
  ResponseError,
  SpaceNotFoundError,
} from "arize-sdk";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { clientOf, rejection } from "./support/client.js";
import { SPACE_ID, wireCreated, wireSpace } from "./support/operations.js";
import { type Answer, type Received, serve } from "./support/server.js";
import { expectError } from "./support/thrown.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const spaceId = (text: string) => Buffer.from(`Space:${text}`).toString("base64");

interface Found {
  readonly id: string;
  readonly name: string;
}

/** Serves the pages of one lookup over and over, and anything else as `other` says. */
function serveSpaces(pages: Found[][], other: (request: Received) => Answer = () => ({ status: 404 })) {
  return serve((request) => {
    if (request.method !== "GET" || request.path !== "/v2/spaces") return other(request);
    const index = Number(new Map(request.query).get("cursor") ?? 0);
    const has_more = index + 1 < pages.length;
    const spaces = (pages[index] ?? []).map((space) => ({ ...wireSpace, ...space }));
    return { body: { spaces, pagination: has_more ? { has_more, next_cursor: String(index + 1) } : { has_more } } };
  });
}

describe("a string is an ID", () => {
  test.each([
    ["padded", SPACE_ID],
    ["unpadded", "U3BhY2U6MTI6YWI"],
    ["of another type", Buffer.from("Organization:1:a").toString("base64")],
    ["of text beyond ASCII", Buffer.from("Space:é😀").toString("base64")],
    ["of a type alone", Buffer.from("S:").toString("base64")],
  ])("when it is %s", async (_what, id) => {
    await using server = await serveSpaces([]);

    expect(await clientOf(server.url).resolveSpaceId(id)).toBe(id);
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    ["is a name", "prod"],
    ["is base64 of something else", Buffer.from("hello world").toString("base64")],
    ["has a type in lower case", Buffer.from("space:1:a").toString("base64")],
    ["has no type", Buffer.from(":1:a").toString("base64")],
    ["has no colon", Buffer.from("Space").toString("base64")],
    ["has a space in its type", Buffer.from("My Space:1").toString("base64")],
    ["is not the shortest way to write its bytes", "U3BhY2U6MTI6YWJ"],
    ["has one padding character where two belong", "U3BhY2U6MQ="],
    ["has padding where none belongs", "U3BhY2U6MTI6==="],
    ["is in the alphabet for URLs", Buffer.from("Space:~~~???").toString("base64url")],
    ["is invalid UTF-8", Buffer.from([0x53, 0x3a, 0xff, 0xfe, 0x41]).toString("base64")],
    ["begins with a byte order mark", Buffer.from("\ufeffSpace:1").toString("base64")],
    ["has a line break at its end", `${SPACE_ID}\u2028`],
    ["has a space inside", `${SPACE_ID.slice(0, 4)} ${SPACE_ID.slice(4)}`],
  ])("not when it %s", async (_what, name) => {
    await using server = await serveSpaces([[{ id: SPACE_ID, name }]]);

    expect(await clientOf(server.url).resolveSpaceId(name)).toBe(SPACE_ID);
    expect(server.requests.map(({ query }) => query)).toEqual([
      expect.arrayContaining([
        ["name", name],
        ["limit", "100"],
      ]),
    ]);
  });

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** What makes an ID, read off the bits. */
  function isId(text: string): boolean {
    const padding = /=*$/.exec(text)?.[0].length ?? 0;
    const digits = [...text.slice(0, text.length - padding)].map((digit) => ALPHABET.indexOf(digit));
    if (digits.length === 0 || digits.includes(-1)) return false;
    const rest = digits.length % 4;
    if (rest === 1 || (padding !== 0 && padding !== (4 - rest) % 4)) return false;
    const bits = digits.map((digit) => digit.toString(2).padStart(6, "0")).join("");
    const whole = bits.length - (bits.length % 8);
    if (bits.slice(whole).includes("1")) return false;
    const bytes = (bits.slice(0, whole).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    const decoded = Buffer.from(bytes).toString("utf8");
    if (!Buffer.from(decoded, "utf8").equals(Buffer.from(bytes))) return false;
    const colon = decoded.indexOf(":");
    const type = decoded.slice(0, colon);
    return colon > 0 && /[A-Z]/.test(type[0] ?? "") && /^[A-Za-z]+$/.test(type);
  }

  test("exactly when its bits say so", { timeout: 60_000 }, async () => {
    await using server = await serveSpaces([[]]);
    const client = clientOf(server.url);
    const type = fc.constantFrom("Space:", "ApiKey:", "S:", "space:", "SPACE:", "Space", ":", "Sp ace:", "É:", "");
    const tail = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => Buffer.from(text)),
    );
    const encoded = fc
      .tuple(type, tail)
      .map(([prefix, bytes]) => Buffer.concat([Buffer.from(prefix), bytes]).toString("base64"));
    const change = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.replace(/=+$/, ""),
      (text) => `${text}=`,
      (text) => text.replace(/=$/, ""),
      (text) => text.replace(/.(=*)$/, (_, padding: string) => `${ALPHABET[text.length % 64]}${padding}`),
      (text) => text.replace(/\+/g, "-").replace(/\//g, "_"),
      (text) => text.slice(1),
      (text) => `${text}A`,
    );
    const texts = fc
      .tuple(encoded, change)
      .map(([text, alter]) => alter(text))
      .filter((text) => text !== "");
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const before = server.requests.length;
        const result = await client.resolveSpaceId(text).catch((error: unknown) => error);
        if (isId(text)) expect(result).toBe(text);
        else expect(expectError(result, SpaceNotFoundError).spaceName).toBe(text);
        expect(server.requests.length - before).toBe(isId(text) ? 0 : 1);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a reference says what it is:", () => {
  test("{ id } is used as it is, whatever its form", async () => {
    await using server = await serveSpaces([]);

    expect(await clientOf(server.url).resolveSpaceId({ id: "prod" })).toBe("prod");
    expect(server.requests).toHaveLength(0);
  });

  test("{ name } is looked up, also when it has the form of an ID", async () => {
    await using server = await serveSpaces([[{ id: "the-id", name: SPACE_ID }]]);

    expect(await clientOf(server.url).resolveSpaceId({ name: SPACE_ID })).toBe("the-id");
    expect(server.requests).toHaveLength(1);
  });

  test("{ name } takes names that a plain string can't be", async () => {
    for (const name of [".", "..", " padded ", "a\nb", "ak-experiments"]) {
      await using server = await serveSpaces([[{ id: "the-id", name }]]);

      expect(await clientOf(server.url).resolveSpaceId({ name })).toBe("the-id");
    }
  });
});

describe("a name", () => {
  test("is found on any page, and every page is read", async () => {
    const pages = [[{ id: "1", name: "prod-eu" }], [{ id: "2", name: "prod" }], [{ id: "3", name: "preprod" }]];
    await using server = await serveSpaces(pages);

    expect(await clientOf(server.url).resolveSpaceId("prod")).toBe("2");
    expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      { name: "prod", limit: "100" },
      { name: "prod", limit: "100", cursor: "1" },
      { name: "prod", limit: "100", cursor: "2" },
    ]);
  });

  test("is case-sensitive", async () => {
    await using server = await serveSpaces([
      [
        { id: "1", name: "Prod" },
        { id: "2", name: "prod" },
        { id: "3", name: "PROD" },
      ],
    ]);

    expect(await clientOf(server.url).resolveSpaceId("Prod")).toBe("1");
  });

  test("that several spaces have is ambiguous, with all their IDs", async () => {
    await using server = await serveSpaces([
      [{ id: spaceId("1"), name: "prod" }],
      [
        { id: spaceId("2"), name: "prod" },
        { id: spaceId("3"), name: "prod2" },
      ],
    ]);
    const error = expectError(await rejection(clientOf(server.url).resolveSpaceId("prod")), AmbiguousSpaceError);

    expect(error.name).toBe("AmbiguousSpaceError");
    expect(error.spaceName).toBe("prod");
    expect(error.spaceIds).toEqual([spaceId("1"), spaceId("2")]);
    expect(error.message).toContain('"prod"');
    expect(error.message).toContain(spaceId("1"));
    expect(error.message).toContain(spaceId("2"));
  });

  test("that one space has twice, because the pages moved, is not ambiguous", async () => {
    await using server = await serveSpaces([[{ id: "1", name: "prod" }], [{ id: "1", name: "prod" }]]);

    expect(await clientOf(server.url).resolveSpaceId("prod")).toBe("1");
  });

  test("that no space has is not found, with the near ones of the pages that were read", async () => {
    const names = ["Prod", "prod-eu", "prod-us", "prod-asia-and-a-very-long-tail", "unrelated"];
    await using server = await serveSpaces([names.map((name, index) => ({ id: String(index), name }))]);
    const error = expectError(await rejection(clientOf(server.url).resolveSpaceId("prod")), SpaceNotFoundError);

    expect(error.name).toBe("SpaceNotFoundError");
    expect(error.spaceName).toBe("prod");
    expect(error.suggestions).toEqual(["Prod", "prod-eu", "prod-us"]);
    expect(error.message).toContain('"prod"');
    expect(error.message).toContain('"Prod", "prod-eu", "prod-us"');
    expect(server.requests).toHaveLength(1);
  });

  test("that nothing is like is not found, without a guess", async () => {
    await using server = await serveSpaces([[]]);
    const error = expectError(await rejection(clientOf(server.url).resolveSpaceId("prod")), SpaceNotFoundError);

    expect(error.suggestions).toEqual([]);
    expect(error.message).not.toContain("Near names");
  });

  test("looked up in pages that go in circles ends in an error", async () => {
    await using server = await serve(() => ({
      body: { spaces: [wireSpace], pagination: { has_more: true, next_cursor: "again" } },
    }));

    expect(await rejection(clientOf(server.url).resolveSpaceId("nothing"))).toBeInstanceOf(ResponseError);
  });

  test("whose lookup is forbidden gives the error of the lookup", async () => {
    await using server = await serve(() => ({ status: 403 }));
    const error = expectError(await rejection(clientOf(server.url).resolveSpaceId("prod")), PermissionDeniedError);

    expect(error.path).toBe("/v2/spaces");
    expect(server.requests).toHaveLength(1);
  });
});

const calls: [
  string,
  (client: ArizeClient, space: string | { id: string } | { name: string }) => PromiseLike<unknown>,
][] = [
  ["apiKeys.list", (client, space) => client.apiKeys.list({ space })],
  ["apiKeys.createServiceKey", (client, space) => client.apiKeys.createServiceKey({ name: "ci", space })],
  ["spaces.get", (client, space) => client.spaces.get({ space })],
  ["spaces.update", (client, space) => client.spaces.update({ space, name: "new" })],
  ["spaces.delete", (client, space) => client.spaces.delete({ space })],
];

describe.each(calls)("%s", (_method, call) => {
  test("looks the name up first", async () => {
    await using server = await serveSpaces([[{ id: SPACE_ID, name: "prod" }]], ({ method, path }) => {
      if (method === "DELETE") return { status: 204 };
      if (path.startsWith("/v2/spaces")) return { body: wireSpace };
      return method === "POST"
        ? { status: 201, body: wireCreated }
        : { body: { api_keys: [], pagination: { has_more: false } } };
    });
    await call(clientOf(server.url), "prod");
    const [lookup, request, ...more] = server.requests;

    expect(lookup?.query).toContainEqual(["name", "prod"]);
    expect(`${request?.path} ${request?.query} ${request?.body}`).toMatch(
      new RegExp(`space_id\\W+${SPACE_ID}|/v2/spaces/${encodeURIComponent(SPACE_ID)}`),
    );
    expect(more).toEqual([]);
  });

  test("sends nothing else when the name is not found", async () => {
    await using server = await serveSpaces([[]]);

    expect(await rejection(call(clientOf(server.url), "prod"))).toBeInstanceOf(SpaceNotFoundError);
    expect(server.requests).toHaveLength(1);
  });

  test("says after a 404 when a string was taken for an ID", async () => {
    await using server = await serve(() => ({ status: 404 }));
    const error = expectError(await rejection(call(clientOf(server.url), SPACE_ID)), NotFoundError);

    expect(error.message).toContain("taken for an ID");
    expect(error.message).toContain("{ name }");
  });

  test("doesn't say so when the ID was given as { id }, or after another failure", async () => {
    await using server = await serve((_request, index) => ({ status: index === 0 ? 404 : 403 }));
    const client = clientOf(server.url);

    expect(expectError(await rejection(call(client, { id: SPACE_ID })), NotFoundError).message).not.toContain(
      "taken for",
    );
    expect(expectError(await rejection(call(client, SPACE_ID)), PermissionDeniedError).message).not.toContain(
      "taken for",
    );
  });
});

test("a list looks its space up once for all its pages", async () => {
  await using server = await serveSpaces([[{ id: SPACE_ID, name: "prod" }]], ({ query }) => {
    const last = new Map(query).has("cursor");
    const pagination = last ? { has_more: false } : { has_more: true, next_cursor: "next" };
    return { body: { api_keys: [{ ...wireCreated, key: undefined }], pagination } };
  });
  const keys = await clientOf(server.url).apiKeys.list({ space: "prod" }).toArray();

  expect(keys).toHaveLength(2);
  expect(server.requests.map(({ path }) => path)).toEqual(["/v2/spaces", "/v2/api-keys", "/v2/api-keys"]);
});

describe.each([
  ["resolveSpaceId", (client: ArizeClient, options: RequestOptions) => client.resolveSpaceId("prod", options)],
  [
    "apiKeys.list",
    async (client: ArizeClient, options: RequestOptions) => client.apiKeys.list({ space: "prod" }, options),
  ],
  [
    "apiKeys.createServiceKey",
    (client: ArizeClient, options: RequestOptions) =>
      client.apiKeys.createServiceKey({ name: "ci", space: "prod" }, options),
  ],
  ["spaces.get", (client: ArizeClient, options: RequestOptions) => client.spaces.get({ space: "prod" }, options)],
])("the lookup of %s is part of its call:", (_method, call) => {
  test("a signal that has fired sends nothing", async () => {
    await using server = await serveSpaces([[{ id: SPACE_ID, name: "prod" }]]);
    const error = await rejection(call(clientOf(server.url), { signal: AbortSignal.abort("late") }));

    expect(error).toMatchObject({ name: "AbortError", cause: "late" });
    expect(server.requests).toEqual([]);
  });

  test.each([0, 1, 4])("it is repeated as often as the call says: %i times", async (maxRetries) => {
    await using server = await serve(() => ({ status: 429, headers: { "retry-after": "0" } }));
    const client = clientOf(server.url, { maxRetries: 2 });

    expect(await rejection(call(client, { maxRetries }))).toMatchObject({ name: "RateLimitError" });
    expect(server.requests).toHaveLength(maxRetries + 1);
  });

  test("a wait that is longer than the time left fails at once", async () => {
    await using server = await serve(() => ({ status: 429, headers: { "retry-after": "30" } }));

    expect(await rejection(call(clientOf(server.url), { timeout: 5_000 }))).toMatchObject({ name: "RateLimitError" });
    expect(server.requests).toHaveLength(1);
  });

  test("a deadline in a wait has the last failure as its cause", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    await using server = await serve(() => ({ status: 500 }));
    const error = await rejection(call(clientOf(server.url), { timeout: 200 }));

    expect(error).toMatchObject({ name: "TimeoutError", timeout: 200, cause: { name: "ServerError" } });
  });
});

test("callers who share a lookup wait for it each as long as they have time, and it as long as any of them", async () => {
  let answer = () => {};
  await using server = await serve((_request, _index, raw) => {
    const spaces = [{ ...wireSpace, id: SPACE_ID, name: "prod" }];
    answer = () => void raw.writeHead(200).end(JSON.stringify({ spaces, pagination: { has_more: false } }));
    return undefined;
  });
  const client = clientOf(server.url);
  const short = rejection(client.resolveSpaceId("prod", { timeout: 150 }));
  const long = client.resolveSpaceId("prod", { timeout: 60_000 });
  const endless = client.resolveSpaceId("prod", { timeout: 0 });

  expect(await short).toMatchObject({ name: "TimeoutError", timeout: 150 });
  answer();
  expect([await long, await endless]).toEqual([SPACE_ID, SPACE_ID]);
  expect(server.requests).toHaveLength(1);
});

test("one space whose ID comes with and without padding is one space", async () => {
  const ids = [SPACE_ID, SPACE_ID.replace(/=+$/, "")];
  await using server = await serveSpaces(ids.map((id) => [{ id, name: "prod" }]));

  expect(ids[0]).not.toBe(ids[1]);
  expect(ids).toContain(await clientOf(server.url).resolveSpaceId("prod"));
});
