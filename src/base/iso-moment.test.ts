import { expect, test } from "vitest";
import { msFromIsoMoment } from "./iso-moment.ts";

test.each([
  ["2026-01-02T03:04:05Z", Date.UTC(2026, 0, 2, 3, 4, 5)],
  ["2026-01-02T03:04:05.250Z", Date.UTC(2026, 0, 2, 3, 4, 5, 250)],
  ["2026-01-02T05:04+02:00", Date.UTC(2026, 0, 2, 3, 4)],
  ["2026-01-02T03:04:05", undefined],
  ["2026-01-02", undefined],
  ["2026-13-02T03:04:05Z", undefined],
  ["tomorrow", undefined],
  ["", undefined],
])("%s is the moment %s", (text, ms) => {
  expect(msFromIsoMoment(text)).toBe(ms);
});
