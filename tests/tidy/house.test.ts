/** Properties of the code itself: the house rules that no compiler checks. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const FILE_LINES_MAX = 400;
/** Longer files, each with its reason. Generated files and tables only. */
const LONG_FILES: readonly string[] = [];

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(path));
const sources = tracked.filter((path) => /^src\/.*\.tsx?$/.test(path));
const product = sources.filter((path) => !path.endsWith(".test.ts"));
const code = tracked.filter((path) =>
  /^(src|tests|bench|scripts|bin)\/.*\.(tsx?|mjs|cjs)$/.test(path),
);

const read = (path: string): string => readFileSync(path, "utf8");

/** `path:line: text` for every line that the pattern matches. */
function linesWith(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) =>
    read(path)
      .split("\n")
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
}

describe("rooms", () => {
  test("every room keeps to its doors", () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
        "src",
        "--output-type",
        "json",
        "--no-progress",
      ],
      { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
    );
    const { summary } = JSON.parse(stdout) as {
      summary: {
        totalCruised: number;
        violations: readonly { rule: { name: string }; from: string; to: string }[];
      };
    };
    // A cruiser that cannot parse TypeScript reports no violations at all: count what it saw.
    expect(summary.totalCruised).toBeGreaterThanOrEqual(sources.length);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual(
      [],
    );
  });

  test("rooms.json names exactly the folders of src", () => {
    const rooms = Object.keys(JSON.parse(read("rooms.json")) as object);
    const folders = readdirSync("src", { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(rooms.sort()).toEqual(folders.sort());
  });

  test("a room's doors hold re-exports, not logic", () => {
    const doors = product.filter((path) => /^src\/[^/]+\/((http|arm)\/)?index\.ts$/.test(path));
    expect(doors.length).toBeGreaterThanOrEqual(8);
    expect(linesWith(doors, /\b(function|class|if|for|while|let)\b.*[({]|=>/)).toEqual([]);
  });
});

describe("files", () => {
  test(`no file is longer than ${FILE_LINES_MAX} lines`, () => {
    const long = code.filter(
      (path) => !LONG_FILES.includes(path) && read(path).split("\n").length > FILE_LINES_MAX + 1,
    );
    expect(long).toEqual([]);
    expect(LONG_FILES.filter((path) => !existsSync(path))).toEqual([]);
  });

  test("names are kebab-case and say what is inside", () => {
    const isPlain = (name: string) => /^\d*[a-z0-9-]+$/.test(name);
    const banned =
      /^(utils?|helpers?|commons?|managers?|data|info|misc|shared)$|-(utils?|helpers?|manager)$/;
    const wrong = code.filter((path) => {
      const stem = basename(path).replace(/(\.test)?\.(tsx?|mjs|cjs)$/, "");
      const folders = dirname(path).split("/").slice(1);
      const isShared = path.startsWith("tests/shared/");
      return (
        !isPlain(stem) || [stem, ...(isShared ? [] : folders)].some((name) => banned.test(name))
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe("words in the code", () => {
  test("exported names are none of the empty ones", () => {
    const banned =
      /^export (?:declare |abstract |async )*(?:const|let|function|class|interface|type) (?:utils?|helpers?|common|manager|data|info|handle|I[A-Z]\w*|\w+(?:Utils?|Helpers?|Manager))\b/;
    expect(linesWith(product, banned)).toEqual([]);
  });

  test("nothing is exported by default", () => {
    expect(linesWith(product, /^export default\b/)).toEqual([]);
  });

  test("no module keeps state of its own", () => {
    expect(linesWith(product, /^(export )?(let|var) /)).toEqual([]);
  });

  test("time and chance come in through arguments", () => {
    const inBase = /^src\/base\/(clock|ids)\.ts$/;
    const paths = product.filter((path) => !inBase.test(path));
    expect(
      linesWith(paths, /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(/),
    ).toEqual([]);
  });

  test("work left for later has the number of an issue", () => {
    const mark = "TO" + "DO";
    expect(linesWith(code, new RegExp(`\\b${mark}\\b(?! ?\\(#\\d+\\))`))).toEqual([]);
  });

  test("nothing is commented out, nothing is skipped in passing", () => {
    expect(
      linesWith(code, /^\s*\/\/ (const|let|import|export|return|if|for|await) .*[;{]$/),
    ).toEqual([]);
    expect(linesWith(code, /\b(test|describe|it)\.(only|skip|todo)\b/)).toEqual([]);
  });

  test("no path of somebody's machine is written down", () => {
    const machine = new RegExp(["/wo", "rk/|/ro", "ot/|/ho", "me/\\w"].join(""));
    expect(
      linesWith(
        tracked.filter((path) => /\.(ts|tsx|mjs|cjs|md|json|sh)$/.test(path)),
        machine,
      ),
    ).toEqual([]);
  });
});

describe("documents", () => {
  test("every assumption is listed", () => {
    const run = spawnSync(process.execPath, ["scripts/list-assumptions.mjs", "--check"], {
      encoding: "utf8",
    });
    expect(run.status, run.stderr).toBe(0);
  });

  const pages = tracked.filter((path) => /^((docs|examples)\/.*|[A-Z]+)\.md$/.test(path));

  test("the pages that a newcomer looks for are there", () => {
    expect(
      ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"].filter(
        (path) => !existsSync(path),
      ),
    ).toEqual([]);
  });

  test("every command that they give exists", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const commands = new Set(
      linesWith(
        product.filter((path) => path.startsWith("src/cli/")),
        /^\s*name: "/,
      ).map((line) => /name: "([\w-]+)"/.exec(line)?.[1] ?? ""),
    );
    let count = 0;
    const unknown = pages.flatMap((page) => {
      const text = read(page);
      const runs = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name);
      const ours = [...text.matchAll(/(?:npx |`|^)lazurite ([a-z][\w-]*)/gm)].map(
        ([, name = ""]) => name,
      );
      count += runs.length + ours.length;
      return [
        ...runs
          .filter((name) => scripts[name] === undefined)
          .map((name) => `${page}: npm run ${name}`),
        ...ours.filter((name) => !commands.has(name)).map((name) => `${page}: lazurite ${name}`),
      ];
    });
    expect(unknown).toEqual([]);
    expect(count).toBeGreaterThan(40);
  });

  test("every link to a file leads somewhere", () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !existsSync(normalize(join(dirname(page), target))))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test("the lock file has the packages of every platform", () => {
    const run = spawnSync(process.execPath, ["scripts/complete-lock.mjs", "--check"], {
      encoding: "utf8",
    });
    expect(run.status, run.stderr).toBe(0);
  });

  test("the lock file names no place to download from", () => {
    expect(read("package-lock.json").length).toBeGreaterThan(10_000);
    expect(linesWith(["package-lock.json"], /"resolved"/)).toEqual([]);
  });
});
