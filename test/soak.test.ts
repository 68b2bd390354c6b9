import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** The soak of `npm run soak`, in short, over the built package. */
test("accounts for every call while one exchange in ten is broken", { timeout: 110_000 }, async () => {
  const script = fileURLToPath(new URL("../scripts/soak.mjs", import.meta.url));
  const soak = spawn(process.execPath, [script, "--calls", "480", "--concurrency", "32", "--seed", "7", "--json"]);
  let output = "";
  soak.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => soak.on("close", resolve));
  const figures = JSON.parse(output);
  expect(figures.problems).toEqual([]);
  expect(figures).toMatchObject({
    unsettled: 0,
    doubled: 0,
    lost: 0,
    deletesThatLied: 0,
    foreignErrors: 0,
    lateCalls: 0,
  });
  expect(figures.calls).toBeGreaterThanOrEqual(480);
  // Faults did strike: else this would prove nothing.
  expect(figures.unknownOutcomes).toBeGreaterThan(5);
  expect(code).toBe(0);
});
