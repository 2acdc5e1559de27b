import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { openDirectory } from "./open.ts";

const newFile = (): string => join(mkdtempSync(join(tmpdir(), "lazurite-directory-")), "d.db");

test("what was written is there after closing and opening again", async () => {
  const file = newFile();
  const first = await openDirectory(file);
  await first.write((stores) => stores.meta.set("k", "v"));
  await first.close();
  const second = await openDirectory(file);
  expect(await second.read.meta.get("k")).toBe("v");
  await second.close();
});

test("the store and its log can be read by their owner only", async () => {
  const file = newFile();
  const directory = await openDirectory(file);
  await directory.write((stores) => stores.meta.set("k", "v"));
  const modes = [file, `${file}-wal`].map((path) => statSync(path).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600]);
  await directory.close();
});

test("a write that throws leaves nothing behind and does not move the version", async () => {
  const directory = await openDirectory(":memory:");
  const before = directory.version();
  await expect(
    directory.write(async (stores) => {
      await stores.meta.set("k", "v");
      throw new Error("stop");
    }),
  ).rejects.toThrow("stop");
  expect(await directory.read.meta.get("k")).toBeUndefined();
  expect(directory.version()).toBe(before);
  await directory.close();
});

test("what sign-ins leave behind is written without moving the version, or undone", async () => {
  const directory = await openDirectory(":memory:");
  const before = directory.version();
  const session = { id: "s", sha256: "h", createdAt: 1, lastSeenAt: 1 };
  await directory.writeSignIn(({ browserSessions }) => browserSessions.insert(session));
  const undone = directory.writeSignIn(async ({ browserSessions }) => {
    await browserSessions.remove("s");
    throw new Error("stop");
  });
  await expect(undone).rejects.toThrow("stop");
  expect(await directory.read.browserSessions.find("h")).toEqual(session);
  expect(directory.version()).toBe(before);
  await directory.close();
});

test("a store made by a newer version is refused by name and left as it was", async () => {
  const file = newFile();
  await (await openDirectory(file)).close();
  const raw = new Database(file);
  raw.pragma("user_version = 999");
  raw.close();
  await expect(openDirectory(file)).rejects.toMatchObject({ code: "directory/newer" });
});

test("a folder that cannot be made is refused by name", async () => {
  const plainFile = newFile();
  writeFileSync(plainFile, "");
  await expect(openDirectory(join(plainFile, "d.db"))).rejects.toMatchObject({
    code: "directory/unwritable",
  });
});
