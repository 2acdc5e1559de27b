import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { bindRelation, nameOf } from "../context.ts";
import { columnArgument, literalArgument, onlyNamed } from "./arguments.ts";
import type { PluginBinder, PluginCall } from "./plugin.ts";

/** What one of the two lookups was asked for. */
interface Lookup {
  readonly table: Relation;
  readonly address: PlanColumn;
  readonly network: PlanColumn;
  /** Columns that both sides have under one name, and that must be equal. */
  readonly keys: readonly { readonly left: PlanColumn; readonly right: PlanColumn }[];
  readonly keepsUnmatched: boolean;
}

/** `ipv4_lookup`: each row with each row of a table whose network has the row's address. */
export const bindIpv4Lookup: PluginBinder = (plugin) => {
  const lookup = lookupOf(plugin);
  const dropped = new Set(lookup.keys.map(({ right }) => right.id));
  const added = lookup.table.columns.filter(({ id }) => !dropped.has(id));
  const from = [...plugin.input.columns, ...added];
  const names = plugin.inferred?.map(({ name }) => name);
  if (names?.length !== from.length) {
    throw plugin.context.refuse("a plugin whose columns cannot be told", plugin.node);
  }
  return matched(plugin, lookup, 32, from, names);
};

/** `ipv6_lookup`: the same, for both sorts of addresses; the table's columns come first. */
export const bindIpv6Lookup: PluginBinder = (plugin) => {
  const lookup = lookupOf(plugin);
  const { context, node } = plugin;
  if (lookup.keys.length > 0) throw context.refuse("ipv6_lookup with further keys", node);
  const from = [...lookup.table.columns, ...plugin.input.columns];
  const names = from.map(({ name }) => name);
  if (new Set(names).size !== names.length) {
    throw context.refuse("ipv6_lookup of tables that share the name of a column", node);
  }
  return matched(plugin, lookup, 128, from, names);
};

function lookupOf(plugin: PluginCall): Lookup {
  const { args, named, input, names, context, node } = plugin;
  onlyNamed(plugin, ["return_unmatched"]);
  const [source, , , ...more] = args;
  if (source === undefined) throw context.wrong("The lookup lacks its table", node);
  const table = bindRelation(source, names, context);
  const last = more.at(-1);
  const isFlagLast = last !== undefined && last.kind !== "NameReference";
  const byName = named.get("return_unmatched");
  if (isFlagLast && byName !== undefined) {
    throw context.refuse("a lookup with return_unmatched twice", node);
  }
  const flag = byName ?? (isFlagLast ? last : undefined);
  const keys = (isFlagLast ? more.slice(0, -1) : more).map((arg) => {
    const name = arg.kind === "NameReference" ? nameOf(arg) : "";
    const left = input.columns.find((column) => column.name === name);
    const right = table.columns.find((column) => column.name === name);
    const isKey = left !== undefined && right !== undefined && left.type === right.type;
    if (!isKey || left.type === "dynamic" || left.type === "real") {
      throw context.refuse("a lookup by this key", arg);
    }
    return { left, right };
  });
  const address = columnArgument(plugin, 1);
  const network = columnArgument(plugin, 2, table);
  if (address.type !== "string" || network.type !== "string") {
    throw context.refuse("a lookup of addresses that are no texts", node);
  }
  const keepsUnmatched = flag !== undefined && literalArgument(plugin, flag, "bool") === true;
  return { table, address, network, keys, keepsUnmatched };
}

/** Both sides' texts are matched once each; two joins bring the rows of the pairs together. */
function matched(
  { input, context }: PluginCall,
  { table, address, network, keys, keepsUnmatched }: Lookup,
  width: 32 | 128,
  from: readonly PlanColumn[],
  names: readonly string[],
): Relation {
  const left = shareable(input, context);
  const right = shareable(table, context);
  const pairs = pairsOf(
    texts(left.again(address), context),
    texts(right.again(network), context),
    width,
    context,
  );
  const rows = left.all();
  const ranges = right.all();
  const [ip, range] = pairs.columns as [PlanColumn, PlanColumn];
  const bound = joined(
    "inner",
    pairs,
    ranges.relation,
    [[range, ranges.at(network)]],
    [ip, ...ranges.relation.columns],
    context,
  );
  const carried = (column: PlanColumn): PlanColumn =>
    bound.columns[ranges.relation.columns.indexOf(ranges.at(column)) + 1] as PlanColumn;
  const sources = from.map((column) =>
    input.columns.includes(column) ? rows.at(column) : carried(column),
  );
  const answer = joined(
    keepsUnmatched ? "leftouter" : "inner",
    rows.relation,
    bound,
    [
      [rows.at(address), bound.columns[0] as PlanColumn],
      ...keys.map((key) => [rows.at(key.left), carried(key.right)] as const),
    ],
    sources,
    context,
    names,
  );
  return left.around(right.around(answer));
}

interface Shareable {
  /** One column of the rows. */
  again(column: PlanColumn): Relation;
  /** The rows, and where a column of the table is in them. */
  all(): { readonly relation: Relation; at(column: PlanColumn): PlanColumn };
  around(body: Relation): Relation;
}

/** Rows that are computed once and read twice. */
function shareable(source: Relation, context: PluginCall["context"]): Shareable {
  const id = context.column("", "long").id;
  const row = context.column("", "long");
  const reference = (from: readonly PlanColumn[]): Relation => ({
    kind: "reference",
    id,
    from,
    row,
    columns: context.renumbered(from),
  });
  return {
    again: (column) => reference([column]),
    all() {
      const relation = reference(source.columns);
      const at = (column: PlanColumn): PlanColumn =>
        relation.columns[source.columns.indexOf(column)] as PlanColumn;
      return { relation, at };
    },
    around: (body) => ({ kind: "shared", id, source, row, body, columns: body.columns }),
  };
}

/** Each text once. */
function texts(input: Relation, context: PluginCall["context"]): Relation {
  const keys = input.columns.map((column) => ({
    column: context.column("", column.type),
    value: columnRef(column),
  }));
  return { kind: "aggregate", input, keys, items: [], columns: keys.map(({ column }) => column) };
}

/** Which address is in which network. */
function pairsOf(
  addresses: Relation,
  networks: Relation,
  width: 32 | 128,
  context: PluginCall["context"],
): Relation {
  const side = (
    relation: Relation,
    isNetwork: boolean,
  ): { relation: Relation; values: Scalar[] } => ({
    relation,
    values: [...relation.columns.map(columnRef), literal("bool", isNetwork)],
  });
  const columns = [context.column("", "string"), context.column("", "bool")];
  const all: Relation = {
    kind: "union",
    inputs: [side(addresses, false), side(networks, true)],
    columns,
  };
  return {
    kind: "compute",
    input: all,
    name: "ip_lookup",
    reads: columns.map(columnRef),
    settings: JSON.stringify(width),
    columns: [context.column("", "string"), context.column("", "string")],
  };
}

function joined(
  join: "inner" | "leftouter",
  left: Relation,
  right: Relation,
  pairs: readonly (readonly [PlanColumn, PlanColumn])[],
  sources: readonly PlanColumn[],
  context: PluginCall["context"],
  names: readonly string[] = [],
): Relation {
  const outputs = sources.map((from, place) => ({
    column: context.column(names[place] ?? "", from.type),
    from,
  }));
  return {
    kind: "join",
    join,
    left,
    right,
    keys: pairs.map(([a, b]) => ({ left: columnRef(a), right: columnRef(b) })),
    outputs,
    columns: outputs.map(({ column }) => column),
  };
}
