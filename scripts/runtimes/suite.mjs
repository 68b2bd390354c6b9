// Run by each runtime: what the SDK promises, against the emulator and against servers that misbehave.
// Prints one line of JSON for each rule: { rule, error? }.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTlsServer, Agent as TlsAgent } from "node:https";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { inspect } from "node:util";
import * as imported from "arize-sdk";
import { startEmulator } from "arize-sdk/testing";

const sdk = { ...imported };
const { ArizeClient } = sdk;
const emulator = await startEmulator();
const options = { ...emulator.clientOptions, prereleaseWarnings: false, logLevel: "off" };
const client = new ArizeClient(options);
const posts = () => emulator.requests.filter(({ method }) => method === "POST").length;
const create = (more, call) => client.apiKeys.createServiceKey({ name: "ci", space: "prod", ...more }, call);

/** @param {(reason: unknown) => void} [check] */
async function fails(promise, kind, check = () => {}) {
  const error = await Promise.resolve(promise).then(
    () => assert.fail(`no ${kind}`),
    (reason) => reason,
  );
  assert.equal(error.name, kind, inspect(error));
  assert(error instanceof sdk[kind]);
  check(error);
}

async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

const rules = {
  "import and require give one copy": () => {
    const required = createRequire(import.meta.url)("arize-sdk");
    for (const name of Object.keys(required)) assert.equal(sdk[name], required[name], name);
  },
  "a list gives one page, and every page": async () => {
    const page = await client.spaces.list({ limit: 2 });
    assert.equal(page.data.length, 2);
    assert.equal((await client.spaces.list({ limit: 2 }).toArray()).length, emulator.spaces.length);
    const names = [];
    for await (const { name } of page) names.push(name);
    assert.equal(names.length, emulator.spaces.length);
  },
  "a key is made, rotated and revoked": async () => {
    const created = await create({ name: "life", expiresAt: new Date(Date.now() + 3_600_000) });
    const own = new ArizeClient({ ...options, apiKey: created.key });
    assert((await own.apiKeys.list({ space: "prod" })).data.length > 0);
    const next = await client.apiKeys.refresh({ apiKeyId: created.id, gracePeriodSeconds: 60 });
    assert.notEqual(next.key, created.key);
    await client.apiKeys.delete({ apiKeyId: next.id });
    own.close();
  },
  "a space is made, changed and deleted": async () => {
    const space = await client.spaces.create({ name: "made", organizationId: emulator.organizations[0].id });
    await client.spaces.update({ space: { id: space.id }, description: "changed" });
    assert.equal((await client.spaces.get({ space: { id: space.id } })).description, "changed");
    await client.spaces.delete({ space: { id: space.id } });
    await fails(client.spaces.get({ space: { id: space.id } }), "NotFoundError");
  },
  "no secret is printed": async () => {
    const created = await create({ name: "printed" });
    for (const text of [inspect(created), JSON.stringify(created), inspect(client, { depth: 20, showHidden: true })]) {
      assert(!text.includes(created.key) && !text.includes(emulator.apiKey), text);
    }
    assert(created.key.startsWith("ak-"));
  },
  "bad parameters and options are refused before any request": async () => {
    const before = emulator.requests.length;
    await fails(client.apiKeys.list({ limit: 0 }), "ValidationError");
    assert.throws(() => new ArizeClient({ ...options, apikey: "x" }), sdk.ConfigurationError);
    assert.equal(emulator.requests.length, before);
  },
  "a status becomes its error": async () => {
    for (const [status, kind] of [
      [400, "BadRequestError"],
      [401, "AuthenticationError"],
      [403, "PermissionDeniedError"],
      [404, "NotFoundError"],
      [409, "ConflictError"],
      [422, "UnprocessableEntityError"],
      [501, "ServerError"],
    ]) {
      emulator.faults.next({ method: "POST" }, { status });
      await fails(client.apiKeys.create({ name: "x" }), kind, (error) => assert.equal(error.status, status));
    }
  },
  "a listing is repeated after a reset, a cut answer and a 503": async () => {
    for (const fault of [{ reset: "before-work" }, { truncate: true }, { status: 503 }, { empty: true }]) {
      const before = emulator.requests.length;
      emulator.faults.next({ method: "GET" }, fault);
      await client.apiKeys.list();
      assert.equal(emulator.requests.length, before + 2, JSON.stringify(fault));
    }
  },
  "a create that was sent is never sent again": async () => {
    for (const [fault, phase] of [
      [{ reset: "after-commit" }, "sent"],
      [{ empty: true, commit: true }, "sent"],
      [{ reset: "in-body" }, "body"],
      [{ truncate: true }, "body"],
      [{ notJson: true }, "body"],
      [{ status: 500 }, "status"],
    ]) {
      // On a connection that was used before: a runtime may take it for stale, and send a request again by itself.
      await client.apiKeys.list();
      await new Promise((resolve) => setTimeout(resolve, 20));
      const before = posts();
      emulator.faults.next({ method: "POST" }, fault);
      await fails(create(), "OutcomeUnknownError", (error) => {
        // A runtime that gives no sign of the headers before the body is cut may say the less precise "sent".
        if (error.phase !== phase) note(`phase ${error.phase} in place of ${phase} after ${JSON.stringify(fault)}`);
      });
      assert.equal(posts(), before + 1, JSON.stringify(fault));
    }
  },
  "a lost create is found": async () => {
    emulator.faults.next({ method: "POST" }, { reset: "after-commit" });
    let lost;
    await fails(create({ name: "lost" }), "OutcomeUnknownError", (error) => {
      lost = JSON.parse(JSON.stringify(error));
    });
    const { outcome, candidates } = await client.apiKeys.reconcile(lost, { settle: 0 });
    assert.deepEqual([outcome, candidates[0].name], ["created", "lost"]);
  },
  "a deadline ends a call in every phase": async () => {
    for (const fault of [
      { silence: "no-answer" },
      { silence: "after-headers" },
      { dribble: { bytes: 1, interval: 50 } },
    ]) {
      emulator.faults.next({ method: "GET" }, fault);
      const started = performance.now();
      await fails(client.apiKeys.list({}, { timeout: 300 }), "TimeoutError");
      assert(performance.now() - started < 3_000, "late");
      await client.apiKeys.list();
      const before = posts();
      emulator.faults.next({ method: "POST" }, fault);
      await fails(create({}, { timeout: 300 }), "OutcomeUnknownError", (error) =>
        assert.equal(error.cause.name, "TimeoutError"),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(posts(), before + 1, JSON.stringify(fault));
    }
  },
  "a signal ends a call at once": async () => {
    emulator.faults.next({ method: "GET" }, { silence: "no-answer" });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await fails(client.apiKeys.list({}, { signal: controller.signal }), "AbortError", (error) =>
      assert.equal(error.cause.message, "enough"),
    );
    const before = emulator.requests.length;
    await fails(client.apiKeys.list({}, { signal: AbortSignal.abort() }), "AbortError");
    assert.equal(emulator.requests.length, before);
  },
  "a 429 waits as long as it asks for": async () => {
    emulator.faults.next({ method: "GET" }, { status: 429, retryAfter: 1 });
    const started = performance.now();
    await client.apiKeys.list();
    assert(performance.now() - started > 950);
  },
  "a redirect is not followed": async () => {
    emulator.faults.next({ method: "GET" }, { redirect: { location: "https://elsewhere.example/" } });
    await fails(client.apiKeys.list(), "ResponseError");
  },
  "a refused connection is known not to have been sent, and repeated": async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const nobody = new ArizeClient({ ...options, baseUrl: `http://127.0.0.1:${port}` });
    await fails(nobody.apiKeys.create({ name: "x" }), "ConnectionError", ({ code, attempts }) =>
      assert.deepEqual([code, attempts], ["ECONNREFUSED", 3]),
    );
    nobody.close();
  },
  "TLS works with one's own CA, and an untrusted certificate is refused unsent": async () => {
    const read = (name) => readFileSync(new URL(`./tls/${name}`, import.meta.url));
    let requests = 0;
    const server = createTlsServer({ key: read("server.key"), cert: read("server.pem") }, (_request, response) => {
      requests += 1;
      response.setHeader("content-type", "application/json");
      response.end('{"api_keys":[],"pagination":{"has_more":false}}');
    });
    server.on("tlsClientError", () => {});
    const baseUrl = `https://localhost:${await listening(server)}`;
    const untrusting = new ArizeClient({ ...options, baseUrl });
    await fails(untrusting.apiKeys.create({ name: "x" }), "ConnectionError", ({ attempts }) =>
      assert.equal(attempts, 1),
    );
    assert.equal(requests, 0);
    const httpsAgent = new TlsAgent({ ca: read("ca.pem"), keepAlive: true });
    const trusting = new ArizeClient({ ...options, baseUrl, httpsAgent });
    assert.deepEqual((await trusting.apiKeys.list()).data, []);
    for (const each of [untrusting, trusting]) each.close();
    httpsAgent.destroy();
    server.closeAllConnections?.();
    server.close();
  },
  "connections are kept and used again": async () => {
    let connections = 0;
    const server = createHttpServer((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end('{"api_keys":[],"pagination":{"has_more":false}}');
    });
    server.on("connection", () => {
      connections += 1;
    });
    const own = new ArizeClient({ ...options, baseUrl: `http://127.0.0.1:${await listening(server)}` });
    for (let i = 0; i < 5; i++) await own.apiKeys.list();
    own.close();
    server.close();
    if (connections !== 1) note(`${connections} connections for 5 calls in turn`);
  },
  "the client's own key may be a function": async () => {
    const own = new ArizeClient({ ...options, apiKey: async () => emulator.apiKey });
    await own.apiKeys.list();
    own.close();
  },
  "a closed client refuses": async () => {
    const closed = new ArizeClient(options);
    await closed.apiKeys.list();
    closed.close();
    await fails(closed.apiKeys.list(), "ConnectionError");
  },
};

const notes = [];
function note(text) {
  notes.push(text);
}

for (const [rule, check] of Object.entries(rules)) {
  let error;
  try {
    await Promise.race([
      check(),
      new Promise((_resolve, reject) => setTimeout(() => reject(new Error("it hangs")), 20_000).unref()),
    ]);
  } catch (reason) {
    error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  }
  emulator.faults.clear();
  console.log(JSON.stringify({ rule, ...(error && { error }), ...(notes.length > 0 && { notes: notes.splice(0) }) }));
}
client.close();
await emulator.close();
