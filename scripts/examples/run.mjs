// @ts-check
import { spawn } from "node:child_process";

const TIMEOUT_MS = 120_000;

/**
 * Runs Node.js to the end, and says what is wrong with how that went: its exit code isn't 0, it prints nothing, it prints
 * a secret, or it leaves the account changed.
 *
 * @param {string[]} args
 * @param {string} cwd
 * @param {import("./account.mjs").Account} account
 * @returns {Promise<{ problems: string[], output: string, ms: number }>} the output, unless it holds a secret
 */
export async function run(args, cwd, account) {
  const started = performance.now();
  const { code, stdout, output } = await outcome(args, cwd, account.env);
  const leaks = account.secrets.areIn(output);
  const problems = [
    code !== 0 && `ended with ${code}`,
    stdout.trim() === "" && "prints nothing",
    leaks && "prints a secret",
    ...(await account.changes()),
  ];
  return {
    problems: problems.filter((problem) => typeof problem === "string"),
    output: leaks ? "(not shown)" : output.trim(),
    ms: Math.round(performance.now() - started),
  };
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number | NodeJS.Signals | null, stdout: string, output: string }>}
 */
function outcome(args, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: TIMEOUT_MS });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: code ?? signal, stdout, output }));
  });
}
