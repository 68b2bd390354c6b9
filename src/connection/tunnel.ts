import http, { type ClientRequest } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { isRecord } from "../wire.js";

/** A proxy as the adapter read it from the environment: credentials are still percent-encoded. */
export interface Proxy {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
  readonly auth: string;
}

/** The options of a request that is told of the CONNECT before it, so that it can end that. */
export interface TunnelledOptions extends https.RequestOptions {
  readonly onConnect?: (connect: ClientRequest) => void;
}

/** The proxy of an agent that the adapter made to tunnel through it. */
export function readProxy(agent: http.Agent): Proxy | undefined {
  const proxy: unknown = Reflect.get(agent, "proxy");
  if (!isRecord(proxy)) return undefined;
  const { protocol, hostname, port, auth } = proxy;
  return { protocol: String(protocol), host: String(hostname), port: Number(port), auth: String(auth ?? "") };
}

/**
 * Connections to HTTPS servers through the CONNECT of a proxy. The adapter's own agent waits forever for a proxy that
 * closes instead of answering, sends credentials as they are encoded in the URL, and makes a tunnel for each request.
 */
export class Tunnels extends https.Agent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy, options: https.AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(
    options: TunnelledOptions,
    done: (error: Error | null, stream?: Duplex) => void,
  ): undefined {
    const { protocol, host, port, auth } = this.#proxy;
    const target = `${options.host}:${options.port}`;
    const headers = { host: target, ...(auth && { "proxy-authorization": basic(auth) }) };
    const request = { protocol, host, port, method: "CONNECT", path: target, headers, agent: false };
    const connect = protocol === "https:" ? https.request({ ...this.options, ...request }) : http.request(request);
    options.onConnect?.(connect);
    connect.once("error", done);
    connect.once("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) {
        const secured = { ...options, socket };
        done(null, super.createConnection(secured) ?? undefined);
      } else {
        socket.destroy();
        done(Object.assign(new Error("The proxy refused."), { code: `ERR_PROXY_${statusCode}` }));
      }
    });
    connect.end();
  }
}

/** The adapter sends a plain request's proxy the credentials as its URL encodes them. */
export function decodeCredentials(headers: unknown): void {
  const sent = isRecord(headers) ? headers["Proxy-Authorization"] : undefined;
  if (!isRecord(headers) || typeof sent !== "string") return;
  headers["Proxy-Authorization"] = basic(Buffer.from(sent.slice("Basic ".length), "base64").toString());
}

/** The credentials of a proxy's URL, as a header has them. */
function basic(auth: string): string {
  const decoded = auth.replace(/(%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
  return `Basic ${Buffer.from(decoded).toString("base64")}`;
}
