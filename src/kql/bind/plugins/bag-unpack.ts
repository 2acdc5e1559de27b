import type { BagUnpackColumns } from "../../functions/plugins/columns.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { bindScalar } from "../context.ts";
import { projection } from "../operators/project.ts";
import { askColumns, type PluginCall } from "./plugin.ts";

const CONFLICTS = ["error", "replace_source", "keep_source"] as const;

interface Asked {
  readonly bag: PlanColumn;
  readonly prefix: string;
  readonly conflict: (typeof CONFLICTS)[number];
  readonly ignored: readonly string[];
}

/** `bag_unpack`: a column for each property of a bag. */
export function bindBagUnpack(plugin: PluginCall): Relation {
  const { input, schema, context } = plugin;
  const asked = askedOf(plugin);
  const kept = input.columns.filter((column) => column.id !== asked.bag.id);
  if (schema === undefined) return askColumns(plugin, question(asked, kept, plugin));
  return projection(
    input,
    schema.map(({ name, type }) => {
      const column = context.column(name, type);
      const source = kept.find((candidate) => candidate.name === name);
      const property = name.startsWith(asked.prefix) ? name.slice(asked.prefix.length) : undefined;
      if (source !== undefined && asked.conflict !== "replace_source") {
        if (source.type !== type) throw context.wrong(`The column ${name} is not a ${type}`);
        return { column, value: columnRef(source) };
      }
      if (property !== undefined) return { column, value: propertyOf(asked.bag, property, type) };
      throw context.refuse(`bag_unpack with the column ${name} in its schema`, plugin.node);
    }),
  );
}

function propertyOf(bag: PlanColumn, property: string, type: PlanColumn["type"]): Scalar {
  const element = call("element", "dynamic", [columnRef(bag), literal("string", property)]);
  return type === "dynamic"
    ? element
    : call("element as", type, [element, literal("string", type)]);
}

/** The distinct shapes of the bags, and what follows from them. */
function question(
  asked: Asked,
  kept: readonly PlanColumn[],
  { input, context }: PluginCall,
): Relation {
  const shape = context.column("shape", "dynamic");
  const shapes: Relation = {
    kind: "aggregate",
    input,
    keys: [{ column: shape, value: call("bag shape", "dynamic", [columnRef(asked.bag)]) }],
    items: [],
    columns: [shape],
  };
  const { prefix, conflict, ignored } = asked;
  const own: BagUnpackColumns = {
    kept: kept.map(({ name, type }) => ({ name, type })),
    prefix,
    conflict,
    ignored,
  };
  return {
    kind: "compute",
    input: shapes,
    name: "bag_unpack_columns",
    reads: [columnRef(shape)],
    settings: JSON.stringify(own),
    columns: [context.column("name", "string"), context.column("type", "string")],
  };
}

function askedOf(plugin: PluginCall): Asked {
  const { args, named, input, names, context, node } = plugin;
  const unknown = [...named.keys()].find(
    (name) => !["OutputColumnPrefix", "columnsConflict", "ignoredProperties"].includes(name),
  );
  if (unknown !== undefined) throw context.refuse(`bag_unpack with ${unknown}`, node);
  const constant = (place: number, name: string): unknown => {
    const given = named.get(name) ?? args[place];
    if (given === undefined) return undefined;
    const value = bindScalar(given, { names, columns: [] }, context);
    if (value.kind !== "literal") throw context.refuse(`bag_unpack with a computed ${name}`, given);
    return value.value;
  };
  const conflict = CONFLICTS.find((known) => known === (constant(2, "columnsConflict") ?? "error"));
  if (conflict === undefined)
    throw context.wrong("bag_unpack: not a value of columnsConflict", node);
  const ignored = constant(3, "ignoredProperties");
  return {
    bag: bagOf(args[0], plugin, input),
    prefix: String(constant(1, "OutputColumnPrefix") ?? ""),
    conflict,
    ignored: typeof ignored === "string" ? (JSON.parse(ignored) as string[]) : [],
  };
}

function bagOf(
  node: SyntaxNode | undefined,
  { names, context, node: whole }: PluginCall,
  input: Relation,
): PlanColumn {
  const value =
    node === undefined ? undefined : bindScalar(node, { names, columns: input.columns }, context);
  const id = value?.kind === "column" ? value.id : undefined;
  const column = input.columns.find((candidate) => candidate.id === id);
  if (column?.type !== "dynamic") {
    throw context.wrong("bag_unpack: the first argument must be a dynamic column", whole);
  }
  return column;
}
