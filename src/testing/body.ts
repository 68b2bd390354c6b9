import type { IncomingMessage } from "node:http";
import { Problem } from "./problem.js";

const MAX_BYTES = 1024 * 1024;
/** Up to here a body that is too large is read to its end, so that its sender can read the refusal. */
const MAX_DISCARDED = 8 * MAX_BYTES;

/** The bytes of a request's body, or a 413 when it is over 1 MiB. Rejects when the sender goes away. */
export function readBody(request: IncomingMessage): Promise<Buffer | Problem> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = (headers = {}) => resolve(new Problem(413, "The body is over 1 MiB", headers));
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
      else chunks.length = 0;
      if (size > MAX_DISCARDED) tooLarge({ connection: "close" });
    });
    request.once("end", () => (size > MAX_BYTES ? tooLarge() : resolve(Buffer.concat(chunks))));
    request.once("close", () => reject(new Error("the sender went away")));
  });
}

/** The JSON of a body that says that it is JSON, and is. */
export function parseBody(headers: IncomingMessage["headers"], body: Buffer): unknown {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") throw new Problem(415, "The body must not be encoded");
  const type = headers["content-type"];
  if (type === undefined && body.length === 0) throw new Problem(400, "The body is missing; send at least {}");
  if (!/^application\/json *(;(?! *charset *= *"?(?!utf-8)).*)?$/i.test(type ?? "")) {
    throw new Problem(415, "The body must be application/json in UTF-8");
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Problem(400, "The body isn't readable as JSON");
  }
}
