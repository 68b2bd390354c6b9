// @ts-check
// The service that every contender calls, in a process of its own. The path's prefix says how it is to behave:
// `/keys/30000/latency/5` lists 30,000 keys and takes 5 ms for each answer. Answers are made once and kept.
import http from "node:http";

const SPACE_ID = "U3BhY2U6OTA1OjFKa1I=";
const key = {
  id: "QXBpS2V5Ojc6YWJDZA==",
  name: "nightly-export",
  description: "Exports traces to the warehouse, every night.",
  key_type: "service",
  status: "active",
  redacted_key: "ak-abc...xyz",
  created_at: "2026-06-01T10:00:00.123456Z",
  expires_at: "2027-06-01T10:00:00Z",
  created_by_user_id: "VXNlcjozOnhZejE=",
  last_used_at: "2026-06-02T08:15:00Z",
};
const space = { id: SPACE_ID, name: "prod", description: "", created_at: "2026-01-01T00:00:00Z" };
const created = Buffer.from(JSON.stringify({ ...key, key: "ak-0123456789abcdef0123456789abcdef" }));
const spaces = Buffer.from(JSON.stringify({ spaces: [space], pagination: { has_more: false } }));
/** @type {Map<string, Buffer>} */
const pages = new Map();
let requests = 0;

const server = http.createServer((request, response) => {
  requests++;
  const url = new URL(request.url ?? "/", "http://localhost");
  const [, total, latency, resource] = /^\/keys\/(\d+)\/latency\/(\d+)\/v2\/(.+)$/.exec(url.pathname) ?? [];
  const answer = () => {
    if (request.method === "POST") return send(response, 201, created);
    if (resource === "spaces") return send(response, 200, spaces);
    return send(response, 200, page(Number(total), url.searchParams));
  };
  request.resume();
  request.once("end", () => (latency === "0" ? answer() : setTimeout(answer, Number(latency))));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === "object" ? address?.port : address}`);
});
// Each message asks for the number of requests since the last one.
process.on("message", () => {
  process.send?.(requests);
  requests = 0;
});

/**
 * @param {http.ServerResponse} response
 * @param {number} status
 * @param {Buffer} body
 */
function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length }).end(body);
}

/**
 * @param {number} total
 * @param {URLSearchParams} query
 */
function page(total, query) {
  const limit = Number(query.get("limit") ?? 50);
  const next = Number(query.get("cursor") ?? 0) + limit;
  const name = `${limit} ${next} ${total}`;
  const known = pages.get(name);
  if (known) return known;
  const pagination = next < total ? { has_more: true, next_cursor: String(next) } : { has_more: false };
  const made = Buffer.from(JSON.stringify({ api_keys: Array.from({ length: limit }, () => key), pagination }));
  pages.set(name, made);
  return made;
}
