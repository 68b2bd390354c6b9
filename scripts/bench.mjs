// @ts-check
// Measures this SDK beside its peers in one run, and says of each figure whether it meets its bar.
import { execFileSync, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawChart } from "./bench/chart.mjs";
import { rows } from "./bench/rows.mjs";
import { ratio, spread } from "./bench/statistics.mjs";
import { table } from "./bench/table.mjs";
import { misuse, readFlags } from "./flags.mjs";

const usage = `Usage: npm run bench -- [options]

Measures arize-sdk beside @arizeai/ax-client, axios, openapi-fetch and bare node:http: interleaved, in several rounds,
each in a process of its own, against a server in another. Prints the medians as a table.

  --quick       a third of the rounds
  --only ROW    only this row; may be repeated: ${rows.map(({ id }) => id).join(" ")}
  --json        print the figures as JSON
  --svg FILE    draw the chart into FILE
  --from FILE   take the figures from FILE, the JSON of an earlier run, and measure nothing
  --no-build    measure dist/ as it is
  --help        this text

Exits with 0 also when a bar is missed: the table says so.`;

/** @typedef {import("./bench/statistics.mjs").Sample} Sample */
/** @typedef {import("./bench/statistics.mjs").Spread} Spread */
/** @typedef {import("./bench/rows.mjs").Bar & { met: boolean, ratio?: Spread | undefined, cpuRatio?: Spread | undefined }} Judged */
/** @typedef {{ id: string, title: string, unit: string, rounds: number, values: Record<string, Spread>, bars: Judged[], facts?: Record<string, unknown> }} Result */
/** @typedef {{ date: string, node: string, platform: string, cpu: string, cores: number, load: number, versions: Record<string, string>, rows: Result[] }} Figures */

const root = fileURLToPath(new URL("..", import.meta.url));
const options = readOptions();
/** @type {Figures} */
const figures = options.from ? JSON.parse(readFileSync(options.from, "utf8")) : await measure();
if (options.svg) writeFileSync(options.svg, drawChart(figures));
console.log(options.json ? JSON.stringify(figures, null, 2) : table(figures));

async function measure() {
  const wanted = rows.filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  if (options.build) execFileSync(process.execPath, [join(root, "scripts/build.mjs")], { stdio: ["ignore", 2, 2] });
  const folder = mkdtempSync(join(tmpdir(), "arize-sdk-bench-"));
  /** @type {import("node:child_process").ChildProcess[]} */
  const children = [];
  try {
    const server = fork(join(root, "scripts/bench/server.mjs"));
    children.push(server);
    const url = String(await answerOf(server));
    /** @type {Map<string, import("node:child_process").ChildProcess>} */
    const workers = new Map();
    /** @type {import("./bench/rows.mjs").RunTask} */
    const run = (name, task, module) => {
      const id = `${name} ${module ?? ""}`;
      let worker = workers.get(id);
      if (!worker) {
        const settings = { execArgv: ["--expose-gc"], env: { ...process.env, DISABLE_PRERELEASE_WARNING: "true" } };
        worker = fork(join(root, "scripts/bench/worker.mjs"), module ? [name, module] : [name], settings);
        workers.set(id, worker);
        children.push(worker);
      }
      worker.send(task);
      return answerOf(worker);
    };
    const requests = () => {
      server.send("count");
      return answerOf(server);
    };
    /** @type {Result[]} */
    const results = [];
    for (const { id, title, measure } of wanted) {
      const rounds = (/** @type {number} */ full) => (options.quick ? Math.ceil(full / 3) : full);
      const tick = (/** @type {number} */ round) =>
        progress(`${wanted.findIndex((row) => row.id === id) + 1} of ${wanted.length}: ${title}, round ${round + 1}`);
      const { unit, samples, bars = [], facts } = await measure({ root, folder, url, rounds, run, requests, tick });
      const values = Object.fromEntries(
        Object.entries(samples).map(([name, each]) => [name, spread(each.map(({ value }) => value))]),
      );
      const own = samples["arize-sdk"] ?? [];
      const judged = bars.map((bar) => judge(bar, own, bar.against === undefined ? undefined : samples[bar.against]));
      results.push({ id, title, unit, rounds: own.length, values, bars: judged, ...(facts && { facts }) });
    }
    progress("");
    return describe(results);
  } finally {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {import("./bench/rows.mjs").Bar} bar
 * @param {Sample[]} own
 * @param {Sample[] | undefined} others
 * @returns {Judged}
 */
function judge(bar, own, others) {
  if (!others) return { ...bar, met: spread(own.map(({ value }) => value)).median <= bar.atMost };
  const [byClock, byCpu] = [ratio(own, others, "value"), ratio(own, others, "cpu")];
  const { median } = (bar.by === "cpu" ? byCpu : byClock) ?? { median: Number.NaN };
  return { ...bar, met: median <= bar.atMost, ratio: byClock, cpuRatio: byCpu };
}

/** @param {Result[]} results @returns {Figures} */
function describe(results) {
  const version = (/** @type {string} */ name) =>
    JSON.parse(readFileSync(join(root, name, "package.json"), "utf8")).version;
  const packages = ["@arizeai/ax-client", "axios", "openapi-fetch"];
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    versions: {
      "arize-sdk": version("."),
      ...Object.fromEntries(packages.map((name) => [name, version(`node_modules/${name}`)])),
    },
    rows: results,
  };
}

/** The next message of a child; it fails when the child ends instead. @param {import("node:child_process").ChildProcess} child @returns {Promise<any>} */
function answerOf(child) {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("a process of the bench ended before its answer"));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message);
    });
  });
}

/** @param {string} text */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 120) - 1)}`);
  else if (text.endsWith("round 1")) process.stderr.write(`${text.replace(", round 1", "")}\n`);
}

function readOptions() {
  const flags = readFlags(usage, {
    json: { type: "boolean" },
    quick: { type: "boolean" },
    "no-build": { type: "boolean" },
    only: { type: "string", multiple: true, default: [] },
    svg: { type: "string" },
    from: { type: "string" },
  });
  const unknown = flags.only.find((name) => !rows.some(({ id }) => id === name));
  if (unknown !== undefined) misuse(`There is no row ${unknown}.`, usage);
  return { ...flags, build: !flags["no-build"] };
}
