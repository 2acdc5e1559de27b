import { Failure, limits } from "../../base/index.ts";
import type { Page } from "../arm.ts";
import type { ArmAnswer, ArmCall } from "./call.ts";

/** A list in ARM's form, with the link to its next page if there is one. */
export function listAnswer(
  call: ArmCall,
  value: readonly unknown[],
  next?: string | undefined,
): ArmAnswer {
  if (next === undefined) return { status: 200, body: { value } };
  return { status: 200, body: { value, nextLink: nextLink(call, next) } };
}

/** How to read a list of which a caller may see a part. */
export interface VisibleList<Item> {
  read(after: string | undefined): Promise<Page<Item>>;
  isVisible(item: Item): boolean | Promise<boolean>;
  /** What `read` takes to continue behind the item. */
  keyOf(item: Item): string;
}

/**
 * One page of what the caller may see, full unless it is the last.
 *
 * A page continues behind an item that was shown: the name of a hidden one would tell that it exists.
 */
export async function readVisible<Item>(
  { read, isVisible, keyOf }: VisibleList<Item>,
  after: string | undefined,
  size: number = limits.arm.pageSize,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let from = after;
  do {
    const page = await read(from);
    for (const item of page.items) {
      if (!(await isVisible(item))) continue;
      const last = items.at(-1);
      if (items.length === size && last !== undefined) {
        return { items, next: keyOf(last) };
      }
      items.push(item);
    }
    from = page.next;
  } while (from !== undefined);
  return { items, next: undefined };
}

/** How many a page has at most: `$top`, or as many as fit. @throws {Failure} `arm/invalid-top`. */
export function readTop(call: ArmCall): number {
  const text = call.query.get("$top");
  if (text === null) return limits.arm.pageSize;
  const top = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (top >= 1) return Math.min(top, limits.arm.pageSize);
  throw new Failure("arm/invalid-top", "not a number of items", {
    facts: { value: text.slice(0, 100) },
  });
}

/** Where the page before ended. @throws {Failure} `arm/invalid-skip-token`. */
export function readSkipToken(call: ArmCall): string | undefined {
  const token = call.query.get("$skiptoken");
  if (token === null) return undefined;
  const after = Buffer.from(token, "base64url").toString("utf8");
  if (token !== "" && Buffer.from(after, "utf8").toString("base64url") === token) return after;
  throw new Failure("arm/invalid-skip-token", "not one of our tokens");
}

function nextLink(call: ArmCall, next: string): string {
  const path = call.url.split("?", 1)[0] ?? "";
  const query = [...call.query]
    .filter(([name]) => name !== "$skiptoken")
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const token = Buffer.from(next, "utf8").toString("base64url");
  return `${call.origin}${path}?${[...query, `$skiptoken=${token}`].join("&")}`;
}
