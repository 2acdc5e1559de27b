import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ids, systemIds } from "../../base/index.ts";
import { type Directory, openDirectory } from "../../storage/index.ts";
import { openSeal } from "./seal.ts";

let directory: Directory;
const ids: Ids = systemIds;

beforeAll(async () => {
  directory = await openDirectory(":memory:");
});

afterAll(() => directory.close());

test("a sealed value is read again, after another start too", async () => {
  const text = (await openSeal(directory, ids)).close({ a: "ä", b: [1] });
  expect((await openSeal(directory, ids)).open(text)).toEqual({ a: "ä", b: [1] });
});

test("what was not sealed here, or was changed, is nothing", async () => {
  const seal = await openSeal(directory, ids);
  const text = seal.close({ a: 1 });
  const [payload = "", mark = ""] = text.split(".");
  const other = seal.close({ a: 2 }).split(".")[0] ?? "";
  const foreign = (await openSeal(await openDirectory(":memory:"), ids)).close({ a: 1 });
  for (const wrong of ["", ".", payload, `${payload}.`, `${other}.${mark}`, `${text}A`, foreign]) {
    expect(seal.open(wrong)).toBeUndefined();
  }
});
