import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const repository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

// Apart from the other tests, because these meet the service when the environment names an account. Their files end in
// .live.ts, so that `npm test` can't pick them up.
export default defineConfig({
  root: repository(""),
  resolve: {
    alias: [
      { find: /^arize-sdk$/, replacement: repository("src/index.ts") },
      { find: /^arize-sdk\/testing$/, replacement: repository("src/testing/index.ts") },
    ],
  },
  test: {
    setupFiles: ["test/support/every-request.ts"],
    include: ["test/live/**/*.live.ts"],
    // One after the other: an account has limits.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
