import { AsyncLocalStorage } from "node:async_hooks";
import http, { type ClientRequest } from "node:http";
import { afterEach, expect } from "vitest";
import { OpenApiChecker } from "./openapi.js";

// A setup file: it holds every request that the SDK sends, in whichever test, to openapi/arize.yaml. What tests send by
// other means (node:http, fetch) has no user agent of the SDK, and may be as wrong as a test wants it.

const bodies = new WeakMap<ClientRequest, Buffer[]>();
const violations: string[] = [];
const { write, end } = http.ClientRequest.prototype;
const deliberate = new AsyncLocalStorage<true>();
let checker: OpenApiChecker | undefined;

/** What a test sends in `call`, through generated code, may break the document's rules: that is what it is about. */
export function invalid<T>(call: () => T): T {
  return deliberate.run(true, call);
}

http.ClientRequest.prototype.write = function (this: ClientRequest, ...args: unknown[]) {
  keep(this, args[0]);
  return Reflect.apply(write, this, args);
};
http.ClientRequest.prototype.end = function (this: ClientRequest, ...args: unknown[]) {
  keep(this, args[0]);
  if (!deliberate.getStore() && String(this.getHeader("user-agent")).startsWith("arize-sdk/")) examine(this);
  return Reflect.apply(end, this, args);
};

afterEach(() => {
  expect(violations.splice(0), "requests that don't conform to openapi/arize.yaml").toEqual([]);
});

function keep(request: ClientRequest, chunk: unknown): void {
  if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return;
  bodies.set(request, [...(bodies.get(request) ?? []), Buffer.from(chunk as string)]);
}

function examine(request: ClientRequest): void {
  // A proxy is sent the whole URL, and a base URL may have a path of its own.
  const { pathname, search } = new URL(request.path, "http://service");
  const url = pathname.slice(Math.max(0, pathname.indexOf("/v2/"))) + search;
  const body = Buffer.concat(bodies.get(request) ?? []).toString();
  checker ??= new OpenApiChecker();
  if (sendsAnotherApi() && !/^\/v2\/(api-keys|spaces)/.test(url)) return;
  const found = checker.request({ method: request.method, url, headers: headersOf(request), body });
  violations.push(...found.map((fault) => `${request.method} ${url}: ${fault}`));
}

/** Extensions call operations that another document describes. */
function sendsAnotherApi(): boolean {
  return expect.getState().testPath?.endsWith("/test/extension.test.ts") === true;
}

function headersOf(request: ClientRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(request.getHeaders()).map(([name, value]) => [name, String(value)]));
}
