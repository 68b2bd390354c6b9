import { type ArizeClientOptions, VERSION } from "arize-sdk";
import { afterEach, describe, expect, test, vi } from "vitest";
import packageJson from "../package.json";
import { clientOf, SENTINEL_KEY } from "./support/client.js";
import { operations, SPACE_ID, wireCreated, wireSpace } from "./support/operations.js";
import { serve } from "./support/server.js";

const ours = {
  authorization: `Bearer ${SENTINEL_KEY}`,
  "sdk-language": "typescript",
  "language-version": process.versions.node,
  "sdk-version": packageJson.version,
  "sdk-package-name": "arize-sdk",
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(operations)("$name", ({ method, status, body, call }) => {
  const headersOf = async (options: ArizeClientOptions = {}, callHeaders?: Record<string, string>) => {
    await using server = await serve(() => ({ status, body }));
    await call(clientOf(server.url, options), callHeaders && { headers: callHeaders });
    return server.requests[0]?.headers;
  };

  test("carries the key and what the SDK says of itself", async () => {
    expect(await headersOf()).toMatchObject(ours);
  });

  test("asks for JSON, and sends JSON when it sends anything", async () => {
    const headers = await headersOf();

    expect(headers?.["content-type"]).toBe(method === "POST" || method === "PATCH" ? "application/json" : undefined);
    expect(headers?.accept).toMatch(/application\/(problem\+)?json/);
  });

  test("carries the headers of the client and of the call beside them", async () => {
    const headers = await headersOf({ defaultHeaders: { "x-team": "a", "x-both": "client" } }, { "X-Both": "call" });

    expect(headers).toMatchObject({ ...ours, "x-team": "a", "x-both": "call" });
  });
});

test("the lookup before a call carries them too, those of the call included", async () => {
  await using server = await serve(({ method }) =>
    method === "GET"
      ? { body: { spaces: [{ ...wireSpace, name: "prod", id: SPACE_ID }], pagination: { has_more: false } } }
      : { status: 201, body: wireCreated },
  );
  await clientOf(server.url).apiKeys.createServiceKey({ name: "ci", space: "prod" }, { headers: { "x-trace": "t" } });

  expect(server.requests).toHaveLength(2);
  for (const { headers } of server.requests) expect(headers).toMatchObject({ ...ours, "x-trace": "t" });
});

test("VERSION is the version of the package", () => {
  expect(VERSION).toBe(packageJson.version);
});

test.each([
  [{ node: "24.1.0" }, "24.1.0"],
  [{ node: "24.1.0", bun: "1.3.0" }, "1.3.0"],
  [{ node: "24.1.0", deno: "2.5.0" }, "2.5.0"],
  [{}, "unknown"],
])("language-version in a runtime of the versions %j is %s", async (versions, expected) => {
  await using server = await serve(() => ({ body: wireSpace }));
  vi.stubGlobal("process", Object.create(process, { versions: { value: versions } }));
  vi.stubGlobal("document", {});
  vi.resetModules();
  const { ArizeClient } = await import("arize-sdk");
  const client = new ArizeClient({
    apiKey: SENTINEL_KEY,
    baseUrl: server.url,
    logLevel: "off",
    dangerouslyAllowBrowser: true,
  });
  await client.spaces.get({ space: SPACE_ID });

  expect(server.requests[0]?.headers["language-version"]).toBe(expected);
});
