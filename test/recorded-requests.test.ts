import { AmbiguousSpaceError, type ArizeClient, SpaceNotFoundError } from "arize-sdk";
import { describe, expect, test } from "vitest";
import recorded from "./fixtures/vectors.json";
import { clientOf, rejection } from "./support/client.js";
import { serve } from "./support/server.js";

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const errorClasses: Record<string, new (...args: never[]) => Error> = {
  NotFoundError: SpaceNotFoundError,
  AmbiguousNameError: AmbiguousSpaceError,
};

function call(client: ArizeClient, method: string, params: object): PromiseLike<unknown> {
  const camel = Object.fromEntries(Object.entries(params).map(([name, value]) => [camelCase(name), value]));
  const bound: unknown = Reflect.get(client.apiKeys, camelCase(method));
  if (typeof bound !== "function") throw new Error(`no method ${method}`);
  return bound.call(client.apiKeys, camel);
}

/** Date-times are compared as instants, the rest to the letter. */
function comparable(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  const entries = Object.entries(body).map(([name, value]) => [
    name,
    name === "expires_at" ? Date.parse(value) : value,
  ]);
  return Object.fromEntries(entries);
}

describe("sends the recorded requests", () => {
  test.each(recorded)("$name", async ({ call: method, params, answers, outcome, requests }) => {
    await using server = await serve((_request, index) => answers[index] as { status: number; body: unknown });
    const result = call(clientOf(server.url, { apiKey: "ak-test-0001" }), method, params);
    if (outcome === "ok") await result;
    else expect(await rejection(result)).toBeInstanceOf(errorClasses[outcome]);

    expect(server.requests).toHaveLength(requests.length);
    for (const [index, expected] of requests.entries()) {
      const sent = server.requests[index];
      expect(sent?.method).toBe(expected.method);
      expect(sent?.path).toBe(expected.path);
      expect(sent?.query.map(String).sort()).toEqual(expected.query.map(String).sort());
      expect(comparable(sent?.body ? JSON.parse(sent.body) : null)).toEqual(comparable(expected.body));
      expect(sent?.headers.authorization).toBe(expected.headers.authorization);
      const headers: Record<string, string | undefined> = expected.headers;
      expect(sent?.headers["content-type"]).toBe(headers["content-type"]);
    }
  });
});
