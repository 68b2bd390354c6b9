// @ts-check
// Measures the built emulator: how many requests it answers, compared with a bare server that sends the same bytes, and
// what a page and a create cost when the space is full. What is compared runs in turns, so that a machine that slows
// down slows both.
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { readFlags, wholeNumber } from "./flags.mjs";

const HELP = `Usage: npm run bench:emulator -- [--rounds N] [--json]

Measures dist/ (npm run build):

  throughput  lists of 50 keys, 32 requests in flight, against a bare node:http server that sends the same bytes;
              at least 0.6 of it
  size        one page, and one create, in a space of 100,000 keys against one of 100; at most twice the time

  --rounds N  turns that each gets; medians count (default: 15)
  --json      print one JSON document at the end, and nothing else
  --help      print this

Exit code: 0 all bars held; 1 one wasn't, or dist/ is missing; 2 wrong usage.`;

const IN_FLIGHT = 32;
const PAGE = 50;
const REQUESTS = 1_500;
const SAMPLES = 200;
const [FEW, MANY] = [100, 100_000];
const SPACE = "U3BhY2U6OTA1OjFKa1I=";
const SECRET = "ak-emulator-bench-caller";
const list = `/v2/api-keys?space_id=${encodeURIComponent(SPACE)}&limit=${PAGE}`;
const dist = fileURLToPath(new URL("../dist/testing.js", import.meta.url));

if (process.send) await serve(JSON.parse(process.argv[2] ?? ""));
else process.exitCode = await main();

/**
 * In a process of its own, so that client and server don't share a thread: the emulator with so many keys, or a server
 * that sends `bytes`.
 *
 * @param {{ keys: number } | { bytes: string }} what
 */
async function serve(what) {
  process.once("disconnect", () => process.exit());
  if ("bytes" in what) {
    const body = Buffer.from(what.bytes);
    const headers = { "content-type": "application/json", "content-length": body.length };
    const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    process.send?.(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
    return;
  }
  /** @type {typeof import("arize-sdk/testing")} */
  const { startEmulator } = createRequire(import.meta.url)(dist);
  const emulator = await startEmulator({
    state: {
      organizations: [{ name: "Acme" }],
      spaces: [{ id: SPACE, name: "prod", organization: "Acme" }],
      users: [{ name: "Ada", developer: true, accountAdmin: true }],
      keys: [
        { name: "caller", createdBy: "Ada", secret: SECRET },
        ...Array.from({ length: what.keys }, (_, index) => ({
          name: `key ${index}`,
          type: /** @type {const} */ ("service"),
          space: SPACE,
          createdBy: "Ada",
        })),
      ],
    },
  });
  process.send?.(emulator.url);
}

async function main() {
  const flags = readFlags(HELP, { rounds: { type: "string", default: "15" }, json: { type: "boolean" } });
  const rounds = wholeNumber(HELP, "rounds", flags.rounds, 1);
  if (!existsSync(dist)) {
    console.error("dist/ is missing: run npm run build first.");
    return 1;
  }

  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const few = await start({ keys: FEW });
  const many = await start({ keys: MANY });
  const bare = await start({ bytes: (await call(agent, few.url, "GET", list)).body });
  try {
    const throughput = await inTurns(
      rounds,
      () => perSecond(agent, few.url),
      () => perSecond(agent, bare.url),
    );
    const page = await inTurns(
      rounds,
      () => milliseconds(agent, many.url, "GET", list),
      () => milliseconds(agent, few.url, "GET", list),
    );
    const create = await inTurns(
      rounds,
      () => milliseconds(agent, many.url, "POST", "/v2/api-keys"),
      () => milliseconds(agent, few.url, "POST", "/v2/api-keys"),
    );
    const figures = {
      node: process.version,
      rounds,
      throughput: { listsPerSecond: throughput.measured, bare: throughput.reference, ratio: throughput.ratio },
      page: { milliseconds: page.measured, withFewKeys: page.reference, ratio: page.ratio },
      create: { milliseconds: create.measured, withFewKeys: create.reference, ratio: create.ratio },
    };
    const held = figures.throughput.ratio >= 0.6 && figures.page.ratio <= 2 && figures.create.ratio <= 2;
    if (flags.json) console.log(JSON.stringify({ ...figures, held }, (_, value) => rounded(value), 2));
    else tell(figures, held);
    return held ? 0 : 1;
  } finally {
    agent.destroy();
    for (const { process: child } of [few, many, bare]) child.disconnect();
  }
}

/** @param {{ keys: number } | { bytes: string }} what */
async function start(what) {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(what)]);
  const [url] = await once(child, "message");
  return { process: child, url: String(url) };
}

/**
 * @param {Agent} agent
 * @param {string} url
 * @param {string} method
 * @param {string} path
 * @returns {Promise<{ status: number, body: string }>}
 */
function call(agent, url, method, path) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${SECRET}`, "content-type": "application/json" };
    const sent = request(`${url}${path}`, { agent, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(method === "POST" ? JSON.stringify({ name: "bench", key_type: "service", space_id: SPACE }) : undefined);
  });
}

/**
 * Lists per second, with so many in flight.
 *
 * @param {Agent} agent
 * @param {string} url
 */
async function perSecond(agent, url) {
  let left = REQUESTS;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left-- > 0) {
        const { status } = await call(agent, url, "GET", list);
        if (status !== 200) throw new Error(`a list was answered with ${status}`);
      }
    }),
  );
  return REQUESTS / ((performance.now() - started) / 1_000);
}

/**
 * The median time of one request, one after the other.
 *
 * @param {Agent} agent
 * @param {string} url
 * @param {string} method
 * @param {string} path
 */
async function milliseconds(agent, url, method, path) {
  const times = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const started = performance.now();
    const { status } = await call(agent, url, method, path);
    if (status >= 300) throw new Error(`${method} was answered with ${status}`);
    times.push(performance.now() - started);
  }
  return median(times);
}

/**
 * The medians of a measure, of what it is compared with, and of their ratio in each turn. A first turn warms both up.
 *
 * @param {number} rounds
 * @param {() => Promise<number>} measure
 * @param {() => Promise<number>} compare
 */
async function inTurns(rounds, measure, compare) {
  /** @type {{ measured: number, reference: number }[]} */
  const turns = [];
  for (let round = 0; round <= rounds; round++) {
    if (round % 2 === 0) turns.push({ measured: await measure(), reference: await compare() });
    else {
      const reference = await compare();
      turns.push({ measured: await measure(), reference });
    }
  }
  turns.shift();
  return {
    measured: median(turns.map(({ measured }) => measured)),
    reference: median(turns.map(({ reference }) => reference)),
    ratio: median(turns.map(({ measured, reference }) => measured / reference)),
  };
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** @param {unknown} value */
function rounded(value) {
  return typeof value === "number" ? Number(value.toPrecision(3)) : value;
}

/**
 * @param {Record<"throughput" | "page" | "create", Record<string, number>>} figures
 * @param {boolean} held
 */
function tell({ throughput, page, create }, held) {
  const times = (/** @type {Record<string, number>} */ { milliseconds = 0, withFewKeys = 0, ratio = 0 }) =>
    `${milliseconds.toFixed(3)} ms with ${MANY} keys, ${withFewKeys.toFixed(3)} ms with ${FEW}: ${ratio.toFixed(2)} × (at most 2)`;
  const { listsPerSecond = 0, bare = 0, ratio = 0 } = throughput;
  console.log(
    `throughput  ${Math.round(listsPerSecond)} lists/s, bare ${Math.round(bare)}: ${ratio.toFixed(2)} × (at least 0.6)`,
  );
  console.log(`page        ${times(page)}`);
  console.log(`create      ${times(create)}`);
  console.log(held ? "All bars held." : "A bar was NOT held.");
}
