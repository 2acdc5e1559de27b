import {
  type Argument,
  alias,
  at,
  type Emit,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";
import { type JsonValue, sameValue } from "./json-values.ts";
import { isTime } from "./series.ts";
import { valueFunction } from "./value-functions.ts";

type Values = readonly JsonValue[];

const isArray = (value: JsonValue | undefined): value is Values => Array.isArray(value);

const wholeOf = (value: JsonValue | undefined): number | undefined =>
  typeof value === "bigint" ? Number(value) : undefined;

/** Condition of one element: a bool, or a number that is not zero; others have none. */
function truthOf(value: JsonValue): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "bigint" || typeof value === "number") return Number(value) !== 0;
  return undefined;
}

function chosen(conditions: JsonValue, whenTrue: JsonValue, whenFalse: JsonValue): Values | null {
  if (!isArray(conditions)) return null;
  const from = (source: JsonValue, place: number): JsonValue =>
    isArray(source) ? (source[place] ?? null) : source;
  return conditions.map((condition, place) => {
    const truth = truthOf(condition);
    return truth === undefined ? null : from(truth ? whenTrue : whenFalse, place);
  });
}

/** Assumed: a start before the array's begin is its begin. */
function indexOf(...[array, wanted = null, from = 0n, count = -1n, times = 1n]: Values) {
  const [start, length, occurrence] = [wholeOf(from), wholeOf(count), wholeOf(times)];
  if (!isArray(array ?? null) || start === undefined || length === undefined) return null;
  const values = array as Values;
  if (occurrence === undefined || occurrence < 0 || length < -1) return null;
  const first = start < 0 ? Math.max(values.length + start, 0) : start;
  const end = length === -1 ? values.length : Math.min(first + length, values.length);
  let left = occurrence;
  for (let place = first; place < end; place += 1) {
    if (sameValue(values[place] ?? null, wanted)) left -= 1;
    if (left === 0) return BigInt(place);
  }
  return -1n;
}

function checkIndexOf(args: readonly Argument[]): void {
  if (at(args, 1).type === "real") refuse("array_index_of of a real");
  const times = args[4]?.constant;
  if (args.length > 4 && (typeof times !== "bigint" || times === 0n)) {
    refuse("array_index_of with this occurrence");
  }
}

/** Indexes that go back, or beyond the array, have no documented answer. */
function splitAt(array: JsonValue, indexes: JsonValue): Values | null {
  if (!isArray(array)) return null;
  const list = isArray(indexes) ? indexes : [indexes];
  const parts: Values[] = [];
  let start = 0;
  for (const item of list) {
    const index = wholeOf(item);
    if (index === undefined) return null;
    const end = index < 0 ? array.length + index : index;
    if (end < start || end > array.length) return refuse("array_split by these indexes");
    parts.push(array.slice(start, end));
    start = end;
  }
  return [...parts, array.slice(start)];
}

function rotated(array: JsonValue, by: JsonValue, sign: 1 | -1): Values | null {
  const steps = wholeOf(by);
  if (!isArray(array) || steps === undefined) return null;
  const size = array.length;
  if (size === 0) return array;
  const left = (((sign * steps) % size) + size) % size;
  return [...array.slice(left), ...array.slice(0, left)];
}

/** Without a default an array of texts may be filled with empty ones; the page does not tell when. */
function shifted(args: Values, sign: 1 | -1): Values | null {
  const [array = null, by = null, filler = null] = args;
  const steps = wholeOf(by);
  if (!isArray(array) || steps === undefined) return null;
  const count = Math.min(Math.abs(steps), array.length);
  if (count === 0) return array;
  if (args.length < 3 && array.some((value) => typeof value === "string")) {
    return refuse("a shift of texts without a default");
  }
  const filling = new Array<JsonValue>(count).fill(filler);
  return sign * steps > 0
    ? [...array.slice(count), ...filling]
    : [...filling, ...array.slice(0, array.length - count)];
}

/** Null where an element is no number. Assumed: nothing adds up to zero. */
function summed(array: JsonValue): number | null {
  if (!isArray(array)) return null;
  let sum = 0;
  for (const value of array) {
    if (typeof value !== "bigint" && typeof value !== "number") return null;
    sum += Number(value);
  }
  return sum;
}

/** Assumed: null where an argument is no array. */
function zipped(...arrays: Values): Values | null {
  if (!arrays.every(isArray)) return null;
  const length = Math.max(0, ...arrays.map((array) => array.length));
  return Array.from({ length }, (_, place) => arrays.map((array) => array[place] ?? null));
}

/** What may be sorted: nulls, and values of one kind, whose order is documented. */
type Sortable = bigint | number | string;

function compared(a: Sortable, b: Sortable): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Places of an array's elements in order; nulls together, equal elements as they stood. */
function sortedPlaces(array: Values, isDescending: boolean, areNullsLast: boolean): number[] {
  const places = array.map((_, place) => place);
  const nulls = places.filter((place) => array[place] === null);
  const others = places.filter((place) => array[place] !== null);
  const kinds = new Set(others.map((place) => kindOf(array[place] ?? null)));
  if (kinds.has("other") && others.length > 1) refuse("a sort of bools, arrays or bags");
  if (kinds.has("time") && kinds.size > 1) refuse("a sort of times and other values");
  const text = (place: number): number => (kindOf(array[place] ?? null) === "text" ? 1 : 0);
  if (isDescending && kinds.size > 1) refuse("a descending sort of texts and numbers");
  others.sort((a, b) => {
    const [x, y] = [array[a], array[b]] as [Sortable, Sortable];
    const order = text(a) - text(b) || compared(x, y);
    return (isDescending ? -order : order) || a - b;
  });
  return areNullsLast ? [...others, ...nulls] : [...nulls, ...others];
}

/** Datetimes are sorted by their text; timespans, whose text has another order, are not. */
function kindOf(value: JsonValue): "number" | "other" | "text" | "time" {
  if (typeof value === "bigint" || typeof value === "number") return "number";
  if (isTime(value)) return String(value).endsWith("Z") ? "time" : refuse("a sort of timespans");
  return typeof value === "string" ? "text" : "other";
}

/** One array answers with itself, several with all of them; other lengths than the first's are null. */
function sorted(args: Values, isDescending: boolean): JsonValue {
  const last = args.at(-1);
  const areNullsLast = typeof last === "boolean" ? last : true;
  const arrays = typeof last === "boolean" ? args.slice(0, -1) : args;
  const [first = null] = arrays;
  if (!isArray(first)) return null;
  const places = sortedPlaces(first, isDescending, areNullsLast);
  const made = arrays.map((array) => {
    if (!isArray(array) || array.length !== first.length) return null;
    return places.map((place) => array[place] ?? null);
  });
  return made.length === 1 ? (made[0] ?? null) : made;
}

/** One of the values of a function that answers with several columns. */
const part: Emit = (args, context) => {
  const place = String(at(args, 1).constant);
  const found = `json_extract(${context.once(at(args, 0).sql)}, '$[${place}]')`;
  return `nullif(CAST(${found} AS VARCHAR), 'null')`;
};

const iffRow = valueFunction(
  "array_iff",
  "array-iff-function",
  "Chooses each element by a condition.",
  {
    returns: "dynamic",
    compute: (conditions = null, yes = null, no = null) => chosen(conditions, yes, no),
  },
  [
    ["tostring(array_iff(dynamic([true, 0, 2]), dynamic([1, 2]), 'n'))", '[1,"n",null]'],
    ["tostring(array_iff(dynamic(['a', null]), 1, 2))", "[null,null]"],
  ],
);

const dynamicFunction = (
  name: string,
  summary: string,
  compute: (...args: Values) => JsonValue,
  ...examples: ScalarFunction["examples"]
): ScalarFunction =>
  valueFunction(
    name,
    `${name.replaceAll("_", "-")}-function`,
    summary,
    { returns: "dynamic", compute },
    examples,
  );

/** Functions that make arrays of arrays, or read them. */
export const arrays: readonly ScalarFunction[] = [
  iffRow,
  alias("array_iif", iffRow),
  valueFunction(
    "array_index_of",
    "array-index-of-function",
    "Finds an element; -1 where it is not.",
    { returns: "long", check: checkIndexOf, compute: indexOf },
    [
      ["array_index_of(dynamic(['a', 'b', 'a']), 'a', 1)", 2],
      ["array_index_of(dynamic([1, 2, 3]), 3, 0, 2)", -1],
      ["array_index_of(dynamic(['a', 'b', 'a']), 'a', 0, -1, 2)", 2],
      ["isnull(array_index_of(parse_json('a'), 'a'))", true],
    ],
  ),
  dynamicFunction(
    "array_split",
    "Cuts an array at one or several indexes.",
    (array = null, indexes = null) => splitAt(array, indexes),
    ["tostring(array_split(dynamic([1, 2, 3]), -1))", "[[1,2],[3]]"],
    ["tostring(array_split(dynamic([1, 2, 3]), dynamic([1, 1])))", "[[1],[],[2,3]]"],
  ),
  dynamicFunction(
    "array_rotate_left",
    "Rotates an array to its begin.",
    (array = null, by = null) => rotated(array, by, 1),
    ["tostring(array_rotate_left(dynamic([1, 2, 3]), 4))", "[2,3,1]"],
  ),
  dynamicFunction(
    "array_rotate_right",
    "Rotates an array to its end.",
    (array = null, by = null) => rotated(array, by, -1),
    ["tostring(array_rotate_right(dynamic([1, 2, 3]), 1))", "[3,1,2]"],
  ),
  dynamicFunction(
    "array_shift_left",
    "Moves elements to the begin and fills the end.",
    (...args) => shifted(args, 1),
    ["tostring(array_shift_left(dynamic([1, 2, 3]), 2))", "[3,null,null]"],
    ["tostring(array_shift_left(dynamic(['a', 'b']), 5, 'x'))", '["x","x"]'],
  ),
  dynamicFunction(
    "array_shift_right",
    "Moves elements to the end and fills the begin.",
    (...args) => shifted(args, -1),
    ["tostring(array_shift_right(dynamic([1, 2, 3]), 1, 0))", "[0,1,2]"],
  ),
  dynamicFunction(
    "array_sort_asc",
    "Sorts an array, and others in the same way.",
    (...args) => sorted(args, false),
    ["tostring(array_sort_asc(dynamic([3, null, 1.5])))", "[1.5,3,null]"],
    ["tostring(array_sort_asc(dynamic(['b', 2, 'a', 10])))", '[2,10,"a","b"]'],
    ["tostring(array_sort_asc(dynamic([2, 1]), dynamic(['x', 'y']))[1])", '["y","x"]'],
  ),
  dynamicFunction(
    "array_sort_desc",
    "Sorts an array downwards, and others in the same way.",
    (...args) => sorted(args, true),
    ["tostring(array_sort_desc(dynamic([3, null, 4]), false))", "[null,4,3]"],
  ),
  scalar("part of several", "array-sort-asc-function", "Reads one answer.", "dynamic", part, []),
  valueFunction(
    "array_sum",
    "array-sum-function",
    "Adds up the elements; null where one is no number.",
    { returns: "real", compute: (array = null) => summed(array) },
    [
      ["array_sum(dynamic([1, 2.5]))", 3.5],
      ["isnull(array_sum(dynamic([1, 'a'])))", true],
    ],
  ),
  dynamicFunction("zip", "Makes an array of the elements at each place.", zipped, [
    "tostring(zip(dynamic([1, 2]), dynamic(['a'])))",
    '[[1,"a"],[2,null]]',
  ]),
];
