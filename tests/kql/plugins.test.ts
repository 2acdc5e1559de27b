/** Plugins whose columns the rows decide: they are asked for, then compiled. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

const BAGS = `datatable(Name:string, d:dynamic)[
  'x', dynamic({"Name": "a", "n": 1, "m": null, "o": {"p": 1}}),
  'y', dynamic({"n": 2.5, "b": true, "sp ace\\"d": 3}),
  'z', dynamic(null)]`;

describe("bag_unpack", () => {
  test("each property is a column of its type, in the order of the names", async () => {
    const answer = await ask(
      connection,
      `${BAGS} | evaluate bag_unpack(d, 'p_') | sort by Name asc`,
    );
    expect(answer.columns).toEqual([
      { name: "Name", type: "string" },
      { name: "p_Name", type: "string" },
      { name: "p_b", type: "bool" },
      { name: "p_m", type: "dynamic" },
      { name: "p_n", type: "dynamic" },
      { name: "p_o", type: "dynamic" },
      { name: 'p_sp ace"d', type: "long" },
    ]);
    expect(answer.rows).toEqual([
      ["x", "a", null, null, 1, { p: 1 }, null],
      ["y", "", true, null, 2.5, null, 3],
      ["z", "", null, null, null, null, null],
    ]);
  });

  test("what follows reads the columns, and several may follow each other", async () => {
    const text = `datatable(d:dynamic)[dynamic({"a": {"b": 2, "c": "x"}}), dynamic({"a": {"b": 5}})]
      | evaluate bag_unpack(d) | evaluate bag_unpack(a) | summarize s = sum(b) by c | sort by s asc`;
    const answer = await ask(connection, text);
    expect(answer.columns.map(({ type }) => type)).toEqual(["string", "long"]);
    expect(answer.rows).toEqual([
      ["x", 2],
      ["", 5],
    ]);
  });

  test("a property with the name of a column is a mistake, unless the query says which stays", async () => {
    const unpack = (more: string) => ask(connection, `${BAGS} | evaluate bag_unpack(d${more})`);
    await expect(unpack("")).rejects.toMatchObject({ code: "kql/semantic" });
    const kept = await unpack(
      ", columnsConflict='keep_source', ignoredProperties=dynamic(['m', 'o'])",
    );
    expect(kept.columns.map(({ name }) => name)).toEqual(["Name", "b", "n", 'sp ace"d']);
    expect(kept.rows.map(([name]) => name)).toEqual(["x", "y", "z"]);
    const replaced = await unpack(", columnsConflict='replace_source'");
    expect(replaced.rows.map(([name]) => name)).toEqual(["a", "", ""]);
  });

  test("a declared schema needs no question; what it cannot mean is refused", async () => {
    const declared = await ask(connection, `${BAGS} | evaluate bag_unpack(d) : (n:real, b:bool)`);
    expect(declared.rows).toEqual([
      [1, null],
      [2.5, true],
      [null, null],
    ]);
    for (const [call, code] of [
      ["bag_unpack(Name)", "kql/semantic"],
      ["bag_unpack(d, tostring(rand()))", "kql/not-supported"],
      ["bag_unpack(d, nonsense=1)", "kql/not-supported"],
      ["bag_unpack(d, columnsConflict='both')", "kql/semantic"],
    ] as const) {
      await expect(ask(connection, `${BAGS} | evaluate ${call}`)).rejects.toMatchObject({ code });
    }
  });
});

describe("pivot", () => {
  const ROWS = `datatable(k:string, p:string, v:long)[
    'a', 'x', 1, 'a', 'x', 2, 'a', 'y', 3, 'b', 'y', 4, 'b', 'z', long(null)]`;

  test("each value is a column, with the aggregate of its rows, or nothing", async () => {
    const sums = await ask(connection, `${ROWS} | evaluate pivot(p, sum(v)) | sort by k asc`);
    expect(sums.columns.map(({ name }) => name)).toEqual(["k", "x", "y", "z"]);
    expect(sums.rows).toEqual([
      ["a", 3, 3, 0],
      ["b", 0, 4, 0],
    ]);
    const most = await ask(connection, `${ROWS} | evaluate pivot(p, max(v)) | sort by k asc`);
    expect(most.rows).toEqual([
      ["a", 2, 3, null],
      ["b", null, 4, null],
    ]);
  });

  test("rows are counted where no aggregate is named, and grouped by the columns that are", async () => {
    const text = `${ROWS} | evaluate pivot(p, count(), k) | project total = x + y + z, k | sort by k asc`;
    expect((await ask(connection, text)).rows).toEqual([
      [3, "a"],
      [2, "b"],
    ]);
  });
});
