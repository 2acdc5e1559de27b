import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claimFolder } from "./folder-lock.ts";

const newFolder = (): string => mkdtempSync(join(tmpdir(), "lazurite-lock-"));

test("a folder in use is refused by name, and free again after release", () => {
  const folder = newFolder();
  const release = claimFolder(folder);
  expect(() => claimFolder(folder)).toThrowError(
    expect.objectContaining({ code: "storage/in-use", facts: { folder, pid: `${process.pid}` } }),
  );
  release();
  claimFolder(folder)();
});

test("a lock left by a process that is gone is taken over", () => {
  const folder = newFolder();
  writeFileSync(join(folder, "lock"), "999999999 1");
  claimFolder(folder)();
});

test("a lock whose process id was given to another program is taken over", () => {
  const folder = newFolder();
  writeFileSync(join(folder, "lock"), `${process.ppid} not-its-start`);
  claimFolder(folder)();
});

test("a folder that cannot be made is refused by name", () => {
  const file = join(newFolder(), "plain");
  writeFileSync(file, "");
  expect(() => claimFolder(join(file, "data"))).toThrowError(
    expect.objectContaining({ code: "storage/unwritable" }),
  );
});
