import { type DuckDBDataChunk, DuckDBTypeId } from "@duckdb/node-api";
import { expect, test } from "vitest";
import type { Engine } from "./engine-types.ts";
import type { LogValue } from "./log-store.ts";
import { columnReader, readChunk } from "./read-values.ts";

/** A chunk of one text column, as the engine's binding reads it: one cell at a time. */
function chunkOf(cells: readonly (() => string)[]): DuckDBDataChunk {
  const getItem = (place: number): string | undefined => cells[place]?.();
  return { getColumnVector: () => ({ getItem }) } as unknown as DuckDBDataChunk;
}

test("a text that is longer than the runtime's strings ends the answer by its bytes", () => {
  const read = columnReader({ DuckDBTypeId } as unknown as Engine, DuckDBTypeId.VARCHAR);
  const tooLong = (): string => Buffer.allocUnsafe(2 ** 29).toString("latin1");
  const rows: LogValue[][] = [];
  expect(readChunk(chunkOf([() => "a", tooLong, () => "b"]), [read], 3, 1_000, rows)).toBe(-1);
  expect(rows).toEqual([["a"]]);
});
