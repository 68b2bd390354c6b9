import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^arize-sdk$/, replacement: source("./src/index.ts") },
      { find: /^arize-sdk\/testing$/, replacement: source("./src/testing/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/every-request.ts"],
    testTimeout: 20_000,
    // Many tests wait for sockets: a second worker works meanwhile, also on a machine of two cores.
    maxWorkers: 3,
    exclude: ["test/generation/**", "test/live/**", "test/consumers/**"],
    coverage: { provider: "v8", include: ["src/**"], exclude: ["src/testing/**"], reporter: ["text", "html"] },
  },
});
