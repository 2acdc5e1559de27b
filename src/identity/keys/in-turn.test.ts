import { expect, test } from "vitest";
import { inTurn } from "./in-turn.ts";

test("no more than the limit runs at once, all are done in order, a failure frees its place", async () => {
  const run = inTurn(2);
  const finish: (() => void)[] = [];
  const begun: number[] = [];
  const works = [0, 1, 2, 3].map((number) =>
    run(async () => {
      begun.push(number);
      await new Promise<void>((resolve) => finish.push(resolve));
      if (number === 1) throw new Error("broken");
      return number;
    }),
  );
  const settled = Promise.allSettled(works);
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  for (let done = 0; done < works.length; done += 1) {
    while (finish.length === 0) await Promise.resolve();
    finish.shift()?.();
  }
  expect((await settled).map((each) => each.status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  expect(begun).toEqual([0, 1, 2, 3]);
});
