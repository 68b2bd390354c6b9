import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import axios, { type ResponseType } from "axios";
import { isDeno } from "../runtime.js";
import { isRecord } from "../wire.js";
import { type Agents, dropStaleSockets, noteIdle } from "./agents.js";
import { TOO_LARGE } from "./answer.js";
import type { AttemptResult } from "./outcome.js";
import { decodeCredentials, readProxy, type TunnelledOptions } from "./tunnel.js";

/** One request, as generated code makes it. */
export interface WireRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: unknown;
  readonly responseType?: string | undefined;
}

// The adapter alone, without the layers above it: what they add (merging of defaults, transforms, redirects, an idle
// timer) is done once for all requests here, or not wanted. axios-retry would sit on those layers and knows a request
// by its verb and code alone; how far it got decides here, so the repeats are a loop of our own (connection.ts).
const send = axios.getAdapter("http");

/** Deno sends any request again by itself when an idle socket fails under it, or is destroyed: denoland/deno#36786. */
const RESENDS_ON_IDLE_SOCKETS = isDeno();

/** Codes of a connection that was never made. */
const NO_CONNECTION = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ETIMEDOUT",
  "ERR_SOCKET_CONNECTION_TIMEOUT",
]);
const TLS_FAILURE =
  /^(EPROTO|ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_)/;

/** One request on its way. As the adapter's `transport` it makes the `ClientRequest`, and so sees how far that gets. */
export class Attempt {
  readonly #agents: Agents;
  readonly #wire: WireRequest;
  readonly #secure: boolean;
  #connect: ClientRequest | undefined;
  #request: ClientRequest | undefined;
  #socket: Socket | undefined;
  #response: IncomingMessage | undefined;
  /** A body that could hold a new key, should the connection break behind it. */
  readonly #received: Buffer[] = [];
  #connected = false;
  #cancelled = false;
  #proxy: string | undefined;
  #idleLimit: number | undefined;

  constructor(agents: Agents, wire: WireRequest) {
    this.#agents = agents;
    this.#wire = wire;
    this.#secure = wire.url.startsWith("https:");
  }

  /** Sends it. Never rejects: whatever happens is a result. */
  async run(maxResponseBytes: number): Promise<AttemptResult> {
    const { url, method, headers, data, responseType = "text" } = this.#wire;
    const agents = this.#agents;
    try {
      const { status, data: body } = await send({
        url,
        method,
        headers: axios.AxiosHeaders.from(headers),
        data: data instanceof URLSearchParams ? data.toString() : data,
        responseType: isResponseType(responseType) ? responseType : "text",
        httpAgent: agents.http,
        httpsAgent: agents.https,
        ...(agents.direct && !this.#secure && { proxy: false }),
        maxRedirects: 0,
        maxContentLength: maxResponseBytes,
        validateStatus: null,
        transport: this,
      });
      if (this.#isProxyRefusal(status)) return { reach: "unsent", code: `ERR_PROXY_${status}`, proxy: this.#proxy };
      if (this.#socket) noteIdle(this.#socket, this.#response?.headers["keep-alive"], this.#idleLimit);
      return { reach: "answered", status, headers: this.#response?.headers, body };
    } catch (error) {
      return this.#lost(error);
    }
  }

  /** Stops it; the result is how far it got. */
  cancel(): AttemptResult {
    const result = this.#lost(undefined);
    this.#cancelled = true;
    this.#connect?.destroy();
    this.#request?.destroy();
    return result;
  }

  /** What the adapter calls in the place of `http.request`. */
  request(options: https.RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest {
    this.#proxy = proxyOf(options, this.#wire.url);
    const chosen = typeof options.agent === "object" ? options.agent : undefined;
    const agent = chosen && this.#agents.for(chosen);
    if (agent) {
      dropStaleSockets(agent, RESENDS_ON_IDLE_SOCKETS && this.#wire.method !== "GET");
      const settings: unknown = Reflect.get(agent, "options");
      this.#idleLimit = isRecord(settings) ? Number(settings.timeout) : undefined;
    }
    const secure = options.protocol === "https:";
    if (this.#proxy !== undefined) decodeCredentials(options.headers);
    const request = (secure ? https : http).request(
      agent === chosen ? options : this.#tunnelled(options, agent),
      (response) => {
        this.#response = response;
        onResponse(response);
        if (this.#wire.method !== "GET" && response.headers["content-encoding"] === undefined) {
          response.on("data", (chunk: Buffer) => this.#received.push(chunk));
        }
      },
    );
    this.#request = request;
    request.once("socket", (socket) => {
      this.#socket = socket;
      const ready = request.reusedSocket || (!secure && socket.readyState === "open");
      if (ready) this.#connected = true;
      else socket.once(secure ? "secureConnect" : "connect", () => (this.#connected = true));
    });
    if (this.#cancelled) request.destroy();
    return request;
  }

  #tunnelled(options: https.RequestOptions, agent: http.Agent | undefined): TunnelledOptions {
    return { ...options, agent, onConnect: (connect) => (this.#connect = connect) };
  }

  /** How far a request got that has no answer: by what its socket saw, confirmed by the code. */
  #lost(error: unknown): AttemptResult {
    const code = error === undefined ? undefined : codeOf(error);
    const proxy = this.#proxy;
    const response = this.#response;
    if (response && !this.#isProxyRefusal(response.statusCode)) {
      const reach = response.readableDidRead ? "body" : "headers";
      const body = response.complete && code !== TOO_LARGE ? Buffer.concat(this.#received).toString() : undefined;
      return { reach, status: response.statusCode, headers: response.headers, body, code };
    }
    if (!this.#socket) return { reach: "unsent", code, proxy };
    if (this.#connected) return { reach: "sent", code, proxy };
    if (code === undefined) return { reach: isConnecting(this.#socket) ? "unsent" : "sent", proxy };
    if (TLS_FAILURE.test(code)) return { reach: "untrusted", code, proxy };
    return { reach: NO_CONNECTION.has(code) ? "unsent" : "sent", code, proxy };
  }

  /** A refused CONNECT comes back as an answer on a socket without TLS. */
  #isProxyRefusal(status: number | undefined): boolean {
    if (this.#proxy === undefined) return false;
    return status === 407 || (this.#secure && this.#socket !== undefined && !("encrypted" in this.#socket));
  }
}

function isResponseType(type: string): type is ResponseType {
  return ["arraybuffer", "blob", "document", "json", "text", "stream", "formdata"].includes(type);
}

function isConnecting(socket: Socket): boolean {
  return socket.connecting || Reflect.get(socket, "secureConnecting") === true;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "ERR_UNKNOWN";
  if (error.message.startsWith("maxContentLength")) return TOO_LARGE;
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : "ERR_UNKNOWN";
}

/** Host and port of the proxy that the adapter chose from the environment. */
function proxyOf(options: https.RequestOptions, url: string): string | undefined {
  const tunnel = typeof options.agent === "object" ? readProxy(options.agent) : undefined;
  if (tunnel) return `${tunnel.host}:${tunnel.port}`;
  const forwarded = options.path?.startsWith("http") && url.startsWith("http:");
  return forwarded ? `${options.hostname}:${options.port}` : undefined;
}
