import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Socket } from "node:net";
import { parse } from "node:querystring";
import { authenticate } from "./auth.js";
import { parseBody, readBody } from "./body.js";
import { Invalid } from "./checks.js";
import type { Clock } from "./clock.js";
import { type Control, isControlPath } from "./control.js";
import type { Cursors } from "./cursor.js";
import type { Faults } from "./faults.js";
import { interfere } from "./interference.js";
import type { Query } from "./operation.js";
import type { EmulatorOptions } from "./options.js";
import { type Answer, Problem, problemAnswer } from "./problem.js";
import type { RequestLog } from "./record.js";
import { route, type Target } from "./routes.js";
import type { Store } from "./store.js";

/** What the server works on. The store is another one after a reset. */
export interface World {
  store: Store;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly log: RequestLog;
  readonly faults: Faults;
  /** Serves the control API, where it is on. */
  readonly control: Control | undefined;
  /** Fires when the emulator closes. */
  readonly closing: AbortSignal;
}

/** The HTTP server of an emulator: reads requests, has them carried out or interfered with, writes answers. */
export function emulatorServer(world: World, options: EmulatorOptions): Server {
  const { keepAliveTimeout = 5000, headersTimeout = 10_000, requestTimeout = 30_000, onExchange } = options;
  const server = createServer({
    keepAliveTimeout,
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: Math.min(1000, headersTimeout),
    requireHostHeader: false, // so that the refusal is a problem like every other
  });
  const requestIdPrefix = randomUUID().slice(0, -12);
  let requestCount = 0;
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    response.sendDate = false;
    serve(request, response).catch(() => request.destroy());
  });
  server.on("clientError", refuse);
  return server;

  function nextRequestId(): string {
    requestCount += 1;
    return requestIdPrefix + requestCount.toString(16).padStart(12, "0");
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const mark = url.indexOf("?");
    const path = mark === -1 ? url : url.slice(0, mark);
    const query = mark === -1 ? {} : parse(url.slice(mark + 1), "&", "=", { maxKeys: 0 });
    const requestId = nextRequestId();
    if (world.control !== undefined && isControlPath(path)) {
      return send(response, await control(world.control, request, path, requestId), requestId);
    }

    const entry = world.log.begin({ method, path, query, headers }, requestId, world.clock.now());
    let { target, refusal } = aim(method, path, headers);
    entry.operation = target?.operation.id;
    let body: Buffer = NO_BODY;
    if (target?.operation.hasBody) {
      const received = await readBody(request);
      if (received instanceof Problem) refusal = received;
      else body = received;
    }
    const bodyText = body.toString();
    world.log.body(entry, bodyText);
    const attempt = () =>
      answerOf(requestId, () => {
        if (target === undefined || refusal !== undefined) throw refusal;
        const answer = carryOut(target, headers, query, body);
        entry.committed = true;
        return answer;
      });

    const key = () => keyInQuestion(target, bodyText);
    const subject = { operation: entry.operation, method, path, key };
    const fault = world.faults.take(subject, world.clock.time());
    const answer = fault === undefined ? attempt() : undefined;
    onExchange?.({ request: { method, url, headers, body: bodyText }, answer: answer && complete(answer, requestId) });
    if (answer !== undefined) {
      entry.status = answer.status;
      return send(response, answer, requestId);
    }
    if (fault !== undefined) {
      await interfere(fault, {
        response,
        carrier: request.socket,
        requestId,
        attempt,
        now: world.clock.time(),
        closing: world.closing,
        complete: (answer) => complete(answer, requestId),
        answered: (status) => {
          entry.status = status;
        },
      });
    }
  }

  /** What a request is for, or why nothing is. */
  function aim(method: string, path: string, headers: IncomingHttpHeaders): { target?: Target; refusal?: unknown } {
    try {
      if (headers.host === undefined) throw new Problem(400, "The request has no Host header");
      return { target: route(method, path) };
    } catch (refusal) {
      return { refusal };
    }
  }

  /** Carries an operation out, in one go. */
  function carryOut({ operation, id }: Target, headers: IncomingHttpHeaders, query: Query, body: Buffer): Answer {
    const { store, cursors } = world;
    const now = world.clock.time();
    const caller = authenticate(store, headers.authorization, now).actsAs;
    const input = operation.hasBody ? parseBody(headers, body) : undefined;
    return operation.run({ caller, store, cursors, now, id, query, body: input });
  }

  async function control(act: Control, request: IncomingMessage, path: string, requestId: string): Promise<Answer> {
    const body = await readBody(request);
    return answerOf(requestId, () => {
      if (body instanceof Problem) throw body;
      return act(request.method ?? "", path, body.length === 0 ? undefined : parseBody(request.headers, body));
    });
  }

  function keyInQuestion(target: Target | undefined, body: string): { id?: string; name?: unknown } {
    if (target === undefined) return {};
    if (target.id !== "") return { id: target.id, name: world.store.key(target.id)?.name };
    return target.operation.id === "api_keys_create" ? { name: nameIn(body) } : {};
  }

  /** The answer of some work, or the problem that it threw. */
  function answerOf(requestId: string, work: () => Answer): Answer {
    try {
      return work();
    } catch (error) {
      const detail = world.log.scrub(error instanceof Error ? error.message : String(error));
      if (error instanceof Problem) return problemAnswer(new Problem(error.status, detail, error.headers), requestId);
      if (error instanceof Invalid) return problemAnswer(new Problem(400, detail), requestId);
      return problemAnswer(new Problem(500, `The emulator has a defect: ${detail}`), requestId);
    }
  }

  function complete(answer: Answer, requestId: string): Answer {
    const date = httpDate(world.clock.time());
    return { ...answer, headers: { ...answer.headers, "x-request-id": requestId, date } };
  }

  function send(response: ServerResponse, answer: Answer, requestId: string): void {
    const { status, headers, text } = complete(answer, requestId);
    // With its length known, an answer is one write, and not one for each chunk.
    response.writeHead(
      status,
      text === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(text) },
    );
    response.end(text);
  }

  /** Answers what isn't acceptable HTTP, and hangs up. */
  function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
    const requestId = nextRequestId();
    const status = PROTOCOL_FAILURES.get(error.code ?? "") ?? 400;
    const problem = new Problem(status, "The request isn't acceptable HTTP", { connection: "close" });
    const { headers, text = "" } = complete(problemAnswer(problem, requestId), requestId);
    const lines = Object.entries({ ...headers, "content-length": text.length }).map((pair) => pair.join(": "));
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("\r\n")}\r\n\r\n`;
    socket.end(head + text, () => socket.destroy());
  }
}

const NO_BODY = Buffer.alloc(0);

const PROTOCOL_FAILURES = new Map([
  ["HPE_HEADER_OVERFLOW", 431],
  ["ERR_HTTP_REQUEST_TIMEOUT", 408],
]);

/** The name in a body that may be anything. */
function nameIn(body: string): unknown {
  try {
    return JSON.parse(body)?.name;
  } catch {
    return undefined;
  }
}

let lastDate = { second: 0, text: "" };

/** The time as the `Date` header has it; made once for each second. */
function httpDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== lastDate.second) lastDate = { second, text: new Date(time).toUTCString() };
  return lastDate.text;
}
