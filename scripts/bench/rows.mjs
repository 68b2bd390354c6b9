// @ts-check
// What is measured, each row with its bars. A row gives its samples by contender, in the order of the rounds.
import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { environment, packageOf, programText } from "./contenders.mjs";
import { bundled, installed, packedBytes, resolve } from "./sizes.mjs";
import { interleave } from "./statistics.mjs";

/** @typedef {import("./worker.mjs").Task} Task */
/** @typedef {import("./worker.mjs").Took} Took */
/** @typedef {import("./statistics.mjs").Sample} Sample */
/** @typedef {{ against?: string, atMost: number, goal?: number, by?: "cpu" }} Bar against a contender a ratio, else a value; `by` the processor's time where the clock is too coarse */
/** @typedef {{ unit: string, samples: Record<string, Sample[]>, bars?: Bar[], facts?: Record<string, number | string | object> }} Measured */
/** @typedef {(name: string, task: Task, module?: string) => Promise<Took>} RunTask */
/**
 * What a row works with.
 *
 * @typedef {object} Bench
 * @property {string} root
 * @property {string} folder for files that go when the bench ends
 * @property {string} url of the service
 * @property {(full: number) => number} rounds how many, for so many in a full run
 * @property {RunTask} run a task in the contender's own process
 * @property {() => Promise<number>} requests how many the service got since this was asked last
 * @property {(round: number) => void} tick
 */
/** @typedef {{ id: string, title: string, measure: (bench: Bench) => Promise<Measured> }} Row */

const everybody = ["arize-sdk", "ax-client", "axios", "openapi-fetch", "node:http"];
const libraries = everybody.slice(0, 4);

/** @type {Row[]} */
export const rows = [
  loading("mjs", "ES module"),
  loading("cjs", "CommonJS"),
  firstList("mjs", "ES module", 0.85),
  firstList("cjs", "CommonJS", 1),
  calls(32, [
    { against: "ax-client", atMost: 0.6, goal: 0.4 },
    { against: "axios", atMost: 1.3, goal: 1 },
  ]),
  calls(1, [
    { against: "ax-client", atMost: 0.85, goal: 0.4 },
    { against: "axios", atMost: 1.3, goal: 1 },
  ]),
  {
    id: "creates",
    title: "1,000 service keys by the space's name, 16 in flight (the others: by its ID)",
    async measure({ url, rounds, run, requests, tick }) {
      const names = ["arize-sdk", "ax-client", "axios", "node:http"];
      const task = { task: /** @type {const} */ ("creates"), url: `${url}/keys/0/latency/0`, inFlight: 16 };
      for (const name of names) await run(name, { ...task, count: 500 });
      await requests();
      let sent = 0;
      const samples = await interleave(
        rounds(15),
        names,
        async (name) => {
          const { wallMs, cpuMs } = await run(name, { ...task, count: 1_000 });
          const counted = await requests();
          if (name === "arize-sdk") sent = counted;
          return { value: wallMs, cpu: cpuMs };
        },
        tick,
      );
      return { unit: "ms", samples, bars: [{ against: "ax-client", atMost: 0.7 }], facts: { requests: sent } };
    },
  },
  iteration(50),
  iteration(100),
  {
    id: "heap",
    title: "heap growth over 100,000 keys listed",
    async measure({ url, run, tick }) {
      const task = { task: /** @type {const} */ ("heap"), count: 0 };
      const sample = async (/** @type {string} */ name) => {
        await run(name, { ...task, url: `${url}/keys/5000/latency/0` });
        const { bytes = Number.NaN } = await run(name, { ...task, url: `${url}/keys/100000/latency/0` });
        return { value: bytes / 2 ** 20 };
      };
      return { unit: "MiB", samples: await interleave(1, everybody, sample, tick), bars: [{ atMost: 20 }] };
    },
  },
  {
    id: "packages",
    title: "packages installed",
    async measure(bench) {
      const sizes = installs(bench);
      const axios = sizes.axios?.packages ?? Number.NaN;
      const samples = Object.fromEntries(
        Object.entries(sizes).map(([name, { packages }]) => [name, [{ value: packages }]]),
      );
      return { unit: "", samples, bars: [{ atMost: axios + 2 }] };
    },
  },
  {
    id: "installed",
    title: "bytes installed",
    async measure(bench) {
      const sizes = Object.entries(installs(bench));
      const samples = Object.fromEntries(sizes.map(([name, { bytes }]) => [name, [{ value: bytes / 1024 }]]));
      return { unit: "KiB", samples, facts: { own: Math.round(packedBytes(bench.root) / 1024) } };
    },
  },
  {
    id: "bundle",
    title: "bundled and minified, one program that lists",
    async measure({ root }) {
      /** @type {Record<string, Sample[]>} */
      const samples = {};
      /** @type {Record<string, number>} */
      const gzipped = {};
      for (const name of libraries) {
        const size = await bundled(programText(name, "mjs", true), root);
        samples[name] = [{ value: size.bytes / 1024 }];
        gzipped[name] = Math.round(size.gzipped / 1024);
      }
      return { unit: "KiB", samples, facts: { gzipped } };
    },
  },
  {
    id: "silence",
    title: "logging off and no listener, against a build without that code",
    async measure({ root, folder, url, rounds, run, tick }) {
      const names = /** @type {const} */ (["arize-sdk", "without that code"]);
      const modules = Object.fromEntries(names.map((name, index) => [name, join(folder, `silence-${index}.js`)]));
      for (const name of names) await buildVariant(root, String(modules[name]), name === "arize-sdk");
      const task = { task: /** @type {const} */ ("calls"), url: `${url}/keys/50/latency/0`, inFlight: 32 };
      // Two percent are less than the noise of any one round, so there are many short ones.
      const sample = async (/** @type {string} */ name) =>
        perCall(await run("arize-sdk", { ...task, count: 100 }, modules[name]), 100);
      await interleave(20, names, sample, tick);
      const samples = await interleave(rounds(300), names, sample, tick);
      return { unit: "µs", samples, bars: [{ against: "without that code", atMost: 1.02, by: "cpu" }] };
    },
  },
];

/** @param {"mjs" | "cjs"} format @param {string} words @returns {Row} */
function loading(format, words) {
  return {
    id: `load-${format}`,
    title: `import and construct, ${words}, over an empty program`,
    async measure(bench) {
      const samples = await startPrograms(bench, format, false, ["empty", ...libraries], 40);
      const { empty = [], ...loaded } = samples;
      for (const each of Object.values(loaded)) each.forEach((sample, round) => void subtract(sample, empty[round]));
      return { unit: "ms", samples: loaded, bars: [{ against: "ax-client", atMost: 0.15, by: "cpu" }] };
    },
  };
}

/** @param {"mjs" | "cjs"} format @param {string} words @param {number} atMost @returns {Row} */
function firstList(format, words, atMost) {
  return {
    id: `first-${format}`,
    title: `process start to the first list, ${words}`,
    async measure(bench) {
      const samples = await startPrograms(bench, format, true, everybody, 20);
      return { unit: "ms", samples, bars: [{ against: "ax-client", atMost }] };
    },
  };
}

/** @param {number} inFlight @param {Bar[]} bars @returns {Row} */
function calls(inFlight, bars) {
  return {
    id: `list-${inFlight}`,
    title: `list of 50 keys, ${inFlight === 1 ? "one at a time" : `${inFlight} in flight`}`,
    async measure({ url, rounds, run, tick }) {
      const count = inFlight === 1 ? 150 : 300;
      const task = { task: /** @type {const} */ ("calls"), url: `${url}/keys/50/latency/0`, inFlight };
      for (const name of everybody) await run(name, { ...task, count: 1_500 });
      const sample = async (/** @type {string} */ name) => perCall(await run(name, { ...task, count }), count);
      return { unit: "µs", samples: await interleave(rounds(30), everybody, sample, tick), bars };
    },
  };
}

/** @param {number} limit @returns {Row} */
function iteration(limit) {
  return {
    id: `iterate-${limit}`,
    title: `30,000 keys in pages of ${limit}, 5 ms latency, 50 µs of work a key (the others: a cursor loop)`,
    async measure({ url, rounds, run, tick }) {
      const task = { task: /** @type {const} */ ("iterate"), url: `${url}/keys/30000/latency/5`, count: 0 };
      const sample = async (/** @type {string} */ name) => {
        const { wallMs, cpuMs } = await run(name, { ...task, limit, workMicroseconds: 50 });
        return { value: wallMs, cpu: cpuMs };
      };
      const samples = await interleave(rounds(5), ["arize-sdk", "ax-client"], sample, tick);
      return { unit: "ms", samples, bars: [{ against: "ax-client", atMost: 0.7 }] };
    },
  };
}

/**
 * Times programs from the start of their process to its end.
 *
 * @param {Bench} bench
 * @param {"mjs" | "cjs"} format
 * @param {boolean} lists
 * @param {string[]} names
 * @param {number} fullRounds
 */
function startPrograms({ root, folder, url, rounds, tick }, format, lists, names, fullRounds) {
  const packages = join(folder, "node_modules");
  const env = { ...process.env, ...environment, ARIZE_BASE_URL: `${url}/keys/50/latency/0` };
  const programs = names.map((name) => {
    const file = join(folder, `${name.replace(":", "-")}-${lists ? "first" : "load"}.${format}`);
    writeFileSync(file, programText(name === "empty" ? undefined : name, format, lists));
    if (libraries.includes(name)) link(name === "arize-sdk" ? root : resolve(packageOf(name), root), packages, name);
    return [name, file];
  });
  const files = Object.fromEntries(programs);
  return interleave(rounds(fullRounds), names, (name) => timeProcess(files[name], env), tick);
}

/** @param {string} target @param {string} packages @param {string} name */
function link(target, packages, name) {
  const path = join(packages, packageOf(name));
  mkdirSync(dirname(path), { recursive: true });
  try {
    symlinkSync(target, path, "junction");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** @param {string} file @param {NodeJS.ProcessEnv} env @returns {Promise<Sample>} */
function timeProcess(file, env) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    execFile(process.execPath, [file], { env }, (error, stdout) => {
      if (error) reject(error);
      else resolve({ value: performance.now() - started, cpu: Number(stdout) / 1_000 });
    });
  });
}

/** @param {Took} took @param {number} calls @returns {Sample} in microseconds */
function perCall({ wallMs, cpuMs }, calls) {
  return { value: (wallMs * 1_000) / calls, cpu: (cpuMs * 1_000) / calls };
}

/** @param {Sample} sample @param {Sample | undefined} other */
function subtract(sample, other) {
  sample.value -= other?.value ?? 0;
  if (sample.cpu !== undefined) sample.cpu -= other?.cpu ?? 0;
}

/** @param {Bench} bench */
function installs({ root }) {
  const others = libraries.slice(1).map((name) => [name, installed(resolve(packageOf(name), root))]);
  /** @type {Record<string, import("./sizes.mjs").Installed>} */
  const sizes = { "arize-sdk": installed(root, packedBytes(root)), ...Object.fromEntries(others) };
  return sizes;
}

/**
 * The package's code in one file, with what reports attempts or without.
 *
 * @param {string} root
 * @param {string} outfile
 * @param {boolean} reports
 */
async function buildVariant(root, outfile, reports) {
  const axios = join(resolve("axios", root), "dist/node/axios.cjs");
  await build({
    entryPoints: [join(root, "src/index.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "cjs",
    plugins: [
      {
        name: "variant",
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /^axios$/ }, () => ({ path: axios, external: true }));
          const none = () => ({ contents: "export function report() {}" });
          if (!reports) onLoad({ filter: /[/\\]connection[/\\]report\.ts$/ }, none);
        },
      },
    ],
  });
}
