import fc from "fast-check";
import { expect, test } from "vitest";
import { makeUserCode, readUserCode } from "./user-code.ts";

const idsOf = (bytes: Uint8Array) => ({ guid: () => "", bytes: () => bytes });

test("a code is nine letters without vowels, whatever the random bytes, and reads as itself", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const code = makeUserCode(idsOf(bytes));
      expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{9}$/);
      expect(readUserCode(code.toLowerCase())).toBe(code);
    }),
  );
});

test("what cannot be a code is none", () => {
  for (const text of ["", "BCDFGHJK", "BCDFGHJKLM", "ABCDFGHJK", "bcdfghjk9", "ſſſſſſſſſ"]) {
    expect(readUserCode(text)).toBeUndefined();
  }
});
