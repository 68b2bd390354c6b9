import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Apart from the other tests, because these need Java.
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/generation/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
