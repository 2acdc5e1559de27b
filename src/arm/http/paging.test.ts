import { expect, test } from "vitest";
import { limits } from "../../base/index.ts";
import { readVisible } from "./paging.ts";

/** Numbers from 0 to `count`, three to a stored page; only the even ones may be seen. */
const evens = (count: number) => ({
  read: async (after: string | undefined) => {
    const first = after === undefined ? 0 : Number(after) + 1;
    const items = [first, first + 1, first + 2].filter((item) => item < count);
    return { items, next: first + 3 < count ? String(items.at(-1)) : undefined };
  },
  isVisible: (item: number): boolean => item % 2 === 0,
  keyOf: String,
});

test("a page is filled with what may be seen, and names nothing else as its end", async () => {
  const size = limits.arm.pageSize;
  const first = await readVisible(evens(2 * size + 10), undefined);
  expect(first.items).toHaveLength(size);
  expect(first.next).toBe(String(2 * size - 2));
  const rest = await readVisible(evens(2 * size + 10), first.next);
  expect(rest).toEqual({
    items: [0, 2, 4, 6, 8].map((item) => 2 * size + item),
    next: undefined,
  });
});

test("what is followed by hidden items alone is the last page", async () => {
  const size = limits.arm.pageSize;
  const { items, next } = await readVisible(evens(2 * size), undefined);
  expect(items).toHaveLength(size);
  expect(next).toBeUndefined();
});
