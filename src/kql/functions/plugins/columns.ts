import { type Row, type RowFunction, rowFunction } from "../row-functions.ts";

/** A column as the binder tells of it. */
export interface ToldColumn {
  readonly name: string;
  readonly type: string;
}

/** What `bag_unpack` was asked for. */
export interface BagUnpackColumns {
  /** The input's columns without the bag. */
  readonly kept: readonly ToldColumn[];
  readonly prefix: string;
  readonly conflict: "error" | "replace_source" | "keep_source";
  readonly ignored: readonly string[];
}

/** What `pivot` was asked for: the columns before the pivoted ones, and the type of those. */
export interface PivotColumns {
  readonly keys: readonly ToldColumn[];
  readonly type: string;
}

/** Marks an answer that is a mistake of the query: its first cell is the message. */
export const MISTAKE = "mistake";

/** KQL's type for each of the engine's types of a JSON value; null says nothing of a type. */
const TYPES: Readonly<Record<string, string>> = {
  BIGINT: "long",
  BOOLEAN: "bool",
  DOUBLE: "real",
  NULL: "",
  UBIGINT: "long",
  VARCHAR: "string",
};

function unified(known: string | undefined, found: string): string {
  if (known === undefined || known === "" || known === found) return found;
  return found === "" ? known : "dynamic";
}

/**
 * The columns of a bag's properties, in the order of their names, behind the columns that stay.
 *
 * A property whose values are of one type has that type, any other is dynamic. Source:
 * learn.microsoft.com/kusto/query/bag-unpack-plugin.
 */
function* bagColumns(shapes: readonly Row[], asked: BagUnpackColumns): Iterable<Row> {
  const types = new Map<string, string>();
  for (const [shape] of shapes) {
    const found = JSON.parse(String(shape ?? "{}")) as Readonly<Record<string, string>>;
    for (const [name, held] of Object.entries(found)) {
      types.set(name, unified(types.get(name), TYPES[held] ?? "dynamic"));
    }
  }
  const added = [...types]
    .filter(([name]) => !asked.ignored.includes(name))
    .map(([name, type]) => ({ name: asked.prefix + name, type: type === "" ? "dynamic" : type }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(asked.kept.map(({ name }) => name));
  const clash = added.find(({ name }) => names.has(name));
  if (clash !== undefined && asked.conflict === "error") {
    yield [`bag_unpack: the column '${clash.name}' is there already`, MISTAKE];
    return;
  }
  for (const { name, type } of asked.kept) {
    const replaced = added.find((column) => column.name === name);
    const isReplaced = replaced !== undefined && asked.conflict === "replace_source";
    yield [name, isReplaced ? replaced.type : type];
  }
  for (const { name, type } of added) if (!names.has(name)) yield [name, type];
}

function* pivotColumns(values: readonly Row[], { keys, type }: PivotColumns): Iterable<Row> {
  for (const key of keys) yield [key.name, key.type];
  const names = values.map(([value]) => String(value ?? ""));
  for (const name of names.sort((a, b) => (a < b ? -1 : 1))) yield [name, type];
}

/** Which columns a plugin's answer has, where the rows decide that. */
export const pluginColumns: readonly RowFunction[] = [
  rowFunction("bag_unpack_columns", bagColumns),
  rowFunction("pivot_columns", pivotColumns),
];
