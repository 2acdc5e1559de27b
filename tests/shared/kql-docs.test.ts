import { expect, test } from "vitest";
import { Failure } from "../../src/base/index.ts";
import { type Answer, ask, openEngine } from "../kql/engine.ts";
import { cellsEqual, sharedLines } from "./kql-cases.ts";
import { printedEqual } from "./printed-cells.ts";

/** One query of the language reference with its result as the page prints it. */
interface DocsCase {
  readonly id: string;
  readonly query: string;
  readonly expected: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  readonly ordered: boolean;
  readonly usable: boolean;
}

/** Cases whose page prints what the engine need not answer, with the reason. */
const OPEN: Readonly<Record<string, string>> = {
  "query/make-set-if-aggregation-function#1":
    "the order of a set's values is the engine's to choose",
};

/** Cases that must stay answered; raise it when more are. */
const PASSED_MIN = 315;

const cases = sharedLines<DocsCase>("docs.jsonl")?.filter(({ usable }) => usable);

test.skipIf(cases === undefined)(
  "every usable result of the language reference is answered alike or refused by name",
  { timeout: 300_000 },
  async () => {
    const connection = await openEngine();
    const wrong: string[] = [];
    let [passed, refused] = [0, 0];
    for (const { id, query, expected, ordered } of cases ?? []) {
      if (id in OPEN) continue;
      try {
        const why = difference(await ask(connection, query), expected, ordered);
        if (why === undefined) passed += 1;
        else wrong.push(`${id}: ${why}`);
      } catch (cause) {
        if (cause instanceof Failure && cause.code === "kql/not-supported") refused += 1;
        else wrong.push(`${id}: ${String(cause).slice(0, 300)}`);
      }
    }
    console.log(`passed ${passed}, refused ${refused}, wrong ${wrong.length}`);
    expect(wrong).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(PASSED_MIN);
  },
);

/** Why an answer is not the printed one, or undefined; rows as a multiset unless they are ordered. */
function difference(
  found: Answer,
  expected: DocsCase["expected"],
  ordered: boolean,
): string | undefined {
  const names = found.columns.map(({ name }) => name);
  if (!cellsEqual(names, expected.columns)) return `columns ${names} not ${expected.columns}`;
  if (found.rows.length !== expected.rows.length) {
    return `${found.rows.length} rows, not ${expected.rows.length}`;
  }
  const same = (row: readonly unknown[], printed: readonly string[]): boolean =>
    row.every((cell, place) =>
      printedEqual(cell, printed[place] ?? "", found.columns[place]?.type ?? "string"),
    );
  const left = [...found.rows];
  for (const [place, printed] of expected.rows.entries()) {
    const at = ordered
      ? same(found.rows[place] ?? [], printed)
        ? left.indexOf(found.rows[place] ?? [])
        : -1
      : left.findIndex((row) => same(row, printed));
    if (at === -1) {
      const shown = JSON.stringify(left[0] ?? null).slice(0, 200);
      return `no row is ${JSON.stringify(printed).slice(0, 200)}; the next is ${shown}`;
    }
    left.splice(at, 1);
  }
  return undefined;
}
