// @ts-check
// Has Schemathesis read the OpenAPI document, make up requests from it, good and bad ones, and hold every answer of the
// built emulator to the document.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { writeSetting } from "./conformance/setting.mjs";
import { readFlags, wholeNumber } from "./flags.mjs";
import { commandIn, Missing, pythonWith } from "./python.mjs";

const HELP = `Usage: npm run conformance [-- options]

Runs Schemathesis against the built emulator (npm run build): every operation of openapi/arize.yaml, in all its phases
(examples, coverage, fuzzing, stateful), with valid and invalid input, and with all of its checks. Needs Python 3.10 or
newer; the first run installs Schemathesis into node_modules/.cache, at the version in
scripts/python/schemathesis.txt.

  --examples N  requests that fuzzing makes up for each operation, at least 1 (default: 200)
  --seed N      makes up others (default: 1)
  --json        print one JSON document at the end, and nothing else (with npm: npm run -s conformance -- --json)
  --help        print this

Exit code: 0 no violation; 1 violations, or the run failed; 2 wrong usage; 3 no Python, or no Schemathesis.`;

const root = fileURLToPath(new URL("..", import.meta.url));
const emulatorFile = join(root, "dist/arize-emulator.js");
const OPERATIONS = 9;

process.exitCode = await main();

async function main() {
  const flags = readOptions();
  if (!existsSync(emulatorFile)) {
    console.error("dist/ is missing: run npm run build first.");
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  try {
    const bin = pythonWith("schemathesis", flags.json ? () => {} : console.log);
    return await run(commandIn(bin, "st"), folder, flags);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof Missing ? 3 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions() {
  const flags = readFlags(HELP, {
    examples: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  });
  return {
    examples: wholeNumber(HELP, "examples", flags.examples, 1),
    seed: wholeNumber(HELP, "seed", flags.seed, 0),
    json: flags.json,
  };
}

/**
 * @param {string} st
 * @param {string} folder
 * @param {{ examples: number, seed: number, json: boolean }} flags
 */
async function run(st, folder, { examples, seed, json }) {
  const { stateFile, configFile, settingFile } = writeSetting(folder);
  const emulator = spawn(process.execPath, [emulatorFile, "--json", "--state", stateFile], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [first] = await Promise.race([
      once(createInterface(emulator.stdout), "line"),
      once(emulator, "close").then(() => Promise.reject(new Error("The emulator didn't start."))),
    ]);
    const { url, apiKey } = JSON.parse(first);
    const reportFile = join(folder, "report.json");
    const statusesFile = join(folder, "statuses.json");
    const args = [
      ...["--config-file", configFile, "run", join(root, "openapi/arize.yaml"), "--url", url],
      ...["--checks", "all", "--max-examples", String(examples), "--seed", String(seed), "--continue-on-failure"],
      ...["--request-timeout", "10", "--report", "json", "--report-json-path", reportFile],
    ];
    const schemathesis = spawn(st, args, {
      cwd: folder,
      stdio: ["ignore", json ? "pipe" : "inherit", "inherit"],
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: join(root, "scripts/conformance/hooks.py"),
        CONFORMANCE_SETTING: settingFile,
        CONFORMANCE_STATUSES: statusesFile,
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    let output = "";
    schemathesis.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    const [exitCode] = await once(schemathesis, "close");
    if (!existsSync(reportFile)) throw new Error(`${output}\nSchemathesis failed (exit code ${exitCode}).`);

    const lives = await fetch(`${url}/v2/spaces`, { headers: { authorization: `Bearer ${apiKey}` } });
    const report = JSON.parse(readFileSync(reportFile, "utf8"));
    const statuses = JSON.parse(readFileSync(statusesFile, "utf8"));
    const figures = summary(report, statuses, examples);
    if (exitCode !== 0 && figures.problems.length === 0) figures.problems.push(`Schemathesis ended with ${exitCode}`);
    if (lives.status !== 200) figures.problems.push(`afterwards the emulator answers ${lives.status}`);
    if (json) {
      if (figures.problems.length > 0) console.error(output);
      console.log(JSON.stringify(figures, undefined, 2));
    } else {
      tell(figures);
    }
    return figures.problems.length === 0 ? 0 : 1;
  } finally {
    if (emulator.exitCode === null && emulator.signalCode === null) {
      emulator.kill();
      await once(emulator, "close");
    }
  }
}

/**
 * @param {Record<string, any>} report
 * @param {Record<string, Record<string, number>>} statuses
 * @param {number} examples
 */
function summary(report, statuses, examples) {
  /** @type {string[]} */
  const problems = report.failures.map(
    (/** @type {{ title: string, count: number, operations: string[] }} */ { title, count, operations }) =>
      `${title} (${count} ×): ${operations.join(", ")}`,
  );
  for (const { title } of report.errors) problems.push(title);
  const labels = Object.keys(statuses).sort();
  if (labels.length < OPERATIONS) problems.push(`only ${labels.length} of ${OPERATIONS} operations were called`);
  if (!report.complete) problems.push(`the run stopped early: ${report.stop_reason}`);
  for (const label of labels) {
    const counts = Object.entries(statuses[label] ?? {});
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    if (all < examples) problems.push(`${label}: only ${all} requests`);
    // A run in which nothing succeeds would prove little.
    if (!counts.some(([status]) => status.startsWith("2"))) problems.push(`${label}: no request succeeded`);
  }
  return {
    schemathesis: report.schemathesis_version,
    seed: report.seed,
    examples,
    seconds: Math.round(report.running_time),
    testCases: report.test_cases.generated,
    failures: report.test_cases.unique_failures,
    phases: Object.fromEntries(
      Object.entries(report.phases).map(([name, phase]) => [name, /** @type {{ status: string }} */ (phase).status]),
    ),
    statuses: Object.fromEntries(labels.map((label) => [label, statuses[label]])),
    problems,
  };
}

/** @param {ReturnType<typeof summary>} figures */
function tell({ statuses, testCases, failures, seconds, problems }) {
  console.log("\nAnswers by operation:");
  for (const [label, counts] of Object.entries(statuses)) {
    const parts = Object.entries(counts ?? {}).map(([status, count]) => `${status} × ${count}`);
    console.log(`  ${label.padEnd(38)} ${parts.join(", ")}`);
  }
  console.log(`\n${testCases} test cases in ${seconds} s, ${failures} violations.`);
  for (const problem of problems) console.log(`FAILED: ${problem}`);
}
