import { type Argument, at, refuse, type ScalarFunction } from "./define.ts";
import { type JsonValue, keyOf } from "./json-values.ts";
import { valueFunction } from "./value-functions.ts";

type Values = readonly JsonValue[];

/** Elements by their key, each once, in the order in which they first come. */
type ValueSet = ReadonlyMap<string, JsonValue>;

function setOf(value: JsonValue | undefined): ValueSet | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = new Map<string, JsonValue>();
  for (const item of value as Values) {
    const key = keyOf(item);
    if (!found.has(key)) found.set(key, item);
  }
  return found;
}

/** The sets of all arguments. Assumed: one that is no array makes the answer null. */
function setsOf(args: Values): readonly [ValueSet, ...ValueSet[]] | undefined {
  const sets = args.map(setOf);
  const [first] = sets;
  if (first === undefined || sets.includes(undefined)) return undefined;
  return sets as [ValueSet, ...ValueSet[]];
}

function union(...args: Values): Values | null {
  const sets = setsOf(args);
  if (sets === undefined) return null;
  return [...(setOf(sets.flatMap((set) => [...set.values()])) ?? new Map()).values()];
}

/** Elements of the first set by whether the others have them. */
function kept(args: Values, keeps: (key: string, others: readonly ValueSet[]) => boolean) {
  const sets = setsOf(args);
  if (sets === undefined) return null;
  const [first, ...others] = sets;
  return [...first].filter(([key]) => keeps(key, others)).map(([, value]) => value);
}

function equals(a: ValueSet, b: ValueSet): boolean {
  return a.size === b.size && [...a.keys()].every((key) => b.has(key));
}

/** Shared elements over all of them; nothing over nothing is NaN. */
function jaccard(a: ValueSet, b: ValueSet): number {
  const shared = [...a.keys()].filter((key) => b.has(key)).length;
  return shared / (a.size + b.size - shared);
}

function pair<Result>(args: Values, compare: (a: ValueSet, b: ValueSet) => Result): Result | null {
  const [a, b] = setsOf(args) ?? [];
  return a === undefined || b === undefined ? null : compare(a, b);
}

function checkElement(args: readonly Argument[]): void {
  const { type } = at(args, 1);
  if (type === "real") refuse("set_has_element of a real");
}

/** Functions that take arrays as sets. */
export const sets: readonly ScalarFunction[] = [
  valueFunction(
    "set_union",
    "set-union-function",
    "Lists what is in any of the arrays.",
    { returns: "dynamic", compute: union },
    [["tostring(set_union(dynamic([2, 1, 2]), dynamic(['a', 1])))", '[2,1,"a"]']],
  ),
  valueFunction(
    "set_intersect",
    "set-intersect-function",
    "Lists what is in all of the arrays.",
    {
      returns: "dynamic",
      compute: (...args) => kept(args, (key, others) => others.every((set) => set.has(key))),
    },
    [["tostring(set_intersect(dynamic([1, 2, 3]), dynamic([3, 2]), dynamic([3])))", "[3]"]],
  ),
  valueFunction(
    "set_difference",
    "set-difference-function",
    "Lists what is in the first array only.",
    {
      returns: "dynamic",
      compute: (...args) => kept(args, (key, others) => !others.some((set) => set.has(key))),
    },
    [["tostring(set_difference(dynamic([1, 2, 2, 3]), dynamic([3])))", "[1,2]"]],
  ),
  valueFunction(
    "set_equals",
    "set-equals-function",
    "Tells whether arrays hold the same values, in any order.",
    { returns: "bool", compute: (...args) => pair(args, equals) },
    [
      ["set_equals(dynamic([1, 2, 2]), dynamic([2, 1]))", true],
      ["set_equals(dynamic([1, 2]), dynamic([1, 2, 3]))", false],
    ],
  ),
  valueFunction(
    "set_has_element",
    "set-has-element-function",
    "Tells whether an array holds a value.",
    {
      returns: "bool",
      check: checkElement,
      compute: (array, value = null) => setOf(array)?.has(keyOf(value)) ?? null,
    },
    [
      ["set_has_element(dynamic(['a']), 'a')", true],
      ["set_has_element(dynamic([1, 2]), 3)", false],
    ],
  ),
  valueFunction(
    "jaccard_index",
    "jaccard-index-function",
    "Measures how much of two sets is shared.",
    { returns: "real", compute: (...args) => pair(args, jaccard) },
    [["jaccard_index(dynamic([1, 2]), dynamic([2, 3, 4]))", 0.25]],
  ),
];
