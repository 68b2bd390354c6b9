import http from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: [string, string][];
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Text is sent as it is, anything else as JSON; nothing sends no body. */
  readonly body?: unknown;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly requests: Received[];
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

type Handler = (request: Received, index: number, raw: http.ServerResponse) => Answer | undefined;

/** A real server on loopback that answers as `handler` says; `undefined` means that the handler did it itself. */
export async function serve(handler: Handler, options: http.ServerOptions = {}): Promise<TestServer> {
  const requests: Received[] = [];
  const sockets = new Set<Socket>();
  const server = http.createServer(options, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? "/", "http://test");
    const received: Received = {
      method: request.method ?? "",
      path: url.pathname,
      query: [...url.searchParams],
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(received);
    const answer = handler(received, requests.length - 1, response);
    if (!answer) return;
    const { status = 200, headers = {}, body } = answer;
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  const port = await listen(server);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, port, requests, sockets, close, [Symbol.asyncDispose]: close };
}

/** Starts any server on a free loopback port. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
