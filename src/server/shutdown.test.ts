import { expect, test } from "vitest";
import { Shutdown } from "./shutdown.ts";

test("what was opened last is closed first, once, and a failure stops nothing", async () => {
  const closed: string[] = [];
  const shutdown = new Shutdown();
  shutdown.add(() => void closed.push("first"));
  shutdown.add(() => {
    throw new Error("stuck");
  });
  shutdown.add(async () => void closed.push("last"));
  await expect(shutdown.run()).rejects.toThrow("not everything could be closed");
  await shutdown.run();
  expect(closed).toEqual(["last", "first"]);
});
