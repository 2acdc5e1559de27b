import { afterEach, beforeEach, expect, test } from "vitest";
import { type Directory, openDirectory } from "../storage/index.ts";
import { openStoreClock, type StoreClock } from "./store-clock.ts";

const HOUR_MS = 3_600_000;

let directory: Directory;
let machineNow: number;

beforeEach(async () => {
  machineNow = Date.UTC(2026, 0, 2);
  directory = await openDirectory(":memory:");
});

afterEach(() => directory.close());

const open = (frozenAt?: number): Promise<StoreClock> =>
  openStoreClock(directory, { frozenAt, machine: { now: () => machineNow } });

test("a store has the machine's time until its clock is moved", async () => {
  const { control } = await open();
  machineNow += 7;
  expect(control.read()).toEqual({ now: machineNow, isFrozen: false, aheadMs: 0 });
});

test("a store whose clock was ahead is as far ahead at its next start, and runs", async () => {
  const { control } = await open();
  await control.step(HOUR_MS);
  await control.freeze();
  machineNow += 1_000;
  expect((await open()).control.read()).toEqual({
    now: machineNow + HOUR_MS,
    isFrozen: false,
    aheadMs: HOUR_MS,
  });
});

test("a store whose clock was behind has the machine's time at its next start", async () => {
  const past = machineNow - HOUR_MS;
  expect((await open(past)).control.read()).toEqual({
    now: past,
    isFrozen: true,
    aheadMs: -HOUR_MS,
  });
  expect((await open()).control.read()).toMatchObject({ now: machineNow, aheadMs: 0 });
});

test("a store is not frozen at a time before what it has seen", async () => {
  const { keep } = await open();
  machineNow += 5_000;
  await keep();
  await expect(open(machineNow - 1)).rejects.toMatchObject({
    code: "clock/backwards",
    facts: { now: "2026-01-02T00:00:05.000Z", asked: "2026-01-02T00:00:04.999Z" },
  });
  expect((await open(machineNow)).control.read()).toMatchObject({ isFrozen: true });
});

test("a move that is refused leaves the clock where it is", async () => {
  const { control } = await open();
  await expect(control.step(-1)).rejects.toMatchObject({ code: "clock/backwards" });
  await expect(control.set(Number.NaN)).rejects.toMatchObject({ code: "clock/out-of-range" });
  expect(control.read()).toMatchObject({ now: machineNow, aheadMs: 0 });
});
