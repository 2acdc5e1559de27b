import { expect, test } from "vitest";
import { pauseAt } from "./demo-log-ticker.ts";

test.each([
  [120_000, undefined, 60_000],
  [120_001, undefined, 59_999],
  [179_999, undefined, 1],
  [179_999, 120_000, 1],
  [179_999, 179_999, 60_000],
])("at %s, filled at %s, the next fill comes after %s ms", (now, filledAt, pause) => {
  expect(pauseAt(now, filledAt)).toBe(pause);
});
