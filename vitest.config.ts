import { defineConfig } from "vitest/config";

// What a test waits for comes in its time: how fast this machine is today is no fault. Speed is shown by the bench.
const expectation = { poll: { timeout: 30_000 } };

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
          expect: expectation,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "end to end",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/sync/**"],
          pool: "forks",
          // Two halls at a time: windows mostly wait, and more would only wait for each other.
          maxWorkers: 2,
          // A shared machine may stand still while a window waits. What needed a second try is told at the end of the run.
          retry: 1,
          expect: expectation,
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
          expect: expectation,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
