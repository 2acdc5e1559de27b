import { expect, test } from "vitest";
import { keyOf, parseArray, parseBag, parseValue, printValue, sameValue } from "./json-values.ts";

test.each([
  ["[1,1.0,-2.5,9007199254740993,12345678901234567890]"],
  ['{"2":[],"1":{},"__proto__":null}'],
  ['"a\\"b\\\\\\n\u20ac"'],
  ["true"],
  ['["",[[[]]],false]'],
])("%s is read and written without a change", (text) => {
  expect(printValue(parseValue(text))).toBe(text);
});

test("spaces go, escapes are read, and a name that comes twice keeps its last value", () => {
  expect(printValue(parseValue(' { "a" : [ 1 , "\\u0041" ] , "a" : 1e2 } '))).toBe('{"a":100.0}');
});

test.each(["", "[1,]", "{a:1}", "[1] 2", '"open', "nul", "01x"])("%s is no JSON", (text) => {
  expect(() => parseValue(text)).toThrow(SyntaxError);
});

test("a value nested too deep is an error, not a crash", () => {
  expect(() => parseValue("[".repeat(100_000))).toThrow(RangeError);
});

test("arrays and bags are told from other values", () => {
  expect([parseArray(" [1]"), parseArray("{}"), parseArray('"["')]).toEqual([
    [1n],
    undefined,
    undefined,
  ]);
  expect([parseBag("[]"), parseBag('{"a":1}')]).toEqual([undefined, new Map([["a", 1n]])]);
});

test("what JSON has no number for is written as a text", () => {
  expect(printValue([Number.NaN, Number.NEGATIVE_INFINITY, -0])).toBe('["NaN","-Infinity",-0.0]');
});

test("values are equal by value: both kinds of numbers meet, the order of names does not count", () => {
  const same = (a: string, b: string): boolean => sameValue(parseValue(a), parseValue(b));
  expect(same("[1,2.0]", "[1.0,2]")).toBe(true);
  expect(same('{"a":1,"b":[2]}', '{"b":[2.0],"a":1}')).toBe(true);
  expect(same('"1"', "1")).toBe(false);
  expect(same("9007199254740993", "9007199254740992")).toBe(false);
  expect(keyOf(parseValue("null"))).toBe("null");
});
