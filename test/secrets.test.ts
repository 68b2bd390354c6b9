import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import { ArizeClient, ConfigurationError, OutcomeUnknownError, ValidationError } from "arize-sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { APIKeysApi } from "../generated/apis/apikeys-api.js";
import { clientOf, recordingLogger, rejection, SENTINEL_KEY } from "./support/client.js";
import { KEY_ID, operations, RETURNED_KEY, SPACE_ID, wireCreated } from "./support/operations.js";
import { findSecrets } from "./support/secrets.js";
import { serve } from "./support/server.js";
import { thrown } from "./support/thrown.js";

const SECRETS = [SENTINEL_KEY, RETURNED_KEY];
const echo = `you sent Bearer ${SENTINEL_KEY}, have ${RETURNED_KEY}`;

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("the search finds a secret wherever one is planted", () => {
  const hidden = Object.defineProperty({}, "deep", { value: { key: SENTINEL_KEY }, enumerable: false });
  class Getter {
    get key() {
      return SENTINEL_KEY;
    }
  }
  const plants: Record<string, unknown> = {
    property: { a: [{ b: SENTINEL_KEY }] },
    hidden,
    getter: new Getter(),
    map: new Map([["x", SENTINEL_KEY]]),
    message: new Error(`no ${SENTINEL_KEY}`),
    cause: new Error("no", { cause: { config: { headers: `Bearer ${SENTINEL_KEY}` } } }),
    encoded: { basic: Buffer.from(SENTINEL_KEY).toString("base64") },
  };
  for (const [name, plant] of Object.entries(plants)) {
    expect(findSecrets({ plant }, SECRETS), name).not.toEqual([]);
  }
  expect(findSecrets({ nothing: { a: 1, b: ["x"] } }, SECRETS)).toEqual([]);
});

describe("no secret is found", () => {
  test("in a client, its resources, pages, and generated classes, at rest and in flight", async () => {
    const pending: Promise<unknown>[] = [];
    let respond = () => {};
    const held = new Promise<void>((resolve) => {
      respond = resolve;
    });
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await using server = await serve((request, _index, raw) => {
      const operation = operations.find(({ method }) => method === request.method);
      void held.then(() => raw.writeHead(operation?.status ?? 200).end(JSON.stringify(operation?.body)));
      if (server.requests.length === 3) arrive();
      return undefined;
    });
    const client = clientOf(server.url, { defaultHeaders: { "x-team": "platform" } });
    const generated = client.api(APIKeysApi);
    const extended = client.extend({ keys: (context) => ({ context, generated: context.api(APIKeysApi) }) });
    const list = client.apiKeys.list();
    pending.push(list.then(), client.apiKeys.create({ name: "ci" }), generated.apiKeysList());
    await arrived;
    const roots = {
      client,
      extended,
      generated,
      module: extended.keys,
      apiKeys: client.apiKeys,
      spaces: client.spaces,
      list,
    };
    expect(findSecrets(roots, SECRETS)).toEqual([]);
    respond();
    const [page, , answer] = await Promise.all(pending);
    expect(findSecrets({ ...roots, page, answer }, SECRETS)).toEqual([]);
  });

  const answers: Record<string, object> = {
    "a problem that repeats them": {
      status: 400,
      body: { title: echo, status: 400, detail: echo, instance: echo, type: echo },
    },
    "a 500 that repeats them": { status: 500, body: { title: echo, status: 500, detail: echo } },
    "HTML that repeats them": { status: 502, body: `<pre>${echo}</pre>` },
    "a success that can't be read": { status: 201, body: JSON.stringify(wireCreated).slice(0, -1) },
    "a redirect to a place that holds them": {
      status: 307,
      headers: { location: `https://x.test/?k=${RETURNED_KEY}` },
    },
    "a request id that repeats them": { status: 403, headers: { "x-request-id": SENTINEL_KEY }, body: {} },
  };
  describe.each(Object.entries(answers))("in the error of %s", (_name, answer) => {
    test.each(operations)("$name", async (operation) => {
      await using server = await serve(() => answer);
      const logger = recordingLogger();
      const published: unknown[] = [];
      const listener = (event: unknown) => published.push(event);
      subscribe("arize-sdk:request", listener);
      const error = await rejection(operation.call(clientOf(server.url, { logger, logLevel: "debug" })));
      unsubscribe("arize-sdk:request", listener);
      expect(published.length).toBeGreaterThan(0);
      expect(logger.lines.filter(({ level }) => level === "debug").length).toBe(published.length);
      expect(findSecrets({ error, lines: logger.lines, published }, SECRETS)).toEqual([]);
    });
  });

  test("in the error of a reset in flight", async () => {
    await using server = await serve((_request, _index, raw) => {
      raw.destroy();
      return undefined;
    });
    for (const operation of operations) {
      const error = await rejection(operation.call(clientOf(server.url)));
      expect(findSecrets({ error }, SECRETS)).toEqual([]);
    }
  });

  test("in the name of an option or a module that is a key", () => {
    const option = thrown(() => new ArizeClient({ apiKey: SENTINEL_KEY, [SENTINEL_KEY]: 1 } as never));
    const module = thrown(() => clientOf("http://127.0.0.1:9").extend({ [SENTINEL_KEY]: 5 as never }));
    for (const error of [option, module]) expect(findSecrets({ error }, [SENTINEL_KEY])).toEqual([]);
  });

  test("in the parameters of an unknown outcome, and in what is said of an earlier key of a function", async () => {
    const keys = ["first-key-000111222", "second-key-333444555"];
    await using server = await serve((_request, index) =>
      index === 0
        ? { status: 429, headers: { "retry-after": "0" } }
        : { status: 400, body: { title: "Bad", status: 400, detail: `${keys[0]} then ${keys[1]}` } },
    );
    const waiting = [...keys];
    const client = clientOf(server.url, { apiKey: () => waiting.shift() ?? "none" });
    const refused = await rejection(client.apiKeys.list());
    expect(refused).toMatchObject({ status: 400, problem: { detail: "[redacted] then [redacted]" } });
    expect(findSecrets({ refused }, keys)).toEqual([]);

    await using silent = await serve((_request, _index, raw) => void raw.destroy());
    const lost = await rejection(clientOf(silent.url, { apiKey: keys[0] }).apiKeys.create({ name: `my ${keys[0]}` }));
    expect(lost).toMatchObject({ name: "OutcomeUnknownError", params: { name: "my [redacted]" } });
    expect(findSecrets({ lost }, keys)).toEqual([]);
  });

  test("in the errors of bad configurations and parameters", async () => {
    const attempts: (() => unknown)[] = [
      () => new ArizeClient({ apiKey: `${SENTINEL_KEY}\nx` }),
      () => new ArizeClient({ apiKey: SENTINEL_KEY, baseUrl: `https://user:${SENTINEL_KEY}@api.test` }),
      () => new ArizeClient({ apiKey: SENTINEL_KEY, apiHost: `user:${SENTINEL_KEY}@api.test` }),
      () => new ArizeClient({ apiKey: SENTINEL_KEY, region: SENTINEL_KEY }),
      () => new ArizeClient({ apiKey: SENTINEL_KEY, defaultHeaders: { "x-a": `${SENTINEL_KEY}\r\n` } }),
    ];
    for (const attempt of attempts) {
      const error = await rejection(Promise.resolve().then(attempt));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(findSecrets({ error }, SECRETS)).toEqual([]);
    }
    const client = clientOf("http://127.0.0.1:9");
    const error = await rejection(client.apiKeys.delete({ apiKeyId: SENTINEL_KEY }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(findSecrets({ error }, SECRETS)).toEqual([]);
    const failing = clientOf("http://127.0.0.1:9", {
      apiKey: () => Promise.reject(new Error(`vault: ${SENTINEL_KEY}`)),
    });
    expect(findSecrets({ error: await rejection(failing.apiKeys.list()) }, SECRETS)).toEqual([]);
  });

  test("of a created key in inspect, JSON and String", async () => {
    await using server = await serve(() => ({ status: 201, body: wireCreated }));
    const created = await clientOf(server.url).apiKeys.createServiceKey({ name: "ci", space: SPACE_ID });
    for (const text of [
      inspect(created, { depth: 9, showHidden: true }),
      JSON.stringify({ created }),
      String(created),
      `${created}`,
    ]) {
      for (const secret of SECRETS) expect(text).not.toContain(secret);
    }
    expect(created.key).toBe(RETURNED_KEY);
  });

  test("in an unknown outcome's JSON, which says what was asked", async () => {
    await using server = await serve(() => ({ status: 200, body: `{"key":"${RETURNED_KEY}"` }));
    const error = await rejection(clientOf(server.url).apiKeys.refresh({ apiKeyId: KEY_ID, gracePeriodSeconds: 5 }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      operation: "api_keys.refresh",
      params: { apiKeyId: KEY_ID, gracePeriodSeconds: 5 },
    });
    expect(findSecrets({ error }, SECRETS)).toEqual([]);
  });
});
