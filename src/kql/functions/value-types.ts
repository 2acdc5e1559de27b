import type { KqlType } from "../compiled.ts";
import { callSql, engineFunction } from "./computed.ts";
import { at, type Emit, refuse, type ScalarFunction, scalar } from "./define.ts";
import { isBag, parseValue } from "./json-values.ts";

/** Texts that may be a moment, a span or a guid inside a dynamic value. */
const TYPED_TEXT = /^(?:\d{4}-\d{2}-\d{2}|-?(?:\d+\.)?\d{1,2}:\d{2}|[0-9a-f]{8}-[0-9a-f]{4}-)/i;

const ofDynamic = engineFunction("gettype", {
  takes: ["dynamic"],
  returns: "string",
  seesNulls: true,
  compute(value) {
    if (value === null) return "null";
    const found = parseValue(value);
    if (found === null) return "null";
    if (Array.isArray(found)) return "array";
    if (isBag(found)) return "dictionary";
    if (typeof found === "boolean") return "bool";
    const isText = typeof found === "string" && !TYPED_TEXT.test(found);
    return isText ? "string" : refuse("gettype of a number or a moment in a dynamic value");
  },
});

const ofType: Readonly<Record<Exclude<KqlType, "dynamic">, string>> = {
  bool: "bool",
  datetime: "datetime",
  decimal: "decimal",
  guid: "guid",
  int: "int",
  long: "long",
  real: "real",
  string: "string",
  timespan: "timespan",
};

const getType: Emit = (args, context) => {
  const arg = at(args, 0);
  return arg.type === "dynamic" ? callSql(ofDynamic, [arg], context) : `'${ofType[arg.type]}'`;
};

/** `place` tells two calls of one step apart, which else would share a value. */
const chance =
  (sql: string): Emit =>
  (args) =>
    `(CASE WHEN ${at(args, 0).constant} >= 0 THEN ${sql} END)`;

/** Functions on values of every type, and on none. */
export const valueTypes: readonly ScalarFunction[] = [
  {
    ...scalar("gettype", "gettype-function", "Names the type.", "string", getType, [
      ["gettype('a')", "string"],
      ["gettype(1.5)", "real"],
      ["gettype(dynamic([1]))", "array"],
      ["gettype(dynamic({'a': true}))", "dictionary"],
      ["gettype(dynamic({'a': true}).a)", "bool"],
      ["gettype(dynamic(null))", "null"],
    ]),
    engine: [ofDynamic],
  },
  scalar("rand", "rand-function", "Gives a number by chance.", "real", chance("random()"), [
    ["rand() between (0.0 .. 1.0)", true],
    ["rand() == rand()", false],
    ["rand(3) in (0.0, 1.0, 2.0)", true],
  ]),
  scalar("new_guid", "new-guid-function", "Gives a guid by chance.", "guid", chance("uuid()"), [
    ["isnotnull(new_guid())", true],
    ["new_guid() == new_guid()", false],
  ]),
];
