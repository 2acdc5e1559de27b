import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Six projects, from cheap to dear. `npm test` runs unit and surface from a lone clone, as
 * `npm run check` runs tidy; the others need more than the clone (`browser`: Chromium and certutil;
 * `clients`: az and curl; `shared`: the folder beside it) and say so.
 */
export default defineConfig({
  test: {
    // Vitest leaves a processor free, which would be half of a machine that has two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "tests/kql/**/*.test.ts"],
          exclude: ["src/**/http/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "surface",
          include: ["src/**/http/**/*.test.ts", "tests/server/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: "tidy", include: ["tests/tidy/**/*.test.ts"], testTimeout: 120_000 } },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "clients",
          include: ["tests/clients/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      { test: { name: "shared", include: ["tests/shared/**/*.test.ts"], testTimeout: 300_000 } },
    ],
  },
});
