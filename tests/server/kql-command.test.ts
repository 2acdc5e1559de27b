/** `lazurite kql`: a query over local files, in the terminal. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { type FinishedRun, runLazurite } from "../support/start-lazurite.ts";

let folder: string;
const kql = (...args: readonly string[]): Promise<FinishedRun> => runLazurite(["kql", ...args]);
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

let requests: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lazurite-test-"));
  requests = file(
    "my-requests.csv",
    "at,path,status,ms,note\n" +
      "2026-01-02T00:00:00.1234567Z,/a,200,1.5,\n" +
      '2026-01-01T00:00:00Z,/b,500,2.5,"a, ""b"""\n' +
      "2026-01-02T01:00:00+01:00,/a,404,,x\n",
  );
  return () => rmSync(folder, { recursive: true });
});

test("a CSV file is a table under its own name, with types and times to the tick", async () => {
  const run = await kql("my_requests | where path == '/a' | sort by at asc", "--file", requests);
  expect(run.stderr).toBe("");
  expect(run.stdout.split("\n")).toEqual([
    "at                            path  status   ms  note",
    "────────────────────────────  ────  ──────  ───  ────",
    "2026-01-02T00:00:00Z          /a       404       x",
    "2026-01-02T00:00:00.1234567Z  /a       200  1.5",
    "",
  ]);
});

test("a query that ends with render prints bars in the order of time", async () => {
  const run = await kql(
    "r | summarize n = count() by bin(at, 1d) | render timechart with (title='Requests')",
    "--file",
    `r=${requests}`,
  );
  const space = " ".repeat(10);
  expect(run.stdout).toBe(
    `Requests\n${space}2026-01-01T00:00:00Z ${"█".repeat(25)} 1\n` +
      `${space}2026-01-02T00:00:00Z ${"█".repeat(50)} 2\n`,
  );
});

test("JSON keeps nested values and long numbers; files are joined; gz is read", async () => {
  const lines = [
    { id: 1, bag: { big: 1, tags: ["a"] }, at: "2026-01-01T00:00:00.0000001Z" },
    { id: 2, bag: { big: 2, tags: [] }, at: "2026-01-01T00:00:00Z" },
  ].map((row) => JSON.stringify(row).replace('"big":1', '"big":9007199254740993'));
  const left = file("left.jsonl", lines.join("\n"));
  const right = file("right.csv.gz", gzipSync("id,name\n1,one\n"));
  const run = await kql(
    "left | join kind=inner right on id | project id, name, b = tolong(bag.big), t = bag.tags, at",
    ...["--file", left, "--file", right, "--json"],
  );
  expect(run.stderr).toBe("");
  expect(run.stdout).toBe(
    '{"id":1,"name":"one","b":9007199254740993,"t":["a"],"at":"2026-01-01T00:00:00.0000001Z"}\n',
  );
});

test("CSV comes out as it went in", async () => {
  const run = await kql("my_requests | project note, status", "--file", requests, "--csv");
  expect(run.stdout).toBe('note,status\r\n,200\r\n"a, ""b""",500\r\nx,404\r\n');
});

describe("a mistake is one sentence, with status 1", () => {
  test.each([
    ["no query", [], /Write the query first/],
    ["a table that is not there", ["nope | count"], /'nope' \(line 1, 1\)\. Tables: none/],
    ["what KQL has and we have not", ["print 1 | evaluate python('x')"], /python.* not supported/],
    ["a file of no kind", ["x", "--file", "a.docx"], /a\.docx is no \.csv/],
    ["a file that is missing", ["x", "--file", "missing.csv"], /missing\.csv cannot be read/],
    ["two files of one name", ["x", "--file", "a.csv", "--file", "b/a.json"], /called a: name one/],
    ["two outputs", ["print 1", "--csv", "--json"], /Choose one of --json, --csv/],
    ["an unknown flag", ["print 1", "--xml"], /--xml/],
  ])("%s", async (_, args, sentence) => {
    const run = await kql(...args);
    expect(run.status).toBe(1);
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(sentence);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
  });
});

test("a query of a file reaches no other file, and not the network", async () => {
  const run = await kql("externaldata(x:string)['/etc/hostname']", "--file", requests);
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/externaldata|not supported/);
});
