import { expect, test } from "vitest";
import { isoFromTicks, msFromTicks, TICKS_MAX, ticksFromMs, timespanText } from "./ticks.ts";

test("ticks print as ISO 8601 with only the digits they need, at both ends of the calendar", () => {
  expect(isoFromTicks(0n)).toBe("0001-01-01T00:00:00Z");
  expect(isoFromTicks(1n)).toBe("0001-01-01T00:00:00.0000001Z");
  expect(isoFromTicks(TICKS_MAX)).toBe("9999-12-31T23:59:59.9999999Z");
  expect(isoFromTicks(ticksFromMs(Date.UTC(2026, 0, 2, 3, 4, 5, 120)))).toBe(
    "2026-01-02T03:04:05.12Z",
  );
});

test("milliseconds before 1970 round down, so the printed second is right", () => {
  expect(msFromTicks(ticksFromMs(-1) - 1n)).toBe(-2);
  expect(isoFromTicks(ticksFromMs(-1000) + 1n)).toBe("1969-12-31T23:59:59.0000001Z");
});

test("timespans print days only when there are some", () => {
  expect(timespanText(0n)).toBe("00:00:00");
  expect(timespanText(-15n)).toBe("-00:00:00.0000015");
  expect(timespanText(93_784_500_0000n)).toBe("1.02:03:04.5000000");
});
