import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { startEmulator } from "arize-sdk/testing";
import type { Project } from "../generated/models/project.js";

/** What may go wrong: the answer is lost after the work, nothing comes, or somebody else answers. */
export type Fault = "lost" | "silent" | "foreign";

export type Service = Awaited<ReturnType<typeof startService>>;

/** A server that keeps projects in memory, and leaves all else to the SDK's emulator: the spaces, and who may come in. */
export async function startService() {
  const emulator = await startEmulator();
  const projects = new Map<string, Project>();
  const requests: string[] = [];
  const faults: Fault[] = [];

  const server = createServer(async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const body = await text(request);
    requests.push(`${method} ${url}`);
    // For a request of this API the emulator is asked for spaces: whom it refuses is refused here.
    const own = url.startsWith("/v2/projects");
    const answer = await fetch(`${emulator.url}${own ? "/v2/spaces" : url}`, {
      method: own ? "GET" : method,
      headers: { authorization: headers.authorization ?? "", "content-type": headers["content-type"] ?? "" },
      body: own || body === "" ? null : body,
    });
    if (!own || !answer.ok) return send(response, answer.status, await answer.text());
    const fault = faults.shift();
    if (fault === "silent") return;
    if (fault === "foreign") return send(response, 200, JSON.stringify({ status: "ok" }));
    const [status, result] = work(method, new URL(url, emulator.url), body);
    if (fault === "lost") request.socket.destroy();
    else send(response, status, JSON.stringify(result));
  });

  function work(method: string, { pathname, searchParams }: URL, body: string): [status: number, result?: object] {
    const id = decodeURIComponent(pathname.slice("/v2/projects/".length));
    if (method === "POST") return create(JSON.parse(body));
    if (id === "") return [200, page(searchParams)];
    const project = projects.get(id);
    if (!project) return problem(404, "Not Found");
    if (method === "GET") return [200, project];
    projects.delete(id);
    return [204];
  }

  function create({ name, space_id }: Pick<Project, "name" | "space_id">): [status: number, result: object] {
    const taken = [...projects.values()].some((other) => other.name === name && other.space_id === space_id);
    if (taken) return problem(409, "Conflict");
    const id = Buffer.from(`Project:${randomUUID()}`).toString("base64");
    const project = { id, name, space_id, created_at: new Date().toISOString() };
    projects.set(id, project);
    return [201, project];
  }

  function page(query: URLSearchParams): object {
    const found = [...projects.values()].filter(
      ({ name, space_id }) =>
        (query.get("space_id") ?? space_id) === space_id && name.includes(query.get("name") ?? ""),
    );
    const start = Number(query.get("cursor") ?? 0);
    const end = start + Number(query.get("limit"));
    const pagination = end < found.length ? { has_more: true, next_cursor: String(end) } : { has_more: false };
    return { projects: found.slice(start, end), pagination };
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** Options for a client of this server. */
    clientOptions: { ...emulator.clientOptions, baseUrl },
    emulator,
    /** The requests that came, such as `GET /v2/projects?limit=50`. */
    requests,
    /** What goes wrong with the next requests for projects. */
    faults,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await emulator.close();
    },
  };
}

function problem(status: number, title: string): [status: number, result: object] {
  return [status, { status, title }];
}

function send(response: ServerResponse, status: number, body: string | undefined): void {
  response.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json" });
  response.end(body);
}
