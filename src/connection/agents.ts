import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { isNode } from "../runtime.js";
import { readProxy, Tunnels } from "./tunnel.js";

/** How long a socket may have been idle and still carry a request that must not be repeated. Node's servers close after 5 s. */
const IDLE_LIMIT_MS = 4_000;
const MAX_SOCKETS = 256;

/** The sockets of one client, kept open between requests. */
export class Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
  /** Plain HTTP goes through the caller's own agent, and so past the proxies of the environment. */
  readonly direct: boolean;
  readonly #own: http.Agent[] = [];
  readonly #tunnels = new Map<string, Tunnels>();

  constructor(options: { httpAgent?: http.Agent; httpsAgent?: https.Agent; verify: boolean }) {
    // The interval of probes that axios asks for as well: another one would cost two system calls a request.
    const settings = { keepAlive: true, keepAliveMsecs: 60_000, maxSockets: MAX_SOCKETS };
    this.direct = options.httpAgent !== undefined;
    this.http = options.httpAgent ?? this.#keep(new http.Agent(settings));
    this.https = options.httpsAgent ?? this.#keep(new https.Agent({ ...settings, rejectUnauthorized: options.verify }));
  }

  #keep<T extends http.Agent>(agent: T): T {
    this.#own.push(agent);
    return agent;
  }

  /** What is to be used for `chosen`: our own tunnels for a proxy's. Bun and Deno have theirs. */
  for(chosen: http.Agent): http.Agent {
    const proxy = chosen === this.http || chosen === this.https || !isNode() ? undefined : readProxy(chosen);
    if (!proxy) return chosen;
    if (!/^https?:$/.test(proxy.protocol)) {
      throw Object.assign(new Error("No such proxies are supported."), { code: "ERR_PROXY_PROTOCOL" });
    }
    const key = JSON.stringify(proxy);
    const tunnels = this.#tunnels.get(key) ?? this.#keep(new Tunnels(proxy, this.https.options));
    this.#tunnels.set(key, tunnels);
    return tunnels;
  }

  /** Closes idle sockets, and busy ones as soon as they are done. Agents that the caller brought are the caller's to close. */
  close(): void {
    for (const agent of this.#own) {
      agent.maxFreeSockets = 0;
      for (const sockets of Object.values(agent.freeSockets)) sockets?.forEach((socket) => void socket.destroy());
    }
  }
}

/** When an idle socket stops being safe for a POST; kept here because an agent's own timer can't fire while the program is busy. */
const staleAt = new WeakMap<Socket, number>();

/** Notes that `socket` goes idle now. A shorter life that its agent sets or its server announced counts, that a second early. */
export function noteIdle(socket: Socket, keepAlive: unknown, agentTimeout: number | undefined): void {
  const announced = /timeout=(\d+)/.exec(String(keepAlive))?.[1];
  const life = announced === undefined ? IDLE_LIMIT_MS : Math.max(0, Number(announced) - 1) * 1_000;
  staleAt.set(socket, performance.now() + Math.min(life, agentTimeout || IDLE_LIMIT_MS, IDLE_LIMIT_MS));
}

/** Destroys the idle sockets that a server may have closed already: a create that rides one could get lost. */
export function dropStaleSockets(agent: http.Agent, all = false): void {
  const now = all ? Infinity : performance.now();
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) if ((staleAt.get(socket) ?? 0) <= now) socket.destroy();
  }
}
