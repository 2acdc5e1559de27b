import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDirectory } from "./open.ts";

const newFile = (): string => join(mkdtempSync(join(tmpdir(), "lazurite-commit-")), "d.db");
const session = (id: string) => ({ id, sha256: `h-${id}`, createdAt: 1, lastSeenAt: 1 });

test("of many writes at once each has its own result, and its own failure", async () => {
  const file = newFile();
  const directory = await openDirectory(file);
  const ids = Array.from({ length: 200 }, (_, index) => `s${index}`);
  const answers = await Promise.allSettled(
    ids.map((id, index) =>
      directory.writeSignIn(async ({ browserSessions }) => {
        await browserSessions.insert(session(id));
        if (index % 3 === 0) throw new Error(`stop ${id}`);
        return id;
      }),
    ),
  );
  for (const [index, answer] of answers.entries()) {
    if (index % 3 === 0) {
      expect(answer).toMatchObject({ status: "rejected", reason: { message: `stop s${index}` } });
    } else expect(answer).toEqual({ status: "fulfilled", value: `s${index}` });
  }
  await directory.close();
  const again = await openDirectory(file);
  for (const [index, id] of ids.entries()) {
    const found = await again.read.browserSessions.find(`h-${id}`);
    expect(found?.id).toBe(index % 3 === 0 ? undefined : id);
  }
  await again.close();
});

test("a statement that the store refuses undoes its own write alone", async () => {
  const directory = await openDirectory(":memory:");
  const insert = (id: string) =>
    directory.writeSignIn(({ browserSessions }) => browserSessions.insert(session(id)));
  const answers = await Promise.allSettled([insert("a"), insert("a"), insert("b")]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  await directory.close();
});

test("writes see what came before them, in the order in which they were asked for", async () => {
  const directory = await openDirectory(":memory:");
  const seen = await Promise.all(
    ["a", "b", "c"].map((id) =>
      directory.writeSignIn(async ({ browserSessions }) => {
        await browserSessions.insert(session(id));
        return id;
      }),
    ),
  );
  expect(seen).toEqual(["a", "b", "c"]);
  await directory.close();
});

test("closing waits for what was asked for before", async () => {
  const file = newFile();
  const directory = await openDirectory(file);
  const written = directory.writeSignIn(({ browserSessions }) =>
    browserSessions.insert(session("late")),
  );
  await directory.close();
  await written;
  const again = await openDirectory(file);
  expect(await again.read.browserSessions.find("h-late")).toMatchObject({ id: "late" });
  await again.close();
});
