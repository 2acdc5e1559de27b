/** The example of a suite on a frozen clock is run as it is printed. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "examples", "frozen-clock");

test("every suite of the example passes", async () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".test.mjs"));
  expect(files.sort()).toEqual(["child-process.test.mjs", "in-process.test.mjs"]);
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const run = await runCommand(
    process.execPath,
    ["--test", "--test-reporter", "tap", ...files.map((name) => join(FOLDER, name))],
    { env },
  );
  expect(run.status, run.stdout + run.stderr).toBe(0);
  expect(run.stdout).toMatch(/^# pass 3$/m);
}, 120_000);
