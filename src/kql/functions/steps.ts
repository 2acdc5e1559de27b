import { text } from "./casts.ts";
import { type Emit, refuse, type ScalarFunction, scalar } from "./define.ts";

/** Text, pattern, its groups as numbers, other readings: all must match alike, with like fields. */
const parseInOneWay: Emit = (args, context) => {
  const [text, pattern, groups, ...readings] = args;
  if (text === undefined || pattern === undefined) return refuse("parse without a pattern");
  const places = String(groups?.constant ?? "")
    .split(",")
    .filter((place) => place !== "");
  const found = (source: string): readonly string[] => [
    `regexp_matches(${text.sql}, ${source})`,
    ...places.map((place) => `regexp_extract(${text.sql}, ${source}, ${place})`),
  ];
  const own = found(pattern.sql).map((sql) => context.once(sql));
  const others = readings.flatMap((reading) =>
    found(reading.sql).map((sql, place) => `${sql} <> ${own[place]}`),
  );
  return `CASE WHEN ${others.join(" OR ")} THEN error('parse kind=regex: more than one reading') ELSE ${own[0]} END`;
};

/** What operators write of themselves: no query can name these. */
export const steps: readonly ScalarFunction[] = [
  scalar(
    "parse match in one way",
    "parse-operator",
    "Tells whether a pattern matches; fails where its readings differ.",
    "bool",
    parseInOneWay,
    [],
  ),
  scalar(
    "joined texts",
    "search-operator",
    "Joins the texts of columns; the first argument stands between them.",
    "string",
    (args, context) => `concat_ws(${args.map((arg) => text(arg, context)).join(", ")})`,
    [],
  ),
  scalar(
    "not an empty array",
    "mv-apply-operator",
    "Is true; fails where every value is an empty array.",
    "bool",
    (args) =>
      `CASE WHEN ${args.map((arg) => `${arg.sql} IS NOT DISTINCT FROM '[]'`).join(" AND ")} ` +
      "THEN error('mv-apply: an aggregate over an empty array') ELSE true END",
    [],
  ),
  scalar("by chance", "sample-operator", "Gives a number by chance.", "real", () => "random()", []),
];
