import { engineFunction } from "./computed.ts";
import {
  type AggregateFunction,
  type Argument,
  aggregate,
  at,
  type Emit,
  refuse,
} from "./define.ts";
import { isBag, type JsonValue, parseValue, printValue } from "./json-values.ts";
import { truth } from "./operators.ts";

const where = (arg: Argument | undefined): string =>
  arg === undefined ? "" : ` FILTER (WHERE ${truth(arg)})`;

/** The dynamic values of a group as one JSON array, in the order of the rows. */
function gathered(arg: Argument, condition: Argument | undefined): string {
  if (arg.type !== "dynamic") return refuse(`an aggregate of bags on ${arg.type}`);
  const tests = [`${arg.sql} IS NOT NULL`, ...(condition === undefined ? [] : [truth(condition)])];
  const all = `string_agg(${arg.sql}, ',' ORDER BY ord) FILTER (WHERE ${tests.join(" AND ")})`;
  return `'[' || coalesce(${all}, '') || ']'`;
}

/** Largest number of names in a bag that is made. Source: make-bag-aggregation-function. */
const BAG_MAX = 1_048_576;

/** Assumed: of a name that comes again the first value stays, as the engine picks any of them. */
const makeBag = engineFunction("make_bag", {
  takes: ["dynamic", "long"],
  returns: "dynamic",
  compute(rows, most) {
    const made = new Map<string, JsonValue>();
    for (const bag of parseValue(rows) as readonly JsonValue[]) {
      if (!isBag(bag)) continue;
      for (const [name, value] of bag) {
        if (!made.has(name) && made.size < Number(most)) made.set(name, value);
      }
    }
    return printValue(made);
  },
});

const bag =
  (hasCondition: boolean): Emit =>
  (args, context) => {
    const limit = args[hasCondition ? 2 : 1];
    const most = limit === undefined ? BigInt(BAG_MAX) : limit.constant;
    if (typeof most !== "bigint" || most < 1n) return refuse("a bag size that is not a literal");
    const rows = gathered(at(args, 0), hasCondition ? at(args, 1) : undefined);
    return `${makeBag.name}(${rows}, ${context.parameter("long", most)})`;
  };

/** A type's name, all types of a value that has several, or the schemas inside of it. */
type Schema = { readonly types: Set<string>; elements?: Schema; names?: Map<string, Schema> };

/** What buildschema calls the elements of an array. */
const INDEXER = "`indexer`";

function addTo(schema: Schema, value: JsonValue): void {
  if (value === null) return;
  if (Array.isArray(value)) {
    schema.elements ??= { types: new Set() };
    for (const element of value) addTo(schema.elements, element as JsonValue);
  } else if (isBag(value)) {
    schema.names ??= new Map();
    for (const [name, inner] of value) {
      const known = schema.names.get(name) ?? { types: new Set() };
      schema.names.set(name, known);
      addTo(known, inner);
    }
  } else {
    const names = { bigint: "long", boolean: "bool", number: "double", string: "string" } as const;
    schema.types.add(names[typeof value as keyof typeof names]);
  }
}

function printed(schema: Schema): JsonValue {
  const structures: JsonValue[] = [];
  if (schema.elements !== undefined) {
    structures.push(new Map([[INDEXER, printed(schema.elements)]]));
  }
  if (schema.names !== undefined) {
    structures.push(new Map([...schema.names].map(([name, inner]) => [name, printed(inner)])));
  }
  const all = [...structures, ...schema.types];
  return all.length === 1 ? (all[0] ?? null) : all;
}

const schemaOf = engineFunction("buildschema", {
  takes: ["dynamic"],
  returns: "dynamic",
  compute(rows) {
    const schema: Schema = { types: new Set() };
    for (const value of parseValue(rows) as readonly JsonValue[]) addTo(schema, value);
    return printValue(printed(schema));
  },
});

/** Pairs with a null on either side do not count; nothing to compare has no covariance. */
const covariance =
  (name: "covar_pop" | "covar_samp", hasCondition: boolean): Emit =>
  (args) => {
    const [x, y] = [at(args, 0), at(args, 1)].map((arg) => {
      const isRead = ["int", "long", "real", "decimal"].includes(arg.type);
      return isRead ? `CAST(${arg.sql} AS DOUBLE)` : refuse(`a covariance of ${arg.type}`);
    });
    return `${name}(${y}, ${x})${where(hasCondition ? at(args, 2) : undefined)}`;
  };

const takeAnyIf: Emit = (args) => {
  const [arg, condition] = [at(args, 0), at(args, 1)];
  if (args.length > 2) return refuse("take_anyif of several columns");
  const found = `any_value(${arg.sql})${where(condition)}`;
  return arg.type === "string" ? `coalesce(${found}, '')` : found;
};

const bagRow = aggregate(
  "make_bag",
  "make-bag-aggregation-function",
  "Merges bags into one.",
  "dynamic",
  bag(false),
  [["T | summarize tostring(make_bag(bag_pack(g, x)))", '{"a":1,"b":2}']],
);

const covarianceRow = (
  name: string,
  engine: "covar_pop" | "covar_samp",
  example: number,
): readonly AggregateFunction[] => [
  aggregate(
    name,
    `${name}-aggregation-function`,
    "Gives the covariance of two values.",
    "real",
    covariance(engine, false),
    [[`T | summarize ${name}(x, x)`, example]],
  ),
  aggregate(
    `${name}if`,
    `${name}if-aggregation-function`,
    "Gives the covariance of two values, where a condition holds.",
    "real",
    covariance(engine, true),
    [[`T | summarize ${name}if(x, 2 * x, x > 1)`, name === "covariance" ? 1 : 0.5]],
  ),
];

const takeAnyIfRow = aggregate(
  "take_anyif",
  "take-anyif-aggregation-function",
  "Gives some row's value where a condition holds.",
  "inferred",
  takeAnyIf,
  [["T | summarize take_anyif(g, x == 1)", "a"]],
);

/** Aggregates of bags, schemas and pairs. */
export const moreAggregates: readonly AggregateFunction[] = [
  { ...bagRow, engine: [makeBag] },
  { ...bagRow, name: "make_dictionary", examples: [], engine: [makeBag] },
  {
    ...aggregate(
      "make_bag_if",
      "make-bag-if-aggregation-function",
      "Merges bags into one, where a condition holds.",
      "dynamic",
      bag(true),
      [["T | summarize tostring(make_bag_if(bag_pack(g, x), x == 3))", '{"b":3}']],
    ),
    engine: [makeBag],
  },
  {
    ...aggregate(
      "buildschema",
      "buildschema-aggregation-function",
      "Tells the types of all values.",
      "dynamic",
      (args) => `${schemaOf.name}(${gathered(at(args, 0), undefined)})`,
      [["T | summarize tostring(buildschema(bag_pack('a', x)))", '{"a":"long"}']],
    ),
    engine: [schemaOf],
  },
  ...covarianceRow("covariance", "covar_samp", 1),
  ...covarianceRow("covariancep", "covar_pop", 2 / 3),
  takeAnyIfRow,
  { ...takeAnyIfRow, name: "anyif", examples: [] },
];
