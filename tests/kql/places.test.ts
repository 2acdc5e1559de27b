import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

test("the time of a place is told and read again through a year of hours", async () => {
  const { rows } = await ask(
    connection,
    `range Utc from datetime(2024-01-01) to datetime(2024-12-31) step 1h
    | extend Local = datetime_utc_to_local(Utc, 'Europe/Berlin')
    | where datetime_part('month', Local) != 10 or dayofmonth(Local) != 27
    | extend Back = datetime_local_to_utc(Local, 'Europe/Berlin')
    | summarize Hours = count(), Wrong = countif(Back != Utc), Offsets = dcount(Local - Utc)`,
  );
  expect(rows).toEqual([[8736, 0, 2]]);
});

test.each([
  [
    "datetime_local_to_utc(datetime(2024-10-27 02:30), 'Europe/Berlin')",
    "a time that clocks show twice",
  ],
  [
    "datetime_utc_to_local(datetime(1950-01-01), 'Asia/Tokyo')",
    "the time of a place before 1970 or after 2037",
  ],
  ["datetime_utc_to_local(datetime(2024-01-01), 'PST')", "the time zone PST"],
  ["datetime_utc_to_local(datetime(2024-01-01), strcat('P', 'ST'))", "a time zone by this name"],
  ["make_timespan(24, 0)", "make_timespan of parts out of their range"],
  ["make_datetime(2024, 1, 1, 0, 0, 0.12345678)", "make_datetime of less than a tick"],
])("%s, which has no answer that is known, is refused by name", async (kql, construct) => {
  await expect(ask(connection, `print ${kql}`)).rejects.toMatchObject({
    code: "kql/not-supported",
    facts: { construct },
  });
});
