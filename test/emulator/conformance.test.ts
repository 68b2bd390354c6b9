import { expect, test } from "vitest";
import { type Exchange, OpenApiChecker } from "../support/openapi.js";

const checker = new OpenApiChecker();

const space = { id: "U3BhY2U6MTpzMQ==", name: "prod", description: "", created_at: "2026-01-01T00:00:00Z" };
const headers = { "content-type": "application/json", "x-request-id": "1", date: "Thu, 01 Jan 2026 00:00:00 GMT" };
const good: Exchange = {
  request: { method: "GET", url: `/v2/spaces/${space.id}`, headers: {}, body: "" },
  answer: { status: 200, headers, text: JSON.stringify(space) },
};

function answering(answer: Partial<Exchange["answer"]>, request: Partial<Exchange["request"]> = {}): Exchange {
  return { request: { ...good.request, ...request }, answer: { ...good.answer, ...answer } };
}

test("the checker finds nothing wrong with an answer as documented", () => {
  expect(checker.answer(good)).toEqual([]);
});

test.each<[string, Exchange, string]>([
  ["an undeclared field", answering({ text: JSON.stringify({ ...space, colour: "red" }) }), "colour"],
  ["a missing field", answering({ text: JSON.stringify({ ...space, name: undefined }) }), "name"],
  ["a bad date", answering({ text: JSON.stringify({ ...space, created_at: "soon" }) }), "date-time"],
  ["another media type", answering({ headers: { ...headers, "content-type": "text/plain" } }), "media type"],
  ["no request ID", answering({ headers: { ...headers, "x-request-id": "" } }), "x-request-id"],
  ["an undocumented success", answering({ status: 202 }), "undocumented success"],
  ["no body", answering({ text: undefined }), "no body"],
  ["a body with 204", answering({ status: 204 }, { method: "DELETE" }), "a body where none"],
  ["a success for a bad query", answering({}, { url: `${good.request.url}?x=1` }), "query"],
  ["a success for an unknown path", answering({}, { url: "/v2/nowhere" }), "undocumented operation"],
])("the checker finds %s", (_, exchange, message) => {
  expect(checker.answer(exchange).join("\n")).toContain(message);
});

test.each<[string, Partial<Exchange["request"]>, string]>([
  ["an unknown field", { body: '{"name":"k","colour":1}' }, "colour"],
  ["a name that is too long", { body: JSON.stringify({ name: "a".repeat(257) }) }, "256"],
  ["another media type", { body: '{"name":"k"}', headers: { "content-type": "text/plain" } }, "media type"],
  ["a limit out of bounds", { method: "GET", url: "/v2/api-keys?limit=101" }, "limit"],
  ["a parameter given twice", { method: "GET", url: "/v2/api-keys?limit=1&limit=1" }, "twice"],
  ["an unknown path", { url: "/v2/nowhere" }, "no documented operation"],
])("the checker finds a request with %s", (_, request, message) => {
  const create = { method: "POST", url: "/v2/api-keys", headers: { "content-type": "application/json" }, body: "" };
  expect(checker.request({ ...create, ...request }).join("\n")).toContain(message);
});
