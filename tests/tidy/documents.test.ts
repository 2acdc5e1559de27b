/** The pages name files that exist. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";

const PAGES = [
  ...readdirSync("docs", { recursive: true, encoding: "utf8" }).map((file) => join("docs", file)),
  ...readdirSync("."),
].filter((file) => file.endsWith(".md"));

/** In `docs/sign-in.md` the column of tests leaves out the folder that most of them are in. */
const SHORT = /^…\//;
const SHORTENED = "src/identity/http/";
/** `ARCHITECTURE.md` names files by their room, or without any folder where that was named before. */
const ROOMS = readdirSync("src");
const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" }).map((file) =>
  basename(file),
);

/** Every file that a page names, as a path, or as its name alone. */
function namedBy(page: string): readonly string[] {
  const text = readFileSync(page, "utf8");
  const whole = [
    ...text.matchAll(/`(…\/[\w./-]+\.test\.ts|(?:src|tests|scripts|docs|bench|bin)\/[\w./-]+)`/g),
  ].map(([, file = ""]) => file.replace(SHORT, SHORTENED));
  const inRooms = [...text.matchAll(/`([a-z]+)(\/[\w./-]+\.ts)`/g)].flatMap(
    ([, room = "", rest = ""]) => (ROOMS.includes(room) ? [`src/${room}${rest}`] : []),
  );
  const alone = [...text.matchAll(/`([\w.-]+\.ts)`/g)].map(([, file = ""]) => file);
  return [...whole, ...inRooms, ...alone];
}

test.each(PAGES)("every test and source file that %s names exists", (page) => {
  const missing = namedBy(page).filter((file) => !existsSync(file) && !SOURCES.includes(file));
  expect(missing).toEqual([]);
});

test("the pages name files in every way that is looked for", () => {
  const named = new Set(PAGES.flatMap(namedBy));
  expect(named.size).toBeGreaterThan(60);
  expect([...named]).toEqual(
    expect.arrayContaining([
      "src/identity/http/token.test.ts",
      "src/identity/http/token-v1.ts",
      "authorize-plan.ts",
    ]),
  );
});

test("the page about signing in names a test for each of its flows", () => {
  const [, table = ""] = readFileSync("docs/sign-in.md", "utf8").split("\n## ");
  const rows = table.split("\n").filter((line) => /^\| (?!flow )[a-zU]/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => !row.includes(".test.ts`"))).toEqual([]);
});
