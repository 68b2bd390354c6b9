import { ArizeError } from "arize-sdk";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { clientOf, SENTINEL_KEY, warmUp } from "../support/client.js";
import { type Operation, operations, RETURNED_KEY } from "../support/operations.js";
import { serveRaw } from "../support/raw-server.js";
import { findSecrets } from "../support/secrets.js";

const DEADLINE_MS = 200;

beforeAll(warmUp);
beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Calls against a server that answers with exactly these bytes and then closes, or leaves the connection open. */
async function settle(operation: Operation, answer: Buffer, close: boolean): Promise<void> {
  await using server = await serveRaw((socket) => {
    socket.write(answer);
    if (close) socket.end();
  });
  const client = clientOf(server.url, { timeout: DEADLINE_MS, maxResponseBytes: 100_000 });
  const started = performance.now();
  let error: unknown;
  try {
    await operation.call(client);
  } catch (reason) {
    error = reason;
    expect(reason).toBeInstanceOf(ArizeError);
  }
  expect(performance.now() - started).toBeLessThan(DEADLINE_MS + 250);
  expect(findSecrets({ error }, [SENTINEL_KEY, RETURNED_KEY])).toEqual([]);
  client.close();
  await new Promise((resolve) => setImmediate(resolve));
}

const anyOperation = fc.constantFrom(...operations);
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const json = fc.json({ maxDepth: 4 });
const headerName = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const headerValue = fc.stringMatching(/^[ -~]{0,40}$/);
const knownHeader = fc.constantFrom(
  "content-type",
  "content-length",
  "content-encoding",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "location",
  "retry-after",
  "x-request-id",
  "date",
);

test("settles on time, with a value or an ArizeError, whatever bytes come back", async () => {
  await fc.assert(
    fc.asyncProperty(anyOperation, bytes, (operation, answer) => settle(operation, answer, true)),
    { numRuns: 100 },
  );
});

test("settles on time, with a value or an ArizeError, whatever status, headers and body come back", async () => {
  const head = fc.array(fc.tuple(fc.oneof(knownHeader, headerName), headerValue), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      anyOperation,
      fc.integer({ min: 100, max: 999 }),
      head,
      fc.oneof(json, fc.string()),
      (operation, status, headers, body) => {
        const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
        return settle(operation, Buffer.from(`HTTP/1.1 ${status} X\r\n${lines}\r\n${body}`), true);
      },
    ),
    { numRuns: 150 },
  );
});

test("settles on time, with a value or an ArizeError, whatever JSON a success holds", async () => {
  const shaped = fc.record(
    {
      id: fc.jsonValue(),
      name: fc.jsonValue(),
      key: fc.oneof(fc.constant(RETURNED_KEY), fc.jsonValue()),
      created_at: fc.jsonValue(),
      expires_at: fc.jsonValue(),
      api_keys: fc.oneof(fc.array(fc.jsonValue(), { maxLength: 3 }), fc.jsonValue()),
      spaces: fc.oneof(fc.array(fc.object({ maxDepth: 1 }), { maxLength: 3 }), fc.jsonValue()),
      pagination: fc.oneof(
        fc.record({ has_more: fc.jsonValue(), next_cursor: fc.jsonValue() }, { requiredKeys: [] }),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      anyOperation,
      fc.oneof(
        shaped.map((value) => JSON.stringify(value)),
        json,
      ),
      (operation, body) =>
        settle(
          operation,
          Buffer.from(
            `HTTP/1.1 ${operation.status} OK\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
          ),
          true,
        ),
    ),
    { numRuns: 150 },
  );
});

test("a whole JSON answer with a key in it gives the key, whatever else is in it", async () => {
  const creating = operations.filter(({ body }) => typeof body === "object" && body !== null && "key" in body);
  const rest = fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue(), { maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...creating), rest, async (operation, surprise) => {
      const body = JSON.stringify({ ...surprise, key: RETURNED_KEY });
      await using server = await serveRaw((socket) =>
        socket.end(
          `HTTP/1.1 ${operation.status} OK\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        ),
      );
      const created = await operation.call(clientOf(server.url));
      expect(created).toMatchObject({ key: RETURNED_KEY });
    }),
    { numRuns: 60 },
  );
});

test("leaves no socket behind, whatever went wrong", async () => {
  await using server = await serveRaw((socket, _request, index) => {
    if (index % 3 === 0) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{");
    else if (index % 3 === 1) socket.end("nonsense\r\n\r\n");
  });
  const client = clientOf(server.url, { timeout: 60 });
  await Promise.allSettled(operations.flatMap((operation) => [1, 2, 3].map(() => operation.call(client))));
  client.close();
  while (server.sockets.size > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(server.sockets.size).toBe(0);
});
