import type net from "node:net";
import {
  type ArizeError,
  ConnectionError,
  OutcomeUnknownError,
  ResponseError,
  ServerError,
  TimeoutError,
} from "arize-sdk";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, rejection, warmUp } from "../support/client.js";
import { type Operation, operations, RETURNED_KEY } from "../support/operations.js";
import { httpAnswer, type RawRequest, serveRaw } from "../support/raw-server.js";

type ErrorClass = new (...args: never[]) => ArizeError;

/** What a fault must lead to: the error, and how many requests the server saw. */
interface Expected {
  readonly error: ErrorClass;
  readonly requests: number;
}

interface Fault {
  readonly name: string;
  /** Breaks the exchange after the request was read whole. */
  readonly answer: (socket: net.Socket, operation: Operation, request: RawRequest) => void;
  /** For GET and DELETE, which may be repeated. */
  readonly repeatable: Expected;
  /** For POST and PATCH. */
  readonly once: Expected & { readonly phase: OutcomeUnknownError["phase"] };
  /** Short: the fault lasts until the deadline. */
  readonly timeout?: number;
  /** The fault needs an answer with a body, which a DELETE doesn't have. */
  readonly needsBody?: boolean;
}

const whole = ({ status, body }: Operation) => httpAnswer(status, body === undefined ? "" : JSON.stringify(body));
const headersOnly = ({ status }: Operation) =>
  `HTTP/1.1 ${status} OK\r\ncontent-type: application/json\r\ncontent-length: 400\r\n\r\n`;
const lost = (phase: OutcomeUnknownError["phase"]) => ({ error: OutcomeUnknownError, requests: 1, phase }) as const;
const thrice = (error: ErrorClass) => ({ error, requests: 3 });
const timedOut = { error: TimeoutError, requests: 1 };

const faults: readonly Fault[] = [
  {
    name: "a reset after the request",
    answer: (socket) => socket.resetAndDestroy(),
    repeatable: thrice(ConnectionError),
    once: lost("sent"),
  },
  {
    name: "a close without an answer",
    answer: (socket) => socket.end(),
    repeatable: thrice(ConnectionError),
    once: lost("sent"),
  },
  {
    name: "garbage instead of HTTP",
    answer: (socket) => socket.end("\u0016\u0003\u0001 this is no HTTP\r\n\r\n"),
    repeatable: thrice(ConnectionError),
    once: lost("sent"),
  },
  {
    name: "headers without end",
    answer: (socket) =>
      socket.write(`HTTP/1.1 200 OK\r\n${"x-filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(2_000)}`),
    repeatable: thrice(ConnectionError),
    once: lost("sent"),
  },
  {
    name: "no answer",
    answer: () => {},
    repeatable: timedOut,
    once: lost("sent"),
    timeout: 150,
  },
  {
    name: "a reset after the headers",
    answer: (socket, operation) => {
      socket.write(headersOnly(operation));
      // A reset overtakes what the other side has not read yet.
      setTimeout(() => socket.resetAndDestroy(), 50);
    },
    repeatable: thrice(ResponseError),
    once: lost("headers"),
    needsBody: true,
  },
  {
    name: "headers, then silence",
    answer: (socket, operation) => socket.write(headersOnly(operation)),
    repeatable: timedOut,
    once: lost("headers"),
    timeout: 150,
    needsBody: true,
  },
  {
    name: "a body cut in the middle, with the key inside",
    answer: (socket, operation) => socket.end(headersOnly(operation) + JSON.stringify(operation.body).slice(0, -2)),
    repeatable: thrice(ResponseError),
    once: lost("body"),
    needsBody: true,
  },
  {
    name: "a body cut before the key",
    answer: (socket, operation) => socket.end(headersOnly(operation) + JSON.stringify(operation.body).slice(0, 20)),
    repeatable: thrice(ResponseError),
    once: lost("body"),
    needsBody: true,
  },
  {
    name: "one byte at a time",
    answer: (socket, operation) => {
      socket.write(headersOnly(operation));
      const timer = setInterval(() => socket.write("{"), 20);
      socket.on("close", () => clearInterval(timer));
    },
    repeatable: timedOut,
    once: lost("body"),
    timeout: 150,
    needsBody: true,
  },
  {
    name: "HTML in a success",
    answer: (socket) => socket.end(httpAnswer(200, "<html>a proxy's page</html>", { "content-type": "text/html" })),
    repeatable: thrice(ResponseError),
    once: lost("body"),
  },
  {
    name: "truncated JSON of the right length",
    answer: (socket, { status, body }) => socket.end(httpAnswer(status, JSON.stringify(body).slice(0, -1))),
    repeatable: thrice(ResponseError),
    once: lost("body"),
    needsBody: true,
  },
  {
    name: "a success with an empty body",
    answer: (socket) => socket.end(httpAnswer(200, "")),
    repeatable: thrice(ResponseError),
    once: lost("body"),
  },
  {
    name: "a 204 where a body is due",
    answer: (socket) => socket.end("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"),
    repeatable: thrice(ResponseError),
    once: lost("body"),
    needsBody: true,
  },
  {
    name: "JSON that is something else",
    answer: (socket) => socket.end(httpAnswer(200, '{"hello":"world"}')),
    repeatable: thrice(ResponseError),
    once: lost("body"),
  },
  {
    name: "a Content-Length that is too long",
    answer: (socket, operation) => socket.end(whole(operation).replace(/content-length: \d+/, "content-length: 9999")),
    repeatable: thrice(ResponseError),
    once: lost("body"),
    needsBody: true,
  },
  {
    name: "a Content-Length that is too short",
    answer: (socket, operation) => socket.end(whole(operation).replace(/content-length: \d+/, "content-length: 10")),
    repeatable: thrice(ResponseError),
    once: lost("body"),
    needsBody: true,
  },
  {
    name: "a 500 whose body is cut",
    answer: (socket) => socket.end("HTTP/1.1 500 Error\r\ncontent-length: 100\r\n\r\n{"),
    repeatable: thrice(ServerError),
    once: lost("body"),
  },
];

beforeAll(warmUp);
beforeEach(() => {
  // No wait between attempts.
  vi.spyOn(Math, "random").mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

describe.each(faults)("$name", ({ answer, repeatable, once, timeout, needsBody }) => {
  const affected = operations.filter(({ body }) => !needsBody || body !== undefined);
  test.each(affected)("$name ends in the right error, after the right number of requests", async (operation) => {
    await using server = await serveRaw((socket, request) => answer(socket, operation, request));
    const client = clientOf(server.url);
    const started = performance.now();
    const error = await rejection(operation.call(client, timeout === undefined ? {} : { timeout }));
    const elapsed = performance.now() - started;
    client.close();

    const isOnce = operation.method === "POST" || operation.method === "PATCH";
    const expected = isOnce ? once : repeatable;
    expect(error).toBeInstanceOf(expected.error);
    expect(server.requests).toHaveLength(expected.requests);
    if (isOnce) {
      expect(error).toMatchObject({ phase: once.phase });
      expect(JSON.stringify(error)).not.toContain(RETURNED_KEY);
    }
    if (timeout !== undefined) expect(elapsed).toBeLessThan(timeout + 250);
  });
});
