import type { BagUnpackColumns } from "../../functions/plugins/columns.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { bindScalar } from "../context.ts";
import { projection } from "../operators/project.ts";
import { literalArgument } from "./arguments.ts";
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

/** Parameters behind the bag, in their order. */
const PARAMETERS = ["OutputColumnPrefix", "columnsConflict", "ignoredProperties"] as const;

function askedOf(plugin: PluginCall): Asked {
  const { args, named, input, context, node } = plugin;
  const isKnown = (name: string): boolean => PARAMETERS.some((known) => known === name);
  const unknown = [...named.keys()].find((name) => !isKnown(name));
  if (unknown !== undefined) throw context.refuse(`bag_unpack with ${unknown}`, node);
  const given = PARAMETERS.map((name, index) => {
    const [byPlace, byName] = [args[index + 1], named.get(name)];
    if (byPlace !== undefined && byName !== undefined) {
      throw context.refuse(`bag_unpack with ${name} twice`, node);
    }
    return byPlace ?? byName;
  });
  if (args.length > PARAMETERS.length + 1) {
    throw context.refuse("bag_unpack with this many arguments", node);
  }
  const [prefix, conflictText, ignored] = given;
  const text = (arg: SyntaxNode): string => String(literalArgument(plugin, arg, "string"));
  const wanted = conflictText === undefined ? "error" : text(conflictText);
  const conflict = CONFLICTS.find((known) => known === wanted);
  if (conflict === undefined) {
    throw context.wrong("bag_unpack: not a value of columnsConflict", node);
  }
  return {
    bag: bagOf(args[0], plugin, input),
    prefix: prefix === undefined ? "" : text(prefix),
    conflict,
    ignored: ignored === undefined ? [] : namesIn(ignored, plugin),
  };
}

/** The texts of a literal array. */
function namesIn(arg: SyntaxNode, plugin: PluginCall): readonly string[] {
  const names: unknown = JSON.parse(String(literalArgument(plugin, arg, "dynamic")));
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    throw plugin.context.refuse(
      "bag_unpack with ignoredProperties that are no array of texts",
      arg,
    );
  }
  return names;
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
