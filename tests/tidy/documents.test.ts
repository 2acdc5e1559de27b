/** The pages name files that exist. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const PAGES = [
  ...readdirSync("docs")
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file)),
  ...readdirSync(".").filter((file) => file.endsWith(".md")),
];

/** In `docs/sign-in.md` the column of tests leaves out the folder that most of them are in. */
const SHORT = /^…\//;
const SHORTENED = "src/identity/http/";
/** `ARCHITECTURE.md` names files by their room. */
const ROOMS = readdirSync("src");

test.each(PAGES)("every test and source file that %s names exists", (page) => {
  const text = readFileSync(page, "utf8");
  const named = [
    ...text.matchAll(/`(…\/[\w./-]+\.test\.ts|(?:src|tests|scripts|docs|bench|bin)\/[\w./-]+)`/g),
  ].map(([, file = ""]) => file.replace(SHORT, SHORTENED));
  const inRooms = [...text.matchAll(/`([a-z]+)(\/[\w./-]+\.ts)`/g)].flatMap(
    ([, room = "", rest = ""]) => (ROOMS.includes(room) ? [`src/${room}${rest}`] : []),
  );
  const links = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)\s]*)?\)/g)].map(([, target = ""]) =>
    join(page, "..", target),
  );
  expect([...named, ...inRooms, ...links].filter((file) => !existsSync(file))).toEqual([]);
});

test("the page about signing in names a test for each of its flows", () => {
  const [, table = ""] = readFileSync("docs/sign-in.md", "utf8").split("\n## ");
  const rows = table.split("\n").filter((line) => /^\| (?!flow )[a-zU]/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => !row.includes(".test.ts`"))).toEqual([]);
});
