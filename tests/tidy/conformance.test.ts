/** The page about conformance names tests that exist, and every module of its plans. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = "src/identity/http/conformance";
const page = readFileSync("docs/conformance.md", "utf8");
const sourceOf = (file: string): string => readFileSync(file, "utf8");

interface Row {
  readonly module: string;
  readonly plans: readonly string[];
  readonly words: string;
}

/** The rows of a section's table that begin with a module's name. */
const rowsOf = (section: string): readonly Row[] =>
  [...section.matchAll(/^\| `(oidcc-[\w-]+)` \| ([A-Z ]+) \| (.+) \|$/gm)].map(
    ([, module = "", plans = "", words = ""]) => ({ module, plans: plans.split(" "), words }),
  );

/** The rows that name a test, each with the file it is in. */
const tests = page.split("\n## ").flatMap((section) => {
  const [, file] = /^Tests of `([^`]+)`\.$/m.exec(section) ?? [];
  return file === undefined ? [] : rowsOf(section).map((row) => ({ ...row, file }));
});
const notes = rowsOf(page.slice(page.indexOf("## Where the module")));

test("every test that is named exists under its title, and for its module", () => {
  expect(tests.length).toBeGreaterThan(50);
  const missing = tests.filter(({ file, module, words }) => {
    const source = sourceOf(file);
    return !source.includes(`"${words}"`) || !source.includes(module);
  });
  expect(missing).toEqual([]);
});

test("every test of the folder is named on the page", () => {
  const titles = readdirSync(FOLDER).flatMap((file) =>
    [...sourceOf(join(FOLDER, file)).matchAll(/"((?:oidcc-[\w-]+|%s)[^"\n]*)",\s*async/g)].map(
      ([, title = ""]) => title,
    ),
  );
  expect(titles.length).toBeGreaterThan(40);
  const named = new Set(tests.map(({ words }) => words));
  expect(titles.filter((title) => !named.has(title))).toEqual([]);
});

test.each([
  ["B", "oidcc-basic-certification-test-plan"],
  ["I", "oidcc-implicit-certification-test-plan"],
  ["C", "oidcc-config-certification-test-plan"],
  ["L", "oidcc-rp-initiated-logout-certification-test-plan"],
] as const)("plan %s has as many modules as it says", (plan, name) => {
  const [, count] = new RegExp(`\`${name}\` \\| (\\d+) \\|`).exec(page) ?? [];
  const without = notes.filter(({ words }) => words.startsWith("Does not apply"));
  const modules = [...tests, ...without].filter(({ plans }) => plans.includes(plan));
  expect(new Set(modules.map(({ module }) => module)).size).toBe(Number(count));
});

test("what is tested by form_post is what is tested otherwise", () => {
  const of = (plan: string): ReadonlySet<string> =>
    new Set(tests.filter(({ plans }) => plans.includes(plan)).map(({ module }) => module));
  expect([...of("F")].sort()).toEqual([...new Set([...of("B"), ...of("I")])].sort());
});
