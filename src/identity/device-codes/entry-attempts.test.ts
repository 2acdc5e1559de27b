import { expect, test } from "vitest";
import { standingClock } from "../../../tests/support/identity-fixture.ts";
import { entryAttempts } from "./entry-attempts.ts";

const waits = (seconds: number) =>
  expect.objectContaining({
    code: "identity/user-code-attempts",
    facts: { seconds: String(seconds) },
  });

test("ten wrong codes are free, then each doubles the wait of that address alone", () => {
  const clock = standingClock();
  const attempts = entryAttempts(clock);
  for (let count = 0; count < 9; count += 1) attempts.countWrong("a");
  attempts.requireTurn("a");
  let seconds = 5;
  for (let count = 0; count < 12; count += 1) {
    attempts.countWrong("a");
    expect(() => attempts.requireTurn("a")).toThrow(waits(seconds));
    attempts.requireTurn("b");
    clock.move(seconds * 1_000);
    attempts.requireTurn("a");
    seconds = Math.min(seconds * 2, 900);
  }
});

test("an hour without a wrong code makes an address as good as new", () => {
  const clock = standingClock();
  const attempts = entryAttempts(clock);
  for (let count = 0; count < 10; count += 1) attempts.countWrong("a");
  clock.move(3_600_000);
  attempts.countWrong("a");
  attempts.requireTurn("a");
});

test("only so many addresses are remembered, the latest ones", () => {
  const attempts = entryAttempts(standingClock());
  for (let count = 0; count < 10; count += 1) attempts.countWrong("first");
  for (let count = 0; count < 10_000; count += 1) attempts.countWrong(`address ${count}`);
  attempts.requireTurn("first");
});
