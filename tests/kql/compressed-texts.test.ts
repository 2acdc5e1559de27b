import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodings } from "../../src/kql/functions/encodings.ts";

const computeOf = (name: string): ((text: string) => unknown) => {
  const engine = encodings.find((row) => row.name === name)?.engine?.[0];
  return (text) => engine?.compute(text);
};

const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc
    .array(fc.constantFrom("ab", "the same words ", "é", "\n"), { maxLength: 400 })
    .map((words) => words.join("")),
);
const levels = fc.integer({ min: 0, max: 9 });

test("what gzip and zlib compress, at any level, is read again", () => {
  const [ungzip, unzlib] = [
    computeOf("gzip_decompress_from_base64_string"),
    computeOf("zlib_decompress_from_base64_string"),
  ];
  fc.assert(
    fc.property(texts, levels, (text, level) => {
      expect(ungzip(gzipSync(text, { level }).toString("base64"))).toBe(text);
      expect(unzlib(deflateSync(text, { level }).toString("base64"))).toBe(text);
    }),
  );
});

test("a damaged compressed text is empty or refused, never another text", () => {
  const unzlib = computeOf("zlib_decompress_from_base64_string");
  let damaged = 0;
  fc.assert(
    fc.property(texts, fc.nat(10_000), fc.integer({ min: 1, max: 255 }), (text, place, change) => {
      const bytes = deflateSync(text);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ change;
      const read = (): unknown => {
        try {
          return unzlib(bytes.toString("base64"));
        } catch (error) {
          return (error as { readonly code?: string }).code;
        }
      };
      // Some bits only tell of the compressor's work, or fill the last byte.
      expect(["", "kql/not-supported", text]).toContain(read());
      damaged += 1;
    }),
  );
  expect(damaged).toBeGreaterThan(50);
});
