import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude:
      process.env["LK_FULL"] === "1" ? ["node_modules/**"] : ["test/**/*.full.test.ts", "node_modules/**"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Interop and end-to-end tests own addresses and ports; files of one run do not share them, but two cores do.
    maxWorkers: 2,
  },
});
