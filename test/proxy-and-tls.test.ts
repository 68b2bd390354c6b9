import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { ConnectionError } from "arize-sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, rejection, warmUp } from "./support/client.js";
import { wireCreated } from "./support/operations.js";
import { listen, serve } from "./support/server.js";

const pem = (name: string) => readFileSync(new URL(`./fixtures/tls/${name}`, import.meta.url));
const PASSWORD = "SENTINEL-proxy-password";

interface Seen {
  readonly method: string;
  readonly target: string;
  readonly credentials?: string;
  readonly authorization?: string;
}

async function startProxy(...args: string[]) {
  const child = fork(fileURLToPath(new URL("./support/proxy.mjs", import.meta.url)), args, { silent: true });
  const seen: Seen[] = [];
  const port = await new Promise<number>((resolve) => {
    createInterface({ input: child.stdout ?? process.stdin }).on("line", (line) => {
      const message: Seen & { port?: number } = JSON.parse(line);
      if (message.port) resolve(message.port);
      else seen.push(message);
    });
  });
  return { port, seen, url: `http://user:${PASSWORD}@127.0.0.1:${port}`, [Symbol.dispose]: () => child.disconnect() };
}

/** A TLS server with a certificate of a private CA, which asks for a client's certificate when told to. */
async function serveTls(options: https.ServerOptions = {}) {
  let requests = 0;
  const credentials = { key: pem("server.key"), cert: pem("server.pem") };
  const server = https.createServer({ ...credentials, ...options }, (request, response) => {
    requests++;
    request.resume();
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(wireCreated));
  });
  server.on("tlsClientError", () => {});
  const port = await listen(server);
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port, url: `https://127.0.0.1:${port}`, count: () => requests, [Symbol.dispose]: close };
}

const trusting = () => new https.Agent({ ca: pem("ca.pem"), keepAlive: true });

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"])
    vi.stubEnv(name, "");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("TLS", () => {
  test("a private CA is trusted through httpsAgent, and not without", async () => {
    using server = await serveTls();
    const created = await clientOf(server.url, { httpsAgent: trusting() }).apiKeys.create({ name: "ci" });
    expect(created.key).toBe(wireCreated.key);
    expect(await rejection(clientOf(server.url).apiKeys.create({ name: "ci" }))).toBeInstanceOf(ConnectionError);
    expect(server.count()).toBe(1);
  });

  test("requestVerify: false accepts any certificate", async () => {
    using server = await serveTls();
    const client = clientOf(server.url, { requestVerify: false });
    expect((await client.apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
    client.close();
  });

  test("a client certificate goes through httpsAgent", async () => {
    using server = await serveTls({ ca: pem("ca.pem"), requestCert: true, rejectUnauthorized: true });
    const httpsAgent = new https.Agent({ ca: pem("ca.pem"), cert: pem("client.pem"), key: pem("client.key") });
    expect((await clientOf(server.url, { httpsAgent }).apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
  });
});

describe("a proxy", () => {
  test("from HTTPS_PROXY tunnels, and never sees the API key", async () => {
    using server = await serveTls();
    using proxy = await startProxy();
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    const client = clientOf(server.url, { httpsAgent: trusting() });
    expect((await client.apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
    const credentials = `Basic ${Buffer.from(`user:${PASSWORD}`).toString("base64")}`;
    expect(proxy.seen).toEqual([{ method: "CONNECT", target: `127.0.0.1:${server.port}`, credentials }]);
  });

  test("of its own TLS, whose certificate the CA of httpsAgent signed, tunnels too", async () => {
    using server = await serveTls();
    using proxy = await startProxy("tls");
    vi.stubEnv("HTTPS_PROXY", proxy.url.replace("http:", "https:"));
    const client = clientOf(server.url, { httpsAgent: trusting() });
    expect((await client.apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
    expect(proxy.seen).toMatchObject([{ method: "CONNECT", target: `127.0.0.1:${server.port}` }]);
    expect(await rejection(clientOf(server.url).apiKeys.create({ name: "ci" }))).toBeInstanceOf(ConnectionError);
    expect(server.count()).toBe(1);
  });

  test("keeps its tunnel for the next request", async () => {
    using server = await serveTls();
    using proxy = await startProxy();
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    const client = clientOf(server.url, { httpsAgent: trusting() });
    for (const name of ["one", "two", "three"]) await client.apiKeys.create({ name });
    expect(server.count()).toBe(3);
    expect(proxy.seen).toHaveLength(1);
  });

  test.each([
    ["p%40ss%3Aw%C3%B6rd", "p@ss:wörd"],
    ["100%", "100%"],
  ])("gets the credentials that its URL encodes: %s", async (encoded, password) => {
    using server = await serveTls();
    using proxy = await startProxy();
    vi.stubEnv("HTTPS_PROXY", `http://us%65r:${encoded}@127.0.0.1:${proxy.port}`);
    await clientOf(server.url, { httpsAgent: trusting() }).apiKeys.create({ name: "ci" });
    const credentials = `Basic ${Buffer.from(`user:${password}`).toString("base64")}`;
    expect(proxy.seen).toMatchObject([{ method: "CONNECT", credentials }]);

    await using plain = await serve(() => ({ status: 201, body: wireCreated }));
    vi.stubEnv("HTTP_PROXY", `http://us%65r:${encoded}@127.0.0.1:${proxy.port}`);
    await clientOf(plain.url).apiKeys.create({ name: "ci" });
    expect(proxy.seen[1]).toMatchObject({ method: "POST", credentials });
  });

  test("that closes instead of answering CONNECT is a ConnectionError at once, and nothing was sent", async () => {
    using server = await serveTls();
    using proxy = await startProxy("close");
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    const client = clientOf(server.url, { httpsAgent: trusting(), timeout: 0 });
    const error = await rejection(client.apiKeys.create({ name: "ci" }));
    expect(error).toMatchObject({ name: "ConnectionError", code: "ECONNRESET", attempts: 3 });
    expect(error).toMatchObject({ message: expect.stringContaining(`127.0.0.1:${proxy.port}`) });
    expect(server.count()).toBe(0);
  });

  test("that never answers CONNECT is let go when the call ends", async () => {
    await warmUp();
    using proxy = await startProxy("silence");
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    const error = await rejection(clientOf("https://127.0.0.1:1", { timeout: 300 }).apiKeys.create({ name: "ci" }));
    expect(error).toMatchObject({ name: "TimeoutError" });
    await vi.waitFor(() => expect(proxy.seen.map(({ method }) => method)).toEqual(["CONNECT", "END"]));
  });

  test("that isn't one for HTTP is a ConnectionError that says so", async () => {
    vi.stubEnv("HTTPS_PROXY", "socks5://127.0.0.1:9");
    const error = await rejection(clientOf("https://127.0.0.1:1").apiKeys.create({ name: "ci" }));
    expect(error).toMatchObject({ name: "ConnectionError", code: "ERR_PROXY_PROTOCOL" });
  });

  test("from HTTP_PROXY forwards plain requests", async () => {
    await using server = await serve(() => ({ status: 201, body: wireCreated }));
    using proxy = await startProxy();
    vi.stubEnv("HTTP_PROXY", proxy.url);
    expect((await clientOf(server.url).apiKeys.create({ name: "ci" })).key).toBe(wireCreated.key);
    expect(proxy.seen).toMatchObject([{ method: "POST", target: `${server.url}/v2/api-keys` }]);
    expect(server.requests[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  test("is not used for the hosts of NO_PROXY", async () => {
    await using server = await serve(() => ({ status: 201, body: wireCreated }));
    using proxy = await startProxy();
    vi.stubEnv("HTTP_PROXY", proxy.url);
    vi.stubEnv("NO_PROXY", "127.0.0.1");
    await clientOf(server.url).apiKeys.create({ name: "ci" });
    expect(proxy.seen).toEqual([]);
  });

  test("from HTTP_PROXY is not used with your own httpAgent", async () => {
    await using server = await serve(() => ({ status: 201, body: wireCreated }));
    using proxy = await startProxy();
    vi.stubEnv("HTTP_PROXY", proxy.url);
    await clientOf(server.url, { httpAgent: new http.Agent() }).apiKeys.create({ name: "ci" });
    expect(proxy.seen).toEqual([]);
  });

  test.each([
    "403",
    "407",
    "502",
  ])("that refuses CONNECT with %s is a ConnectionError that names it, without its password", async (status) => {
    using server = await serveTls();
    using proxy = await startProxy(status);
    vi.stubEnv("HTTPS_PROXY", proxy.url);
    const error = await rejection(clientOf(server.url, { httpsAgent: trusting() }).apiKeys.create({ name: "ci" }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ attempts: 3, message: expect.stringContaining(`127.0.0.1:${proxy.port}`) });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(PASSWORD);
    expect(server.count()).toBe(0);
  });

  test("that asks for credentials on a plain request is a ConnectionError too", async () => {
    using proxy = await startProxy("407");
    vi.stubEnv("HTTP_PROXY", proxy.url);
    expect(await rejection(clientOf("http://127.0.0.1:9").apiKeys.list())).toMatchObject({ name: "ConnectionError" });
  });

  test("that isn't there is a ConnectionError that names it", async () => {
    vi.stubEnv("HTTPS_PROXY", `http://user:${PASSWORD}@127.0.0.1:9`);
    const error = await rejection(clientOf("https://127.0.0.1:1").apiKeys.create({ name: "ci" }));
    expect(error).toMatchObject({
      name: "ConnectionError",
      code: "ECONNREFUSED",
      message: expect.stringContaining("127.0.0.1:9"),
    });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(PASSWORD);
  });
});
