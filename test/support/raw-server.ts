import net from "node:net";
import { listen } from "./server.js";

/** A request as it came off the socket. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly head: string;
  readonly body: string;
}

export interface RawServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly requests: RawRequest[];
  readonly sockets: Set<net.Socket>;
}

/** A server that reads requests and leaves the whole answer, or none, to `answer`: what a fault looks like on the wire. */
export async function serveRaw(
  answer: (socket: net.Socket, request: RawRequest, index: number) => void,
  onConnection?: (socket: net.Socket) => void,
): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    if (onConnection) {
      onConnection(socket);
      return;
    }
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      for (let request = takeRequest(received); request; request = takeRequest(received)) {
        received = request.rest;
        requests.push(request.request);
        answer(socket, request.request, requests.length - 1);
      }
    });
  });
  const port = await listen(server);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { url: `http://127.0.0.1:${port}`, port, requests, sockets, [Symbol.asyncDispose]: close };
}

function takeRequest(received: string): { request: RawRequest; rest: string } | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const head = received.slice(0, end);
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const rest = received.slice(end + 4);
  if (rest.length < length) return undefined;
  const [method = "", path = ""] = head.split(" ");
  return { request: { method, path, head, body: rest.slice(0, length) }, rest: rest.slice(length) };
}

/** The text of an HTTP answer, the last one on its connection unless `headers` say otherwise. */
export function httpAnswer(status: number, body: string, headers: Record<string, string> = {}): string {
  const all = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n${body}`;
}
