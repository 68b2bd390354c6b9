// @ts-check
// Calls every key operation many times against an emulator that breaks one exchange in ten, and accounts for each
// call: what the service holds in the end must be what the client was told, unknown outcomes settled by reconcile.
import { fork, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { misuse, readFlags, wholeNumber } from "./flags.mjs";

const usage = `Usage: npm run soak -- [options]

Soaks the built package (npm run build) against an emulator with random faults.

  --calls N        calls in all (default: 50000)
  --concurrency N  calls in flight (default: 32)
  --seed N         makes another series of faults (default: 1)
  --json           print the figures as JSON
  --help           this text

Exits with 0 when every call is accounted for and memory stays flat, else with 1.`;

const options = readOptions();
const here = fileURLToPath(new URL(".", import.meta.url));
const dist = `${here}../dist/index.js`;
if (!existsSync(dist)) misuse("dist/ is missing: run npm run build first.", usage);
if (!globalThis.gc) {
  // Memory is compared after a collection, so the flag is needed; users of npm run soak need not know it.
  const { status } = spawnSync(process.execPath, ["--expose-gc", ...process.argv.slice(1)], { stdio: "inherit" });
  process.exit(status ?? 1);
}
/** @type {typeof import("arize-sdk")} */
const { ArizeClient, OutcomeUnknownError, ArizeError } = createRequire(import.meta.url)(dist);

/** A batch is made one call after the other, so a short soak has short ones. */
const CALLS_PER_BATCH = Math.min(100, Math.ceil(options.calls / options.concurrency));
/** Long enough for all that is no fault, short enough for those that never answer. */
const TIMEOUT_MS = 600;

const batches = Math.ceil(options.calls / CALLS_PER_BATCH);
const server = fork(`${here}soak/server.mjs`, [String(batches), String(options.seed)]);
const { url } = await new Promise((resolve) => server.once("message", resolve));

const figures = {
  calls: 0,
  ok: 0,
  errors: /** @type {Record<string, number>} */ ({}),
  unknownOutcomes: 0,
  settledAsCreated: 0,
  settledAsNotCreated: 0,
  unsettled: 0,
  doubled: 0,
  lost: 0,
  deletesThatLied: 0,
  foreignErrors: 0,
  unhandledRejections: 0,
  lateCalls: 0,
  /** Bytes of heap in use after a collection: the peaks of the first and of the second half. */
  heapPeaks: [0, 0],
  seconds: 0,
};
/** @type {string[]} */
const problems = [];
process.on("unhandledRejection", (reason) => {
  figures.unhandledRejections++;
  problems.push(`unhandled rejection: ${reason}`);
});

const started = performance.now();
let nextBatch = 0;
await Promise.all(Array.from({ length: options.concurrency }, work));
server.disconnect();
figures.seconds = Math.round((performance.now() - started) / 100) / 10;

const [first = 0, second = 0] = figures.heapPeaks;
const heapGrowth = second / first - 1;
const flat = heapGrowth <= 0.1;
const bad =
  figures.unsettled +
  figures.doubled +
  figures.lost +
  figures.deletesThatLied +
  figures.foreignErrors +
  figures.unhandledRejections +
  figures.lateCalls;
if (options.json) console.log(JSON.stringify({ ...figures, heapGrowth, flat, problems: problems.slice(0, 20) }));
else report();
process.exit(bad === 0 && (flat || batches < options.concurrency * 4) ? 0 : 1);

async function work() {
  for (let batch = nextBatch++; batch < batches; batch = nextBatch++) {
    await runBatch(batch);
    sampleMemory();
    if (!options.json)
      process.stderr.write(`\r${figures.calls} of ${options.calls} calls, ${problems.length} problems `);
  }
}

/** A user and a space of its own for each batch, so that what it holds in the end can be listed whole. */
async function runBatch(/** @type {number} */ batch) {
  const client = new ArizeClient({
    apiKey: `ak-emulator-soak-${batch}`,
    baseUrl: url,
    logLevel: "off",
    timeout: TIMEOUT_MS,
    maxRetries: 4,
  });
  const space = `soak-${batch}`;
  /** The keys that should exist: how many of each name in all, and the ID of the active one. @type {Map<string, { total: number; active?: string; service: boolean }>} */
  const expected = new Map();
  /** Names whose deletion ended in an error: deleted or not. */
  const open = new Set();

  for (let call = 0; call < CALLS_PER_BATCH; call++) {
    const [name, key] = [...expected].filter(([each, { active }]) => active && !open.has(each)).at(-1) ?? [];
    const kind = call % 5;
    if (kind === 0) await attempt(() => client.apiKeys.list(call % 2 ? {} : { space }).toArray());
    else if (kind <= 2 || !name || !key?.active) {
      const service = kind === 2;
      const fresh = { name: `${space}-${call}`, description: "soak" };
      const made = await attempt(() =>
        service ? client.apiKeys.createServiceKey({ ...fresh, space }) : client.apiKeys.create(fresh),
      );
      const id = made.value?.id ?? (await settle(client, made.error));
      if (id) expected.set(fresh.name, { total: 1, active: id, service });
      if (id && !made.value) await retire(client, expected, open, fresh.name, id);
    } else if (kind === 3) {
      const made = await attempt(() => client.apiKeys.refresh({ apiKeyId: String(key.active) }));
      const id = made.value?.id ?? (await settle(client, made.error, key.service ? space : undefined));
      if (id) expected.set(name, { ...key, total: key.total + 1, active: id });
      if (id && !made.value) await retire(client, expected, open, name, id);
    } else await retire(client, expected, open, name, key.active);
  }
  await verify(client, space, expected, open);
  client.close();
}

/** Deletes a key. An error leaves open whether it is gone; a success must not. */
async function retire(
  /** @type {import("arize-sdk").ArizeClient} */ client,
  /** @type {Map<string, { total: number; active?: string; service: boolean }>} */ expected,
  /** @type {Set<string>} */ open,
  /** @type {string} */ name,
  /** @type {string} */ apiKeyId,
) {
  const { error } = await attempt(() => client.apiKeys.delete({ apiKeyId }));
  const key = expected.get(name);
  if (error) open.add(name);
  else if (key) expected.set(name, { total: key.total, service: key.service });
}

/** One call: it must end in time, with a value or an ArizeError. */
async function attempt(/** @type {() => Promise<any>} */ call) {
  figures.calls++;
  const begun = performance.now();
  try {
    const value = await call();
    figures.ok++;
    return { value };
  } catch (error) {
    const name = error instanceof Error ? error.name : "nothing";
    figures.errors[name] = (figures.errors[name] ?? 0) + 1;
    if (!(error instanceof ArizeError)) {
      figures.foreignErrors++;
      problems.push(`a foreign error: ${error}`);
    }
    return { error };
  } finally {
    // A list may take several pages, each with a deadline of its own.
    const late = performance.now() - begun - TIMEOUT_MS * 3;
    if (late > 250) {
      figures.lateCalls++;
      problems.push(`a call ended ${Math.round(late)} ms late`);
    }
  }
}

/** The ID of the key that a lost call made, if it made one. */
async function settle(
  /** @type {import("arize-sdk").ArizeClient} */ client,
  /** @type {unknown} */ error,
  /** @type {string | undefined} */ space = undefined,
) {
  if (!(error instanceof OutcomeUnknownError)) return undefined;
  figures.unknownOutcomes++;
  const result = await persist(() =>
    client.apiKeys.reconcile(error, { ...(space && { space }), settle: 0, timeout: 30_000 }),
  );
  if (result.outcome === "created") figures.settledAsCreated++;
  else if (result.outcome === "not-created") figures.settledAsNotCreated++;
  else {
    figures.unsettled++;
    problems.push(`unsettled: ${result.reason}`);
  }
  return result.outcome === "created" ? result.candidates[0]?.id : undefined;
}

/** What only reads may be asked again until it is answered. @template T @param {() => Promise<T>} read */
async function persist(read) {
  for (let tries = 1; ; tries++) {
    try {
      return await read();
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}

/** Compares what the service holds with what the calls were told. */
async function verify(
  /** @type {import("arize-sdk").ArizeClient} */ client,
  /** @type {string} */ space,
  /** @type {Map<string, { total: number; active?: string; service: boolean }>} */ expected,
  /** @type {Set<string>} */ open,
) {
  /** @type {Map<string, { total: number; active: string[] }>} */
  const found = new Map();
  for (const scope of [{}, { space }]) {
    for (const status of /** @type {const} */ (["active", "deleted"])) {
      for (const key of await persist(() => client.apiKeys.list({ ...scope, status, limit: 100 }).toArray())) {
        if (!key.name.startsWith(`${space}-`)) continue;
        const seen = found.get(key.name) ?? { total: 0, active: [] };
        seen.total++;
        if (status === "active") seen.active.push(key.id);
        found.set(key.name, seen);
      }
    }
  }
  for (const name of new Set([...found.keys(), ...expected.keys()])) {
    const { total = 0, active = [] } = found.get(name) ?? {};
    const told = expected.get(name);
    if (total > (told?.total ?? 0)) note("doubled", `${name}: ${total} keys exist, ${told?.total ?? 0} were reported`);
    if (total < (told?.total ?? 0)) note("lost", `${name}: ${total} keys exist, ${told?.total ?? 0} were reported`);
    if (open.has(name)) continue;
    if (told && !told.active && active.length > 0)
      note("deletesThatLied", `${name} was reported deleted and is active`);
    if (told?.active && !active.includes(told.active)) note("lost", `${name} was reported active and isn't`);
  }
}

function note(/** @type {"doubled" | "lost" | "deletesThatLied"} */ figure, /** @type {string} */ problem) {
  figures[figure]++;
  problems.push(problem);
}

function sampleMemory() {
  globalThis.gc?.();
  const half = figures.calls < options.calls / 2 ? 0 : 1;
  figures.heapPeaks[half] = Math.max(figures.heapPeaks[half] ?? 0, process.memoryUsage().heapUsed);
}

function report() {
  const mib = (/** @type {number} */ bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  process.stderr.write("\r");
  console.log(
    `${figures.calls} calls in ${figures.seconds} s, ${figures.ok} answered; errors: ${JSON.stringify(figures.errors)}`,
  );
  console.log(
    `${figures.unknownOutcomes} unknown outcomes: ${figures.settledAsCreated} created, ${figures.settledAsNotCreated} not created, ${figures.unsettled} unsettled`,
  );
  console.log(`doubled ${figures.doubled}, lost ${figures.lost}, deletes that lied ${figures.deletesThatLied}`);
  console.log(
    `foreign errors ${figures.foreignErrors}, unhandled rejections ${figures.unhandledRejections}, late calls ${figures.lateCalls}`,
  );
  console.log(`heap after collection: peak ${mib(first)} in the first half, ${mib(second)} in the second`);
  for (const problem of problems.slice(0, 20)) console.log(`- ${problem}`);
}

function readOptions() {
  const flags = readFlags(usage, {
    calls: { type: "string", default: "50000" },
    concurrency: { type: "string", default: "32" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  });
  return {
    calls: wholeNumber(usage, "calls", flags.calls, 1),
    concurrency: wholeNumber(usage, "concurrency", flags.concurrency, 1),
    seed: wholeNumber(usage, "seed", flags.seed, 1),
    json: flags.json,
  };
}
