// @ts-check
// A real HTTP proxy in a process of its own: tunnels CONNECT, forwards plain requests, and refuses what it is told to.
// Usage: node proxy.mjs [status to refuse with, or "close" or "silence" for a CONNECT, or "tls" to be an HTTPS proxy].
// Prints its port, then one line for each request it saw.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";

const [, , manner = "0"] = process.argv;
const refuse = Number(manner) || 0;

/** @type {http.RequestListener} */
const forward = (request, response) => {
  const { "proxy-authorization": credentials, ...headers } = request.headers;
  console.log(JSON.stringify({ method: request.method, target: request.url, credentials }));
  if (refuse) {
    response.writeHead(refuse, { "content-type": "application/json" }).end("{}");
    return;
  }
  const forwarded = http.request(request.url ?? "", { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(forwarded);
};
const pem = (/** @type {string} */ name) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url));
const proxy =
  manner === "tls"
    ? https.createServer({ key: pem("server.key"), cert: pem("server.pem") }, forward)
    : http.createServer(forward);
proxy.on("connect", (request, socket, head) => {
  const { authorization } = request.headers;
  const credentials = request.headers["proxy-authorization"];
  console.log(JSON.stringify({ method: "CONNECT", target: request.url, credentials, authorization }));
  socket.on("error", () => {});
  if (manner === "close") socket.end();
  if (manner === "silence") socket.on("end", () => console.log(JSON.stringify({ method: "END" }))).resume();
  if (manner === "close" || manner === "silence") return;
  if (refuse) {
    socket.end(`HTTP/1.1 ${refuse} Refused\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`);
    return;
  }
  const [host, port] = (request.url ?? "").split(":");
  const upstream = net.connect(Number(port), host, () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    upstream.write(head);
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  upstream.on("error", () => socket.destroy());
});
proxy.listen(0, "127.0.0.1", () => {
  const address = proxy.address();
  console.log(JSON.stringify({ port: typeof address === "object" ? address?.port : 0 }));
});
process.on("disconnect", () => process.exit());
