import { expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";
import { InvalidInput } from "./refusal.ts";

test("a body is UTF-8, with or without a byte order mark; an empty one is undefined", () => {
  expect(parseJson(Buffer.from('\ufeff{"a":"ä"}'))).toEqual({ a: "ä" });
  expect(parseJson("  \n")).toBeUndefined();
  expect(parseJson("null")).toBeNull();
});

test.each([
  '{"__proto__":{"x":1}}',
  '[{"a":{"__proto__":1}}]',
  '{"\\u005f_proto__":1}',
  '{"constructor":{"prototype":{"x":1}}}',
])("%s is refused", (text) => {
  expect(() => parseJson(text)).toThrow(InvalidInput);
});

test("bytes that are not UTF-8 are refused, not repaired", () => {
  expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(InvalidInput);
});

test("a value may talk of prototypes", () => {
  expect(parseJson('{"a":"__proto__","constructor":"x","prototype":1}')).toEqual(
    JSON.parse('{"a":"__proto__","constructor":"x","prototype":1}'),
  );
});

test("a refusal does not quote the body", () => {
  expect(() => parseJson('{"secret":"hunter2"')).toThrow("The request body is not valid JSON.");
});

test("a deeply nested body does not exhaust the stack", () => {
  const depth = 5_000;
  const text = `${'{"__prot":'.repeat(depth)}"__proto__"${"}".repeat(depth)}`;
  expect(() => parseJson(text)).not.toThrow();
});
