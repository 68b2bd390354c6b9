// @ts-check
// A key's whole life, told with the built package over real HTTP. Against the emulator, or, when the environment names
// an account and a space, against the service. On a fresh clone it installs and builds first: until that is done,
// only Node's own modules may be loaded.
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { readFlags } from "./flags.mjs";
import { prepare } from "./quickstart/prepare.mjs";
import { Report } from "./quickstart/report.mjs";
import { cleanUp, KEY_NAME, Leftovers, tell } from "./quickstart/story.mjs";

const HELP = `Usage: npm run quickstart [-- --json]
       node scripts/quickstart.mjs [--json]

Finds a space by name, makes a service key in it, uses that key, rotates it with a grace period, revokes it, and sees
it refused. Installs the dependencies and builds dist/ first, where that is needed.

  --json   print one JSON document at the end, and nothing else (with npm: npm run -s quickstart -- --json)
  --help   print this

It runs against an emulator on this machine. To run it against the service, set
  ARIZE_API_KEY             a key that may create and delete service keys in the space
  ARIZE_QUICKSTART_SPACE    the name or ID of the space
and, where your account needs it, ARIZE_REGION or another of the client's variables. It then makes keys named
arize-sdk-quickstart-…, which end by themselves after an hour, and deletes them also when it fails or is interrupted.
No secret is ever printed.

Exit code: 0 done; 1 a step failed; 2 wrong usage; 3 keys of this run may be left; 130 interrupted.`;

const root = fileURLToPath(new URL("..", import.meta.url));
process.exitCode = await main();

async function main() {
  const flags = readFlags(HELP, { json: { type: "boolean" } });
  const { ARIZE_API_KEY: apiKey = "", ARIZE_QUICKSTART_SPACE: space = "" } = process.env;
  if (space.trim() !== "" && apiKey.trim() === "") {
    console.error("ARIZE_QUICKSTART_SPACE is set, and ARIZE_API_KEY is not. Set both for the service, or neither.");
    return 2;
  }

  const report = new Report(flags.json === true);
  report.protect(apiKey);
  const { signal, exitCode: interruptedWith } = interruptible();
  try {
    await prepare(root, report, signal);
    const sdk = await import("arize-sdk");
    return await (space.trim() === "" ? onEmulator(sdk, report, signal) : onService(sdk, space.trim(), report, signal));
  } catch (error) {
    const leftovers = error instanceof Leftovers;
    report.fail(signal.aborted && !leftovers ? new Error("Interrupted.") : error);
    return leftovers ? 3 : (interruptedWith() ?? 1);
  } finally {
    report.finish();
  }
}

/**
 * @param {import("arize-sdk")} sdk
 * @param {Report} report
 * @param {AbortSignal} signal
 */
async function onEmulator(sdk, report, signal) {
  const { startEmulator } = await import("arize-sdk/testing");
  // No proxy that the environment names is on the way to this machine.
  const direct = [process.env.no_proxy || process.env.NO_PROXY, "127.0.0.1"].filter(Boolean).join(",");
  Object.assign(process.env, { no_proxy: direct, NO_PROXY: direct });
  const emulator = await startEmulator();
  report.title(`The life of an API key: arize-sdk ${sdk.VERSION} against its emulator`, { against: emulator.url });
  try {
    await tell({
      sdk,
      report,
      signal,
      space: "prod",
      clientOptions: emulator.clientOptions,
      endGrace: async (seconds) => {
        emulator.clock.advance(seconds * 1_000);
        return "the emulator's clock moves past it";
      },
    });
  } finally {
    await emulator.close();
  }
  report.end("To see the same on your account, set ARIZE_API_KEY and ARIZE_QUICKSTART_SPACE.");
  return 0;
}

/**
 * @param {import("arize-sdk")} sdk
 * @param {string} space
 * @param {Report} report
 * @param {AbortSignal} signal
 */
async function onService(sdk, space, report, signal) {
  const client = new sdk.ArizeClient({ prereleaseWarnings: false });
  report.title(`The life of an API key: arize-sdk ${sdk.VERSION} against the service`, {
    against: client.toJSON().baseUrl,
  });
  /** @type {import("./quickstart/story.mjs").Scene} */
  const scene = { sdk, report, signal, space, clientOptions: {} };
  let failure;
  try {
    await tell(scene);
  } catch (error) {
    failure = error;
  }
  try {
    await cleanUp(client, scene, failure);
  } finally {
    client.close();
  }
  if (failure) throw failure;
  report.end("No key of this run is left.");
  return 0;
}

/** The first Ctrl-C ends the story, and the keys are cleaned up; another one ends everything. */
function interruptible() {
  const controller = new AbortController();
  /** @type {number | undefined} */
  let exitCode;
  let interruptedAt = 0;
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(name, () => {
      if (exitCode === undefined) {
        exitCode = 128 + constants.signals[name];
        interruptedAt = performance.now();
        controller.abort(new Error("Interrupted."));
      } else if (performance.now() - interruptedAt > 1_000) {
        // Sooner, it is the same one again: the terminal sends it to all processes, and npm passes it on.
        console.error(`Stopped at once. A key named ${KEY_NAME} may be left; it ends by itself within the hour.`);
        process.exit(exitCode);
      }
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}
