import { sharedText } from "./shared-text.ts";

/** Lines of one of the shared files; undefined where the folder is absent outside CI. */
export function sharedLines<Line>(name: string): readonly Line[] | undefined {
  return sharedText("kql", name)
    ?.trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** One query with the exact answer of Microsoft's engine. */
export interface EngineCase {
  readonly id: string;
  readonly query: string;
  readonly ordered: boolean;
  readonly expected: {
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly rows: readonly (readonly unknown[])[];
  };
}

/** One example query of Azure Monitor, without an answer. */
export interface CommunityQuery {
  readonly id: string;
  readonly query: string;
  readonly binds: boolean;
}

/** Columns of one Log Analytics table. */
export interface SharedTable {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

function realsEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(1e-12, 1e-9 * Math.max(Math.abs(a), Math.abs(b)));
}

/** Equality of cells: numbers by value with the tolerance of reals, JSON without key order. */
export function cellsEqual(a: unknown, b: unknown, isSet = false): boolean {
  if (typeof a === "number" && typeof b === "number") return realsEqual(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    if (isSet) return a.every((item) => b.some((other) => cellsEqual(item, other)));
    return a.every((item, index) => cellsEqual(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => key in b && cellsEqual(a[key], b[key]))
    );
  }
  return a === b;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Why an answer is wrong, or undefined. Rows are compared as a multiset unless ordered. */
export function difference(
  found: EngineCase["expected"],
  expected: EngineCase["expected"],
  ordered: boolean,
  isSet: boolean,
): string | undefined {
  const columns = (answer: EngineCase["expected"]): string =>
    answer.columns.map((column) => `${column.name}:${column.type}`).join(", ");
  if (columns(found) !== columns(expected)) {
    return `columns ${columns(found)} instead of ${columns(expected)}`;
  }
  const rest = [...found.rows];
  const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
    a.every((value, index) => cellsEqual(value, b[index], isSet));
  const missing = expected.rows.filter((row, place) => {
    const at = ordered
      ? found.rows[place] !== undefined && same(row, found.rows[place])
        ? rest.indexOf(found.rows[place])
        : -1
      : rest.findIndex((candidate) => same(row, candidate));
    if (at === -1) return true;
    rest.splice(at, 1);
    return false;
  });
  if (missing.length === 0 && rest.length === 0) return undefined;
  return `missing ${JSON.stringify(missing).slice(0, 300)}; extra ${JSON.stringify(rest).slice(0, 300)}`;
}
