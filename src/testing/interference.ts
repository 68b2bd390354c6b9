import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ArmedFault, MUTATIONS } from "./faults.js";
import { type Answer, Problem, problemAnswer } from "./problem.js";

/** A request that a fault strikes. */
export interface Victim {
  readonly response: ServerResponse;
  /** What the request came on. */
  readonly carrier: Socket;
  readonly requestId: string;
  readonly now: number;
  /** Fires when the emulator closes. */
  readonly closing: AbortSignal;
  /** Carries the operation out. */
  attempt(): Answer;
  /** An answer with the headers that every answer has. */
  complete(answer: Answer): Answer;
  /** Called when the head of an answer goes out. */
  answered(status: number): void;
}

/** Long enough for a client to read what was sent before a reset throws it away. */
const TIME_TO_READ = 20;

/** Lets a fault happen: before the work, after it, at the answer's headers, or in its body. */
export async function interfere(fault: ArmedFault, victim: Victim): Promise<void> {
  const { response, closing } = victim;
  const socket = await turnOf(response, victim.carrier);
  if (socket === undefined) return;
  const pause = (milliseconds = 0) => milliseconds > 0 && sleep(milliseconds, undefined, { signal: closing });

  await pause(fault.delayBefore);
  if (fault.reset === "before-work") return void socket.resetAndDestroy();
  const instead = answerInstead(fault, victim);
  const withheld = fault.empty ?? fault.garbage ?? (fault.silence === "no-answer" || undefined);
  const skipped = fault.commit !== true && (instead ?? withheld) !== undefined;
  const done = skipped ? undefined : victim.attempt();

  await pause(fault.delayAfter);
  if (fault.reset === "after-commit") return void socket.resetAndDestroy();
  if (fault.empty) return void socket.end();
  if (fault.garbage !== undefined) return void socket.end(fault.garbage === true ? GARBAGE : fault.garbage);
  const answer = instead ?? done;
  if (answer === undefined || fault.silence === "no-answer") return;

  const body = Buffer.from(altered(fault, answer) ?? "");
  const { headers } = victim.complete(answer);
  victim.answered(answer.status);
  response.writeHead(
    answer.status,
    answer.text === undefined ? headers : { ...headers, "content-length": body.length },
  );
  const write = (part: Buffer) => new Promise((resolve) => response.write(part, resolve));

  if (fault.silence === "after-headers") return response.flushHeaders();
  if (fault.reset === "after-headers" || fault.reset === "in-body") {
    response.flushHeaders();
    if (fault.reset === "in-body") await write(body.subarray(0, body.length / 2));
    await pause(TIME_TO_READ);
    return void socket.resetAndDestroy();
  }
  if (fault.truncate !== undefined) {
    const length = fault.truncate === true ? body.length / 2 : Math.min(fault.truncate, body.length - 1);
    response.flushHeaders();
    await write(body.subarray(0, Math.max(0, length)));
    return void socket.end();
  }
  if (fault.dribble !== undefined) {
    const { bytes, interval } = fault.dribble;
    for (let start = 0; start < body.length && !response.destroyed; start += bytes) {
      await write(body.subarray(start, start + bytes));
      await pause(interval);
    }
    return void response.end();
  }
  response.end(answer.text === undefined ? undefined : body);
}

/** The socket, once the answers to earlier requests on it are out; nothing when it closes before. */
function turnOf(response: ServerResponse, carrier: Socket): Promise<Socket | undefined> | Socket {
  if (response.socket !== null) return response.socket;
  return new Promise((resolve) => {
    response.once("socket", resolve);
    carrier.once("close", () => resolve(undefined));
  });
}

const GARBAGE = "\u0016\u0003\u0001 this isn't HTTP \r\n\r\n";

/** The answer that a fault gives in the place of the operation's. */
function answerInstead(fault: ArmedFault, { requestId, now }: Victim): Answer | undefined {
  if (fault.rateLimitUntil !== undefined) {
    const seconds = Math.ceil((fault.rateLimitUntil - now) / 1000);
    return problemAnswer(new Problem(429, "Too many requests", { "retry-after": String(seconds) }), requestId);
  }
  if (fault.redirect !== undefined) {
    return { status: fault.redirect.status ?? 307, headers: { location: fault.redirect.location }, text: "" };
  }
  if (fault.status === undefined) return undefined;
  const { status, problem, body, contentType, retryAfter } = fault;
  const plain = problemAnswer(new Problem(status, "The emulator was told to fail"), requestId);
  const headers = {
    "content-type": contentType ?? (body === undefined ? "application/problem+json" : "text/html"),
    ...(retryAfter !== undefined && { "retry-after": retryAfter }),
    ...fault.headers,
  };
  if (status === 204 || status === 304) return { status, headers };
  return { status, headers, text: body ?? JSON.stringify({ ...JSON.parse(plain.text ?? ""), ...problem }) };
}

/** The answer's body with what the fault puts into it. */
function altered({ notJson, mutate }: ArmedFault, { status, text }: Answer): string | undefined {
  if (status >= 300 || text === undefined) return text;
  if (notJson !== undefined) return notJson === true ? "<!doctype html><title>Not JSON</title>" : notJson;
  if (mutate === undefined) return text;
  const fields = typeof mutate === "string" ? MUTATIONS[mutate] : mutate;
  const body = JSON.parse(text);
  const items = body.api_keys ?? body.spaces;
  return JSON.stringify(
    Array.isArray(items)
      ? { ...body, [body.api_keys ? "api_keys" : "spaces"]: items.map((item) => ({ ...item, ...fields })) }
      : { ...body, ...fields },
  );
}
