import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesLike } from "./like.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 12 });

test("a pattern means what the regular expression for it means", () => {
  fc.assert(
    fc.property(text, text, (value, pattern) => {
      const source = pattern.replaceAll("*", "[^]*").replaceAll("?", "[^]");
      expect(matchesLike(value, pattern)).toBe(new RegExp(`^${source}$`).test(value));
    }),
    { numRuns: 2_000 },
  );
});

test("a text with its stars and question marks escaped means itself alone", () => {
  fc.assert(
    fc.property(text, text, (value, other) => {
      const pattern = value.replace(/[*?]/g, "\\$&");
      expect(matchesLike(value, pattern)).toBe(true);
      expect(matchesLike(other, pattern)).toBe(other === value);
    }),
  );
});

test("a pattern of many stars is answered at once", () => {
  expect(matchesLike("a".repeat(5_000), `${"*a".repeat(500)}b`)).toBe(false);
});
