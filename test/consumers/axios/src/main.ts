// A class that openapi-generator made for this project's own axios, which is another version than the SDK's.
import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ArizeClient, NotFoundError } from "arize-sdk";
import axios from "axios";
import { ProjectsApi } from "../generated/api";

async function main(): Promise<void> {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    const found = request.url === "/v2/projects?limit=5";
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(found ? { projects: [], pagination: { has_more: false } } : { title: "Not Found" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const client = new ArizeClient({ apiKey: "ak-consumer", baseUrl: `http://127.0.0.1:${port}` });
  const projects: ProjectsApi = client.api(ProjectsApi);
  const { data } = await projects.projectsList({ limit: 5 }, { timeout: 5_000 });
  const none: number = data.projects.length;
  assert.equal(none, 0);
  await assert.rejects(projects.projectsGet({ projectId: "nothing" }), NotFoundError);
  assert.deepEqual(seen, ["Bearer ak-consumer", "Bearer ak-consumer"]);

  client.close();
  server.close();
  console.log(`a class generated for axios ${axios.VERSION} on the SDK's connection`);
}

main();
