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
      ["bag_unpack(d, 'p_', OutputColumnPrefix='q_')", "kql/not-supported"],
      [
        "bag_unpack(d, 'p_', 'error', dynamic([]), 5, columnsConflict='error')",
        "kql/not-supported",
      ],
      ["bag_unpack(d, 'p_', ignoredProperties=dynamic('Name'))", "kql/not-supported"],
      ["bag_unpack(d, 'p_', ignoredProperties=dynamic([1]))", "kql/not-supported"],
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

describe("narrow, rows_near and schema_merge", () => {
  test("narrow tells each cell as text, rows counted from zero", async () => {
    const rows = "datatable(a:string, b:bool, c:long)['x', true, 7, 'y', false, 8]";
    const answer = await ask(connection, `${rows} | evaluate narrow()`);
    expect(answer.columns.map(({ name }) => name)).toEqual(["Row", "Column", "Value"]);
    expect(answer.rows).toEqual([
      [0, "a", "x"],
      [0, "b", "True"],
      [0, "c", "7"],
      [1, "a", "y"],
      [1, "b", "False"],
      [1, "c", "8"],
    ]);
    await expect(ask(connection, "print x = 0.1 | evaluate narrow()")).rejects.toMatchObject({
      code: "kql/not-supported",
    });
  });

  test("rows_near gives each row once, however many conditions are near", async () => {
    const near = async (call: string) => {
      const rows = "range x from 1 to 10 step 1 | serialize | extend s = tostring(x)";
      return (await ask(connection, `${rows} | evaluate ${call}`)).rows.map(([x]) => x);
    };
    expect(await near("rows_near(x == 3 or x == 4 or x == 10, 2)")).toEqual([
      1, 2, 3, 4, 5, 6, 8, 9, 10,
    ]);
    expect(await near("rows_near(x == 3 or s == '9', 2, 0)")).toEqual([1, 2, 3, 7, 8, 9]);
    expect(await near("rows_near(x == 33, 2)")).toEqual([]);
  });

  test("schema_merge finds columns that moved; what it cannot know is refused", async () => {
    const merge = async (first: string, second: string, call: string) => {
      const tables = `let a = datatable(${first})[] | getschema; let b = datatable(${second})[] | getschema;`;
      const { rows } = await ask(connection, `${tables} union a, b | evaluate ${call}`);
      return rows.map(([name, ordinal]) => `${name} ${ordinal}`);
    };
    expect(await merge("p:int", "p:int, q:string", "schema_merge()")).toEqual(["p 0", "q 1"]);
    const moved = ["p:int, r:long", "p:int, q:string, r:long"] as const;
    expect(await merge(...moved, "schema_merge(true)")).toEqual(["p 0", "q 1", "r -1"]);
    expect(await merge(...moved, "schema_merge(PreserveOrder=false)")).toEqual([
      "p 0",
      "q 1",
      "r 2",
    ]);
    for (const other of ["p:long", "q:int"]) {
      await expect(merge("p:int", other, "schema_merge()")).rejects.toMatchObject({
        code: "kql/not-supported",
      });
    }
  });
});

describe("dcount_intersect", () => {
  const SETS =
    "range x from 1 to 30 step 1 | summarize a = hll(x), b = hll(iff(x > 10, x, 11)), c = hll(iff(x > 28, x, 30))";

  test("it counts what the first sets have in common", async () => {
    const text = `${SETS} | evaluate dcount_intersect(a, b, c) | project s0, s1, s2`;
    expect((await ask(connection, text)).rows).toEqual([[30, 20, 2]]);
  });

  test("what is no set, or too large for an exact count, is refused", async () => {
    for (const text of [
      `${SETS} | extend d = dynamic([1]) | evaluate dcount_intersect(a, d)`,
      "range x from 1 to 9000 step 1 | summarize a = hll(x), b = hll(x) | evaluate dcount_intersect(a, b)",
    ]) {
      await expect(ask(connection, text)).rejects.toMatchObject({ code: "kql/not-supported" });
    }
  });
});
