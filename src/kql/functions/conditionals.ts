import { text, widen } from "./casts.ts";
import type { ScalarFunction } from "./define.ts";
import { type Argument, alias, at, type Emit, refuse, scalar } from "./define.ts";
import { truth } from "./operators.ts";

const iff: Emit = (args, context) =>
  `CASE WHEN ${truth(at(args, 0))} THEN ${widen(at(args, 1), context.type, context)} ` +
  `ELSE ${widen(at(args, 2), context.type, context)} END`;

const choose: Emit = (args, context) => {
  const branches: string[] = [];
  for (let index = 0; index + 1 < args.length; index += 2) {
    const value = widen(at(args, index + 1), context.type, context);
    branches.push(`WHEN ${truth(at(args, index))} THEN ${value}`);
  }
  const rest = widen(at(args, args.length - 1), context.type, context);
  return `CASE ${branches.join(" ")} ELSE ${rest} END`;
};

/** Strings are never null: their first that is not empty wins. */
const coalesce: Emit = (args, context) => {
  const values = args.map((arg) => widen(arg, context.type, context));
  if (context.type !== "string") return `coalesce(${values.join(", ")})`;
  return `coalesce(${values.map((value) => `nullif(${value}, '')`).join(", ")}, '')`;
};

const isNull = (arg: Argument): string =>
  arg.type === "string" ? "false" : `(${arg.sql} IS NULL)`;

const isEmpty: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "string" || arg.type === "dynamic") return `(${text(arg, context)} = '')`;
  return isNull(arg);
};

function extreme(operator: string): Emit {
  return (args, context) => {
    if (context.type === "dynamic") return refuse("min_of or max_of on dynamic values");
    const values = args.map((arg) => widen(arg, context.type, context));
    return `${operator}(${values.join(", ")})`;
  };
}

const iffRow = scalar("iff", "iff-function", "Chooses by a condition.", "inferred", iff, [
  ["iff(1 > 2, 'a', 'b')", "b"],
  ["iff(bool(null), 1, 2)", 2],
]);
const isEmptyRow = scalar(
  "isempty",
  "isempty-function",
  "Is true for an empty string or a null.",
  "bool",
  isEmpty,
  [
    ["isempty('')", true],
    ["isempty(dynamic(null))", true],
    ["isempty(0)", false],
  ],
);
const isNotEmptyRow = scalar(
  "isnotempty",
  "isnotempty-function",
  "Is true for all but an empty string and null.",
  "bool",
  (args, context) => `(NOT ${isEmpty(args, context)})`,
  [
    ["isnotempty('')", false],
    ["isnotempty('a')", true],
  ],
);
const isNullRow = scalar(
  "isnull",
  "isnull-function",
  "Is true for null; a string is never null.",
  "bool",
  (args) => isNull(at(args, 0)),
  [
    ["isnull('')", false],
    ["isnull(int(null))", true],
  ],
);
const isNotNullRow = scalar(
  "isnotnull",
  "isnotnull-function",
  "Is true for all but null.",
  "bool",
  (args) => `(NOT ${isNull(at(args, 0))})`,
  [["isnotnull(int(null))", false]],
);

export const conditionals: readonly ScalarFunction[] = [
  iffRow,
  alias("iif", iffRow),
  scalar(
    "case",
    "case-function",
    "Chooses by the first condition that holds.",
    "inferred",
    choose,
    [
      ["case(false, 1, true, 2, 3)", 2],
      ["case(false, 'a', 'z')", "z"],
    ],
  ),
  scalar(
    "coalesce",
    "coalesce-function",
    "Gives the first value that is not null.",
    "inferred",
    coalesce,
    [
      ["coalesce(int(null), int(3))", 3],
      ["coalesce('', 'b')", "b"],
    ],
  ),
  isEmptyRow,
  isNotEmptyRow,
  alias("notempty", isNotEmptyRow),
  isNullRow,
  isNotNullRow,
  alias("notnull", isNotNullRow),
  scalar(
    "max_of",
    "max-of-function",
    "Gives the largest argument.",
    "inferred",
    extreme("greatest"),
    [
      ["max_of(1, 3, 2)", 3],
      ["max_of(1, long(null))", 1],
    ],
  ),
  scalar(
    "min_of",
    "min-of-function",
    "Gives the smallest argument.",
    "inferred",
    extreme("least"),
    [["min_of(2, 1, 3)", 1]],
  ),
];
