import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // What is refused on purpose needs no log.
    env: { MOTCUA_LOG: "silent" },
    projects: [
      {
        test: {
          name: "unit",
          include: ["{contract,db,electron,renderer,district,build}/**/*.test.{ts,tsx}"],
          pool: "forks",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "end to end",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/sync/**"],
          pool: "forks",
          // One hall at a time: windows, PostgreSQL and printer share two cores.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: "sync",
          include: ["tests/sync/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
