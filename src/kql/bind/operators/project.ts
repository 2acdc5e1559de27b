import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Assignment, PlanColumn, Relation } from "../../plan/relation.ts";
import { columnRef, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindScalar, type Names, nameOf, need } from "../context.ts";
import { bindItems } from "../several.ts";
import { inferredColumns, parametersOf } from "./parameters.ts";

/** A `project` step from columns and their values. */
export function projection(input: Relation, assignments: readonly Assignment[]): Relation {
  return { kind: "project", input, assignments, columns: assignments.map(({ column }) => column) };
}

/** `project`: these columns and no others. */
export function bindProject(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  const { input: below, bound } = bindItems(node.items("Expressions"), input, names, context, true);
  const values = bound.map(({ value }) => value);
  const inferred = inferredColumns(node, values.length, context);
  return projection(
    below,
    values.map((value, index) => ({
      column: context.column(inferred[index]?.name ?? "", value.type),
      value,
    })),
  );
}

/** `extend`: all columns, with new ones behind and replaced ones in their place. */
export function bindExtend(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  parametersOf(node, [], context);
  return extended(node, node.items("Expressions"), input, names, context);
}

/** `serialize`: keeps the order, and may extend. */
export function bindSerialize(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const items = node.items("Expressions");
  return items.length === 0 ? input : extended(node, items, input, names, context);
}

function extended(
  node: SyntaxNode,
  items: readonly SyntaxNode[],
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const { input: below, bound } = bindItems(items, input, names, context);
  const inferred = inferredColumns(node, undefined, context).map((column) => column.name);
  // A name twice: the official parser after `parse` into a column that was there already.
  const listed = [...new Set(inferred)];
  return projection(below, extension(node, input, bound, listed, context));
}

/**
 * Where each new value goes. Unnamed ones take the names that the official parser adds, in order;
 * the outcome must then be exactly its list of names.
 */
export function extension(
  node: SyntaxNode,
  input: Relation,
  added: readonly { readonly name: string; readonly value: Scalar }[],
  inferred: readonly string[],
  context: BindContext,
): readonly Assignment[] {
  const known = new Set([
    ...input.columns.map((column) => column.name),
    ...added.map(({ name }) => name),
  ]);
  const generated = inferred.filter((name) => !known.has(name));
  const assignments = input.columns.map(
    (column): Assignment => ({ column, value: columnRef(column) }),
  );
  for (const { name, value } of added) {
    const column = context.column(name === "" ? (generated.shift() ?? "") : name, value.type);
    const place = assignments.findIndex((entry) => entry.column.name === column.name);
    if (place === -1) assignments.push({ column, value });
    else assignments[place] = { column, value };
  }
  const isSame =
    assignments.length === inferred.length &&
    assignments.every(({ column }, index) => column.name === inferred[index]);
  if (!isSame) throw context.refuse("an operator whose columns cannot be told", node);
  return assignments;
}

/** `project-away` and `project-keep`: a choice of the columns. */
export function bindSelect(
  node: SyntaxNode,
  input: Relation,
  _names: Names,
  context: BindContext,
): Relation {
  const kept = inferredColumns(node, undefined, context);
  return projection(
    input,
    kept.map(({ name }) => passed(named(name, input, node, context), context)),
  );
}

/** `project-reorder`: all columns in another order. */
export function bindReorder(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  inferredColumns(node, input.columns.length, context);
  return bindSelect(node, input, names, context);
}

/** `project-rename`: the same columns under other names. */
export function bindRename(
  node: SyntaxNode,
  input: Relation,
  names: Names,
  context: BindContext,
): Relation {
  const scope = { names, columns: input.columns };
  const renamed = new Map<number, string>();
  for (const item of node.items("Expressions")) {
    const value = bindScalar(need(item, "Expression"), scope, context);
    if (value.kind !== "column") throw context.refuse("project-rename of an expression", item);
    renamed.set(value.id, nameOf(need(item, "Name")));
  }
  const inferred = inferredColumns(node, input.columns.length, context);
  return projection(
    input,
    input.columns.map((column, index): Assignment => {
      const name = renamed.get(column.id) ?? column.name;
      if (inferred[index]?.name !== name) {
        throw context.refuse("an operator whose columns cannot be told", node);
      }
      return { column: context.column(name, column.type), value: columnRef(column) };
    }),
  );
}

function named(name: string, input: Relation, node: SyntaxNode, context: BindContext): PlanColumn {
  const found = input.columns.find((column) => column.name === name);
  if (found === undefined) throw context.refuse("an operator whose columns cannot be told", node);
  return found;
}

function passed(column: PlanColumn, context: BindContext): Assignment {
  return { column: context.column(column.name, column.type), value: columnRef(column) };
}
