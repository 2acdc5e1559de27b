import { expect, test } from "vitest";
import { Failure, isoFromTicks, TICKS_MAX, ticksFromMs } from "../../base/index.ts";
import { intersectRanges, parseTimespan } from "./timespan.ts";

const now = ticksFromMs(Date.UTC(2026, 0, 31, 12));

const range = (text: string): string => {
  const { start, end } = parseTimespan(text, now);
  return `${isoFromTicks(start)} ${isoFromTicks(end)}`;
};

test.each([
  ["PT1H", "2026-01-31T11:00:00Z 2026-01-31T12:00:00Z"],
  ["P1D", "2026-01-30T12:00:00Z 2026-01-31T12:00:00Z"],
  ["P1W", "2026-01-24T12:00:00Z 2026-01-31T12:00:00Z"],
  ["P1Y", "2025-01-31T12:00:00Z 2026-01-31T12:00:00Z"],
  ["P1M", "2026-01-01T12:00:00Z 2026-01-31T12:00:00Z"],
  ["P1DT1H1M1.5S", "2026-01-30T10:58:58.5Z 2026-01-31T12:00:00Z"],
  ["PT0S", "2026-01-31T12:00:00Z 2026-01-31T12:00:00Z"],
  ["PT3600.0S", "2026-01-31T11:00:00Z 2026-01-31T12:00:00Z"],
  ["pt1h", "2026-01-31T11:00:00Z 2026-01-31T12:00:00Z"],
])("the duration %s ends now", (text, expected) => {
  expect(range(text)).toBe(expected);
});

test.each([
  ["2026-01-01/2026-01-02", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z"],
  [
    "2026-01-01T00:00:00Z/2026-01-01T00:00:00.1234567Z",
    "2026-01-01T00:00:00Z 2026-01-01T00:00:00.1234567Z",
  ],
  ["2026-01-01T10:00:00+02:00/PT5M", "2026-01-01T08:00:00Z 2026-01-01T08:05:00Z"],
  ["2026-01-01T10:00:00 02:00/PT5M", "2026-01-01T08:00:00Z 2026-01-01T08:05:00Z"],
  ["2026-01-01T10:00-0530/PT5M", "2026-01-01T15:30:00Z 2026-01-01T15:35:00Z"],
  ["PT5M/2026-01-01T00:00:00", "2025-12-31T23:55:00Z 2026-01-01T00:00:00Z"],
  ["0001-01-01T00:00:00Z/PT1S", "0001-01-01T00:00:00Z 0001-01-01T00:00:01Z"],
  ["2024-02-29/P1D", "2024-02-29T00:00:00Z 2024-03-01T00:00:00Z"],
])("the interval %s is read", (text, expected) => {
  expect(range(text)).toBe(expected);
});

test.each([
  "",
  "P",
  "PT",
  "P1",
  "1h",
  "-PT1H",
  "P1DT",
  "PT1H/PT1H",
  "2026-01-01",
  "2026-01-01/",
  "/2026-01-01",
  "2026-01-02/2026-01-01",
  "2026-02-30/2026-03-01",
  "2026-13-01/P1D",
  "2026-01-01T24:00:00Z/P1D",
  "2026-01-01T00:60:00Z/P1D",
  "2026-01-01Z/P1D",
  "2026-01-01T00:00:00+15:00/P1D",
  "0000-01-01/P1D",
  "2026-01-01/2026-01-02/2026-01-03",
  "yesterday/today",
])("the text '%s' is refused", (text) => {
  expect(() => parseTimespan(text, now)).toThrow(Failure);
  expect(() => parseTimespan(text, now)).toThrow(
    expect.objectContaining({ code: "monitor/timespan-invalid" }),
  );
});

test("a range that leaves the years 1 to 9999 is cut to them", () => {
  expect(parseTimespan("P5000Y", now)).toEqual({ start: 0n, end: now });
  expect(parseTimespan("9999-12-31/P1Y", now).end).toBe(TICKS_MAX);
});

test("two ranges leave what both allow, and nothing where they do not meet", () => {
  const a = { start: 1n, end: 5n };
  expect(intersectRanges(a, { start: 3n, end: 9n })).toEqual({ start: 3n, end: 5n });
  const none = intersectRanges(a, { start: 7n, end: 9n });
  expect(none.start > none.end).toBe(true);
});
