import type { Ids } from "../../base/index.ts";

/** Letters that nobody mistakes for each other and that spell no words. Source: RFC 8628 section 6.1. */
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const LENGTH = 9;
const RANDOM_BYTES = 16;

/** A code for a person to type: nine of twenty letters, of which all 512 thousand million are as likely. */
export function makeUserCode(ids: Ids): string {
  let rest = BigInt(`0x${Buffer.from(ids.bytes(RANDOM_BYTES)).toString("hex")}`);
  const base = BigInt(LETTERS.length);
  const letters = Array.from({ length: LENGTH }, () => {
    const letter = LETTERS.charAt(Number(rest % base));
    rest /= base;
    return letter;
  });
  return letters.join("");
}

/** No other letters, not even those whose capital is one of ours. */
const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`, "i");

/** What a person typed, in the form in which codes are made; undefined when it cannot be one. */
export function readUserCode(text: string): string | undefined {
  if (text.length > 4 * LENGTH) return undefined;
  const letters = text.replace(/[\s-]/g, "");
  return CODE.test(letters) ? letters.toUpperCase() : undefined;
}
