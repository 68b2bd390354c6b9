// @ts-check
// The service of a soak, in a process of its own: a user and a space for each batch, and one exchange in ten broken.
import { createRequire } from "node:module";

/** @type {typeof import("arize-sdk/testing")} */
const { startEmulator } = createRequire(import.meta.url)("../../dist/testing.js");

const [batches, seed] = process.argv.slice(2).map(Number);
const numbers = Array.from({ length: batches ?? 0 }, (_, batch) => batch);
const emulator = await startEmulator({
  state: {
    organizations: [{ name: "soak" }],
    spaces: numbers.map((batch) => ({ name: `soak-${batch}`, organization: "soak" })),
    users: numbers.map((batch) => ({ name: `user-${batch}`, developer: true, spaces: { [`soak-${batch}`]: "admin" } })),
    keys: numbers.map((batch) => ({ name: "own", createdBy: `user-${batch}`, secret: `ak-emulator-soak-${batch}` })),
  },
});

/** @type {import("arize-sdk/testing").Fault[]} */
const anywhere = [
  { reset: "before-work" },
  { reset: "after-commit" },
  { reset: "after-headers" },
  { reset: "in-body" },
  { empty: true },
  { garbage: true },
  { truncate: true },
  { notJson: true },
  { status: 500 },
  { status: 502, commit: true, body: "<html>Bad Gateway</html>" },
  { status: 503, retryAfter: 0 },
  { status: 429, retryAfter: 0 },
  { delayBefore: 30, delayAfter: 30 },
  { silence: "no-answer" },
  { silence: "no-answer", commit: true },
  { silence: "after-headers", commit: true },
];
/** @type {import("arize-sdk/testing").Fault[]} */
const onCreates = [
  { mutate: "unknown-enum" },
  { mutate: "extra-field" },
  { mutate: "bad-date" },
  { redirect: { location: "http://127.0.0.1:9/" } },
];

let series = seed ?? 1;
const arm = (
  /** @type {import("arize-sdk/testing").FaultMatch} */ match,
  /** @type {import("arize-sdk/testing").Fault[]} */ faults,
  /** @type {number} */ share,
) => {
  for (const fault of faults)
    emulator.faults.every(1, { ...match, probability: share / faults.length, seed: series++ }, fault);
};
arm({}, anywhere, 0.08);
arm({ method: "POST" }, onCreates, 0.04);

process.send?.({ url: emulator.url });
process.once("disconnect", () => void emulator.close());
