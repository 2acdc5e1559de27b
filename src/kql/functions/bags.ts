import { refuse, type ScalarFunction } from "./define.ts";
import { isBag, type JsonBag, type JsonValue } from "./json-values.ts";
import { valueFunction } from "./value-functions.ts";

type Values = readonly JsonValue[];

/**
 * The names on the way to a key: one, or several of a path such as `$.a.b` or `$['a b'].c`.
 *
 * Assumed: only a text that starts with `$.` or `$[` is a path.
 */
function pathOf(key: string): readonly string[] {
  if (!/^\$[.[]/.test(key)) return [key];
  const steps = key.slice(1).match(/\.[^.[\]'"]+|\['[^']*'\]|\["[^"]*"\]/g) ?? [];
  if (steps.join("").length !== key.length - 1) return refuse("a path of this form to a key");
  return steps.map((step) => (step.startsWith(".") ? step.slice(1) : step.slice(2, -2)));
}

function hasPath(bag: JsonValue, [name = "", ...rest]: readonly string[]): boolean {
  if (!isBag(bag) || !bag.has(name)) return false;
  return rest.length === 0 || hasPath(bag.get(name) ?? null, rest);
}

function without(bag: JsonBag, [name = "", ...rest]: readonly string[]): JsonBag {
  if (!bag.has(name)) return bag;
  const copy = new Map(bag);
  const inner = bag.get(name) ?? null;
  if (rest.length === 0) copy.delete(name);
  else if (isBag(inner)) copy.set(name, without(inner, rest));
  return copy;
}

function withKey(bag: JsonBag, [name = "", ...rest]: readonly string[], value: JsonValue): JsonBag {
  const copy = new Map(bag);
  if (rest.length === 0) return copy.set(name, value);
  const inner = bag.get(name) ?? new Map();
  if (!isBag(inner)) return refuse("bag_set_key inside of a value that is no bag");
  return copy.set(name, withKey(inner, rest, value));
}

/** Assumed: null where an argument is no bag. Of a name that several bags have, the first counts. */
function merged(...bags: Values): JsonBag | null {
  const all = new Map<string, JsonValue>();
  for (const bag of bags) {
    if (!isBag(bag)) return null;
    for (const [name, value] of bag) if (!all.has(name)) all.set(name, value);
  }
  return all;
}

function removed(bag: JsonValue, keys: JsonValue): JsonBag | null {
  if (!isBag(bag) || !Array.isArray(keys)) return null;
  let rest = bag;
  for (const key of keys as Values) {
    if (typeof key === "string") rest = without(rest, pathOf(key));
  }
  return rest;
}

/** Elements that are no texts name nothing; their values are left out. */
function zipped(keys: JsonValue, values: JsonValue): JsonBag | null {
  if (!Array.isArray(keys)) return null;
  const list = Array.isArray(values) ? (values as Values) : [];
  const bag = new Map<string, JsonValue>();
  for (const [place, key] of (keys as Values).entries()) {
    if (typeof key === "string") bag.set(key, list[place] ?? null);
  }
  return bag;
}

const isText = (value: JsonValue | undefined): value is string => typeof value === "string";

/** Whether a value counts as empty for `pack_all(true)`: null, or a text without a character. */
function isEmpty(value: JsonValue): boolean {
  return value === null || value === "";
}

/** Names and values in turn. */
function packedFull(...pairs: Values): JsonBag {
  const bag = new Map<string, JsonValue>();
  for (let place = 0; place + 1 < pairs.length; place += 2) {
    const [name, value = null] = [pairs[place], pairs[place + 1]];
    if (isText(name) && !isEmpty(value)) bag.set(name, value);
  }
  return bag;
}

/** Functions that make and change bags. */
export const bags: readonly ScalarFunction[] = [
  valueFunction(
    "bag_merge",
    "bag-merge-function",
    "Joins bags.",
    { returns: "dynamic", compute: merged },
    [["tostring(bag_merge(dynamic({'a': 1}), dynamic({'a': 2, 'b': 3})))", '{"a":1,"b":3}']],
  ),
  valueFunction(
    "bag_remove_keys",
    "bag-remove-keys-function",
    "Leaves out keys of a bag.",
    { returns: "dynamic", compute: (bag = null, keys = null) => removed(bag, keys) },
    [
      [
        "tostring(bag_remove_keys(dynamic({'a': 1, 'b': {'c': 2, 'd': 3}}), dynamic(['a', '$.b.c'])))",
        '{"b":{"d":3}}',
      ],
    ],
  ),
  valueFunction(
    "bag_has_key",
    "bag-has-key-function",
    "Tells whether a bag has a key.",
    {
      returns: "bool",
      compute: (bag = null, key) => (isBag(bag) && isText(key) ? hasPath(bag, pathOf(key)) : null),
    },
    [
      ["bag_has_key(dynamic({'a': {'b c': null}}), \"$.a['b c']\")", true],
      ["bag_has_key(dynamic({'a': 1}), 'A')", false],
    ],
  ),
  valueFunction(
    "bag_set_key",
    "bag-set-key-function",
    "Gives a key of a bag a value.",
    {
      returns: "dynamic",
      compute: (bag = null, key, value = null) =>
        isBag(bag) && isText(key) ? withKey(bag, pathOf(key), value) : null,
    },
    [["tostring(bag_set_key(dynamic({'a': 1}), '$.b.c', 'x'))", '{"a":1,"b":{"c":"x"}}']],
  ),
  valueFunction(
    "bag_zip",
    "bag-zip",
    "Makes a bag of an array of names and an array of values.",
    { returns: "dynamic", compute: (keys = null, values = null) => zipped(keys, values) },
    [["tostring(bag_zip(dynamic(['a', 7, 'b']), dynamic([1, 2])))", '{"a":1,"b":null}']],
  ),
  valueFunction(
    "pack what is not empty",
    "pack-all-function",
    "Makes a bag of the values that are neither null nor empty.",
    { returns: "dynamic", compute: packedFull },
    [],
  ),
];
