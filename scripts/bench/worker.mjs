// @ts-check
// A contender in a process of its own, so that none is measured with another's warm or polluted code. The parent says
// which; each message is a task, each answer what it took.
import { clients } from "./contenders.mjs";

/** @typedef {{ task: "calls" | "creates" | "iterate" | "heap", url: string, count: number, inFlight?: number, limit?: number, workMicroseconds?: number }} Task */
/** @typedef {{ wallMs: number, cpuMs: number, bytes?: number }} Took */

const [name = "", module] = process.argv.slice(2);
/** @type {Map<string, import("./contenders.mjs").Client>} */
const kept = new Map();

process.on("message", async (/** @type {Task} */ task) => {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const bytes = await run(task);
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ wallMs, cpuMs: (user + system) / 1_000, bytes });
});

/** @param {Task} task */
async function run({ task, url, count, inFlight = 1, limit = 50, workMicroseconds = 0 }) {
  // A client for each service, but a new one for each round of creates: the first of them looks the space up.
  const client = (task !== "creates" && kept.get(url)) || makeClient(url);
  kept.set(url, client);
  if (task === "calls") await parallel(count, inFlight, () => client.list());
  else if (task === "creates") await parallel(count, inFlight, (call) => client.create?.(`key-${call}`));
  else return consume(client.iterate?.(limit) ?? loop(client, limit), workMicroseconds, task === "heap");
}

/** @param {string} url */
function makeClient(url) {
  const make = clients[name];
  if (!make) throw new Error(`there is no contender ${name}`);
  return make(url, module);
}

/**
 * @param {number} count
 * @param {number} inFlight
 * @param {(call: number) => unknown} call
 */
async function parallel(count, inFlight, call) {
  let next = 0;
  const lane = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

/** The plain loop over cursors that a caller writes where the client has none. */
async function* loop(/** @type {import("./contenders.mjs").Client} */ client, /** @type {number} */ limit) {
  /** @type {string | undefined} */
  let cursor;
  do {
    const page = await client.list(limit, cursor);
    yield* page.data;
    cursor = page.next;
  } while (cursor);
}

/**
 * Reads all keys, and gives the growth of the heap when that is what is wanted.
 *
 * @param {AsyncIterable<unknown>} keys
 * @param {number} workMicroseconds
 * @param {boolean} heap
 */
async function consume(keys, workMicroseconds, heap) {
  const before = heap ? heapUsed() : 0;
  let most = before;
  let read = 0;
  for await (const _ of keys) {
    if (workMicroseconds > 0) work(workMicroseconds);
    if (++read % 5_000 === 0 && heap) most = Math.max(most, heapUsed());
  }
  return most - before;
}

/** A consumer that is busy for so long. @param {number} microseconds */
function work(microseconds) {
  const end = performance.now() + microseconds / 1_000;
  while (performance.now() < end);
}

function heapUsed() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
