// Runs a job with a key of its own: read-only, short-lived, and revoked when the job ends, however it ends.
//
//   npm run examples -- guides/service-keys-in-ci           against an emulator
//   npm run examples -- guides/service-keys-in-ci --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
//
// In your own pipeline, the job's command follows the program's name: `node with-service-key.js npm run report`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ArizeClient } from "arize-sdk";

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");

const SAMPLE_JOB = `
  import { ArizeClient } from "arize-sdk";
  const { data } = await new ArizeClient().spaces.list();
  console.log("the job sees", data.map(({ name }) => name).join(", "));`;
const sampleJob = [process.execPath, "--input-type=module", "--eval", SAMPLE_JOB];
const [command = "", ...args] = process.argv.length > 2 ? process.argv.slice(2) : sampleJob;

// A pipeline that is cancelled ends the job, and the key is still revoked.
const cancelled = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => cancelled.abort());

const key = await client.apiKeys.createServiceKey({
  name: `arize-sdk-example-${process.env.CI_JOB_ID ?? process.pid}`,
  space,
  spaceRole: "read-only",
  expiresAt: new Date(Date.now() + 15 * 60_000), // should even the machine die
});
try {
  // The job gets this key in place of yours, through its environment: not in its arguments, not in a file, not in a log.
  const env = { ...process.env, ARIZE_API_KEY: key.key };
  const job = spawn(command, args, { env, stdio: "inherit", signal: cancelled.signal });
  const [code] = await once(job, "close");
  console.log(`the job ended with exit code ${code}`);
  process.exitCode = code ?? 1;
} finally {
  await client.apiKeys.delete({ apiKeyId: key.id });
  console.log(`${key.redactedKey} is revoked`);
}
