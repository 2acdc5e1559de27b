import { expect, test } from "vitest";
import { GroupTurns } from "./group-turns.ts";

const inGroup = (name: string, resource: string): string =>
  `/subscriptions/s/resourceGroups/${name}/providers/Test.Boxes/boxes/${resource}`;

test("changes in one group happen one after the other, those of others beside them", async () => {
  const turns = new GroupTurns();
  const seen: string[] = [];
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const first = turns.run(inGroup("A", "one"), async () => {
    await held;
    seen.push("first");
    throw new Error("refused");
  });
  const second = turns.run("/subscriptions/S/resourcegroups/a", async () => seen.push("second"));
  await turns.run(inGroup("b", "one"), async () => seen.push("other"));
  goOn();
  await expect(first).rejects.toThrow("refused");
  expect(await second).toBe(3);
  expect(seen).toEqual(["other", "first", "second"]);
});
