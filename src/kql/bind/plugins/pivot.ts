import type { PivotColumns } from "../../functions/plugins/columns.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { AggregateItem, PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { bindScalar, nameOf, need } from "../context.ts";
import { projection } from "../operators/project.ts";
import { askColumns, type PluginCall } from "./plugin.ts";

/** One value for each combination of the keys and of the pivoted column. */
interface Cells {
  readonly keys: readonly PlanColumn[];
  readonly pivoted: PlanColumn;
  readonly cell: PlanColumn;
  readonly relation: Relation;
  /** What stands where there are no rows. */
  readonly empty: Scalar | undefined;
}

/** `pivot`: a column for each value of a column, with an aggregate of the rows that have it. */
export function bindPivot(plugin: PluginCall): Relation {
  const { schema, context } = plugin;
  const cells = cellsOf(plugin);
  if (schema === undefined) return askColumns(plugin, question(cells, plugin));
  const values = schema.slice(cells.keys.length);
  const items = values.map(({ name, type }): AggregateItem => {
    if (type !== cells.cell.type) throw context.wrong(`pivot: the column ${name} is no ${type}`);
    const isIts = call("==", "bool", [columnRef(cells.pivoted), literal("string", name)]);
    const output = context.column(name, type);
    return { name: "the one where", args: [columnRef(cells.cell), isIts], outputs: [output] };
  });
  const outputs = items.flatMap((item) => item.outputs);
  const keys = cells.keys.map((key, place) => ({
    column: context.column(schema[place]?.name ?? "", key.type),
    value: columnRef(key),
  }));
  const grouped: Relation = {
    kind: "aggregate",
    input: cells.relation,
    keys,
    items,
    columns: [...keys.map((key) => key.column), ...outputs],
  };
  return projection(
    grouped,
    grouped.columns.map((column) => {
      const { empty } = cells;
      const isCell = outputs.includes(column) && empty !== undefined;
      const value = isCell
        ? call("coalesce", column.type, [columnRef(column), empty])
        : columnRef(column);
      return { column: context.column(column.name, column.type), value };
    }),
  );
}

/** Aggregates of no rows that are 0, as `summarize` has them without keys. */
const ZERO: readonly string[] = ["count", "countif", "dcount", "dcountif", "sum", "sumif"];

function cellsOf(plugin: PluginCall): Cells {
  const { args, named, input, names, context, node } = plugin;
  if (named.size > 0) throw context.refuse("pivot with named arguments", node);
  const [by, aggregated, ...listed] = args;
  const columnOf = (arg: SyntaxNode | undefined): PlanColumn => {
    const value = arg && bindScalar(arg, { names, columns: input.columns }, context);
    const id = value?.kind === "column" ? value.id : undefined;
    const column = input.columns.find((candidate) => candidate.id === id);
    if (column === undefined) throw context.refuse("pivot by what is no column", node);
    return column;
  };
  const source = columnOf(by);
  const items: AggregateItem[] = [];
  const used = new Set<number>([source.id]);
  const cell =
    aggregated === undefined ? counted(items, plugin) : aggregate(aggregated, items, used, plugin);
  const kept =
    listed.length > 0
      ? listed.map(columnOf)
      : input.columns.filter((column) => !used.has(column.id));
  const keys = kept.map((column) => ({
    column: context.column(column.name, column.type),
    value: columnRef(column),
  }));
  const pivoted = context.column("", "string");
  const asText =
    source.type === "string" ? columnRef(source) : call("tostring", "string", [columnRef(source)]);
  const relation: Relation = {
    kind: "aggregate",
    input,
    keys: [...keys, { column: pivoted, value: asText }],
    items,
    columns: [...keys.map((key) => key.column), pivoted, cell],
  };
  const isZero = aggregated === undefined || ZERO.includes(nameOf(need(aggregated, "Name")));
  const zero = literal(cell.type, cell.type === "real" ? 0 : 0n);
  return {
    keys: keys.map((key) => key.column),
    pivoted,
    cell,
    relation,
    empty: isZero ? zero : undefined,
  };
}

function counted(items: AggregateItem[], { context }: PluginCall): PlanColumn {
  const output = context.column("", "long");
  items.push({ name: "count", args: [], outputs: [output] });
  return output;
}

/** One aggregate by itself; its columns are not among the keys. */
function aggregate(
  node: SyntaxNode,
  items: AggregateItem[],
  used: Set<number>,
  { names, input, context }: PluginCall,
): PlanColumn {
  const value = bindScalar(
    node,
    {
      names,
      columns: input.columns,
      collect(item, type) {
        const output = context.column("", type);
        items.push({ ...item, outputs: [output] });
        for (const arg of item.args) addColumns(arg, used);
        return output;
      },
    },
    context,
  );
  const [only] = items;
  const output = only?.outputs[0];
  if (
    items.length !== 1 ||
    output === undefined ||
    value.kind !== "column" ||
    value.id !== output.id
  ) {
    throw context.refuse("pivot with what is not one aggregate", node);
  }
  return output;
}

function addColumns(value: Scalar, used: Set<number>): void {
  if (value.kind === "column") used.add(value.id);
  if (value.kind === "call") for (const arg of value.args) addColumns(arg, used);
}

function question({ keys, pivoted, cell, relation }: Cells, { context }: PluginCall): Relation {
  const value = context.column("value", "string");
  const own: PivotColumns = {
    keys: keys.map(({ name, type }) => ({ name, type })),
    type: cell.type,
  };
  return {
    kind: "compute",
    input: {
      kind: "aggregate",
      input: relation,
      keys: [{ column: value, value: columnRef(pivoted) }],
      items: [],
      columns: [value],
    },
    name: "pivot_columns",
    reads: [columnRef(value)],
    settings: JSON.stringify(own),
    columns: [context.column("name", "string"), context.column("type", "string")],
  };
}
