import { beforeEach, expect, test } from "vitest";
import { limits } from "./limits.ts";
import { SettableClock } from "./settable-clock.ts";

let machineNow = 0;
let clock: SettableClock;

beforeEach(() => {
  machineNow = 1_000;
  clock = new SettableClock({ now: () => machineNow });
});

test("it is the machine's clock until it is told otherwise", () => {
  machineNow += 5;
  expect(clock.read()).toEqual({ now: 1_005, isFrozen: false, aheadMs: 0 });
  expect(clock.moves()).toBe(0);
});

test("frozen it stands still, and runs on from there when it is resumed", () => {
  clock.freeze();
  machineNow += 500;
  expect(clock.read()).toEqual({ now: 1_000, isFrozen: true, aheadMs: -500 });
  clock.step(250);
  expect(clock.now()).toBe(1_250);
  clock.resume();
  expect(clock.read()).toEqual({ now: 1_250, isFrozen: false, aheadMs: -250 });
  machineNow += 10;
  expect(clock.now()).toBe(1_260);
});

test("a running clock that is stepped or set goes on from the new moment", () => {
  clock.step(3_600_000);
  machineNow += 1;
  expect(clock.now()).toBe(3_601_001);
  clock.set(4_000_000);
  machineNow += 1;
  expect(clock.read()).toEqual({ now: 4_000_001, isFrozen: false, aheadMs: 3_998_999 });
  expect(clock.moves()).toBe(2);
});

test("it begins as far ahead as it is told, or where it is frozen", () => {
  const machine = { now: () => machineNow };
  expect(new SettableClock(machine, { aheadMs: 60 }).now()).toBe(1_060);
  const past = new SettableClock(machine, { frozenAt: 7 });
  expect(past.read()).toEqual({ now: 7, isFrozen: true, aheadMs: -993 });
});

test("it never goes back", () => {
  clock.step(1_000);
  const back = { code: "clock/backwards", facts: { now: "1970-01-01T00:00:02.000Z" } };
  expect(() => clock.step(-1)).toThrowError(expect.objectContaining({ code: back.code }));
  expect(() => clock.set(1_999)).toThrowError(expect.objectContaining({ code: back.code }));
  expect(() => clock.freeze(0)).toThrowError(expect.objectContaining({ code: back.code }));
  expect(clock.read()).toEqual({ now: 2_000, isFrozen: false, aheadMs: 1_000 });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 2_000.5, limits.clock.latestMs + 1])(
  "%s is no moment to go to",
  (at) => {
    expect(() => clock.set(at)).toThrowError(
      expect.objectContaining({ code: "clock/out-of-range" }),
    );
    expect(clock.now()).toBe(1_000);
  },
);
