// usage: node scripts/list-assumptions.mjs [--check]
//
// Writes docs/assumptions.md: every "Assumed:" of the source, where it stands and what it says.
// With --check it writes nothing and fails when the page is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PAGE = "docs/assumptions.md";
const MARK = /(?<!`)\bAssumed:\s*(.*)$/;

const rows = sourceFiles().flatMap((path) => assumptionsOf(path, readFileSync(path, "utf8")));
const text = `# Assumptions

Where Microsoft's documentation leaves something open, one answer was chosen and marked \`Assumed:\`
in the source. This page lists them all; \`node scripts/list-assumptions.mjs\` writes it.

${rows.map(({ path, words }) => `- \`${path}\`: ${words}`).join("\n")}
`;

if (!process.argv.includes("--check")) {
  writeFileSync(PAGE, text);
} else if (readOr(PAGE, "") !== text) {
  process.stderr.write(`${PAGE} is out of date: run node scripts/list-assumptions.mjs\n`);
  process.exitCode = 1;
}

function sourceFiles() {
  return readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".test.ts"))
    .map((path) => join("src", path))
    .sort();
}

/** An assumption goes on over the lines of its comment, up to a blank one or the next mark. */
function assumptionsOf(path, source) {
  const lines = source.split("\n");
  return lines.flatMap((line, index) => {
    const begin = MARK.exec(line);
    if (begin === null || !isComment(line)) return [];
    const words = [commentText(begin[1])];
    for (const next of lines.slice(index + 1)) {
      const more = commentText(next);
      const isOver = !isComment(next) || more === "" || MARK.test(next) || /^@|^Source:/.test(more);
      if (isOver || /\*\/\s*$/.test(lines[index])) break;
      words.push(more);
    }
    return [{ path, words: words.join(" ").trim() }];
  });
}

function isComment(line) {
  return /^\s*(\/\/|\/\*\*?|\*)/.test(line) || /\/\/ .*Assumed:/.test(line);
}

function commentText(line) {
  return line
    .replace(/^\s*(\/\/|\/\*\*?|\*\/?)\s?/, "")
    .replace(/\s*\*\/\s*$/, "")
    .trim();
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}
