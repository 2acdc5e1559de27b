import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { type Answer, ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

const names = (answer: Answer): readonly string[] => answer.columns.map(({ name }) => name);

test("a function with several answers gives a column for each, named after its argument", async () => {
  const answer = await ask(
    connection,
    "print y = dynamic([3, 1]), z = dynamic(['c', 'a']) | project array_sort_asc(y, z), n = 1",
  );
  expect(names(answer)).toEqual(["y_sorted", "z_sorted", "n"]);
  expect(answer.rows).toEqual([[[1, 3], ["a", "c"], 1]]);
});

test("a list of names goes to the columns in their order, with their types", async () => {
  const answer = await ask(
    connection,
    "print y = dynamic([1, 4]) | extend (a, b, c, d, e, f, g) = series_stats(y) | project-away y",
  );
  expect(answer.columns.map(({ name, type }) => `${name}:${type}`)).toEqual([
    ...["a:real", "b:long", "c:real", "d:long", "e:real", "f:real", "g:real"],
  ]);
  expect(answer.rows[0]?.slice(0, 5)).toEqual([1, 0, 4, 1, 2.5]);
});

test("project gives the columns without a name of one's own too", async () => {
  const answer = await ask(
    connection,
    "print y = dynamic([1, 3]) | project (low, at) = series_stats(y)",
  );
  expect(names(answer).slice(0, 3)).toEqual(["low", "at", "series_stats_y_max"]);
});

test("columns beyond the names of extend may be left out, and are not shown", async () => {
  const text = "print y = dynamic([1, 2, 4]) | extend (fit, slope) = series_fit_line(y)";
  const answer = await ask(connection, `${text} | project slope`);
  expect(answer.rows).toEqual([[1.5]]);
  const refused = { message: "fewer names than columns for one expression is not supported" };
  await expect(ask(connection, text)).rejects.toMatchObject(refused);
  await expect(ask(connection, `${text} | project p = pack_all()`)).rejects.toMatchObject(refused);
});

test("the first value of a line stands at one", async () => {
  const answer = await ask(
    connection,
    "print y = dynamic([5, 7, 9, 11]) | project series_fit_line(y), series_fit_poly(y)",
  );
  const [rsquare, slope, variance, rest, interception, line, , coefficients] =
    answer.rows[0]?.map((cell) => cell as number) ?? [];
  const near = [rsquare, slope, variance, rest, interception].map(
    (x) => Math.round(Number(x) * 1e9) / 1e9,
  );
  expect(near).toEqual([1, 2, 6.666666667, 0, 3]);
  expect(line).toHaveLength(4);
  expect(coefficients).toHaveLength(2);
});

const REFUSED: readonly (readonly [query: string, construct: string])[] = [
  ["print array_split(dynamic([1, 2, 3]), dynamic([2, 1]))", "array_split"],
  ["print array_shift_left(dynamic(['a', 'b']), 1)", "a shift of texts"],
  ["print array_sort_asc(dynamic(['01:00:00', '1.00:00:00']))", "a sort of timespans"],
  ["print series_add(range(datetime(2024-01-01), datetime(2024-01-02), 1h), 1)", "datetimes"],
  ["print series_sum(dynamic([1, null]))", "series_sum"],
  ["print series_fit_line_dynamic(dynamic([7, 7, 7]))", "series_fit_line"],
  ["print bag_set_key(dynamic({'a': 1}), '$.a.b', 2)", "bag_set_key"],
];

test.each(REFUSED)("%s has no documented answer and fails", async (query, construct) => {
  await expect(ask(connection, query)).rejects.toThrow(construct);
});
