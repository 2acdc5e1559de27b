import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { type BindContext, bindRelation, type Names, nameOf, need } from "../context.ts";
import { parametersOf } from "./parameters.ts";
import { bindCatalogTable } from "./sources.ts";

interface Branch {
  readonly relation: Relation;
  /** What `withsource` calls it. */
  readonly source: string;
}

/** `union`: rows of all branches, columns matched by name and type. */
export function bindUnion(
  node: SyntaxNode,
  input: Relation | undefined,
  names: Names,
  context: BindContext,
): Relation {
  const parameters = parametersOf(node, ["kind", "withsource", "isfuzzy"], context);
  const kind = parameters.get("kind") ?? "outer";
  if (kind !== "outer" && kind !== "inner") throw context.refuse(`union kind=${kind}`, node);
  const branches: Branch[] = input === undefined ? [] : [{ relation: input, source: "union_arg0" }];
  let place = branches.length;
  for (const item of node.items("Expressions")) {
    if (!context.isMissing(item)) branches.push(...branchesOf(item, place, names, context));
    place += 1;
  }
  if (branches.length === 0) throw context.refuse("a union of tables that are all missing", node);
  const withSource = parameters.get("withsource");
  if (withSource !== undefined && input !== undefined) {
    throw context.refuse("withsource after a pipe", node);
  }
  const columns = columnsOf(node, branches, kind, withSource, context);
  const inputs = branches.map(({ relation, source }) => {
    const start = withSource === undefined ? [] : [literal("string", source)];
    const rest = columns.slice(start.length);
    const values = rest.map((column) => valueFor(column, rest, relation));
    if (kind === "outer") checkComplete(values, relation, node, context);
    return { relation, values: [...start, ...values] };
  });
  return { kind: "union", inputs, columns };
}

/** As the official parser lists them; by name where missing tables leave its list open. */
function columnsOf(
  node: SyntaxNode,
  branches: readonly Branch[],
  kind: string,
  withSource: string | undefined,
  context: BindContext,
): readonly PlanColumn[] {
  const listed = node.columns;
  if (listed !== undefined && !context.isMissing(node)) {
    if (listed.some(({ name, type }) => new RegExp(`_${type}\\d+$`).test(name))) {
      throw context.refuse("a union of columns whose split names collide", node);
    }
    const common = kind === "inner" ? commonNames(node, branches, context) : undefined;
    const kept = listed.filter(
      ({ name }, index) =>
        common === undefined || common.has(name) || (withSource !== undefined && index === 0),
    );
    return kept.map(({ name, type }, index) => {
      if (withSource !== undefined && index === 0) return context.column(name, "string");
      if (type === undefined) throw context.refuse("a union column of unknown type", node);
      return context.column(name, type);
    });
  }
  const found = new Map<string, PlanColumn>();
  if (withSource !== undefined) found.set(withSource, context.column(withSource, "string"));
  for (const column of branches.flatMap((branch) => branch.relation.columns)) {
    const known = found.get(column.name);
    if (kind === "inner" || (known !== undefined && known.type !== column.type)) {
      throw context.refuse("a fuzzy union of columns that differ", node);
    }
    if (known === undefined) found.set(column.name, context.column(column.name, column.type));
  }
  return [...found.values()];
}

/** Names that all branches have, which the official parser takes for those that any has. */
function commonNames(
  node: SyntaxNode,
  branches: readonly Branch[],
  context: BindContext,
): ReadonlySet<string> {
  const [first, ...rest] = branches.map((branch) => branch.relation.columns);
  const common = (first ?? []).filter(({ name, type }) =>
    rest.every((columns) => {
      const found = columns.find((column) => column.name === name);
      if (found !== undefined && found.type !== type) {
        throw context.refuse("an inner union of columns that differ in type", node);
      }
      return found !== undefined;
    }),
  );
  if (common.length === 0) throw context.refuse("an inner union without common columns", node);
  return new Set(common.map((column) => column.name));
}

function branchesOf(
  item: SyntaxNode,
  index: number,
  names: Names,
  context: BindContext,
): readonly Branch[] {
  if (item.kind === "ParenthesizedExpression") {
    const inner = need(item, "Expression");
    if (inner.kind === "NameReference") return branchesOf(inner, index, names, context);
    return [{ relation: bindRelation(inner, names, context), source: asName(inner) ?? arg(index) }];
  }
  if (item.kind !== "NameReference") {
    return [{ relation: bindRelation(item, names, context), source: arg(index) }];
  }
  const wildcard = need(item, "Name");
  if (wildcard.kind === "WildcardedName") return matching(item, wildcard, names, context);
  const name = nameOf(item);
  const source = names.get(name)?.kind === "relation" ? arg(index) : name;
  return [{ relation: bindRelation(item, names, context), source }];
}

function arg(index: number): string {
  return `union_arg${index}`;
}

/** The name that a final `as` gives. */
function asName(node: SyntaxNode): string | undefined {
  const operator = node.kind === "PipeExpression" ? need(node, "Operator") : undefined;
  return operator?.kind === "AsOperator" ? nameOf(need(operator, "Name")) : undefined;
}

function matching(
  item: SyntaxNode,
  wildcard: SyntaxNode,
  names: Names,
  context: BindContext,
): readonly Branch[] {
  const pattern = context.source(wildcard);
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  const test = new RegExp(`^${escaped}$`);
  if ([...names.keys()].some((name) => test.test(name))) {
    throw context.refuse("a union over names that let declares", item);
  }
  return context.catalog.tables
    .filter((table) => test.test(table.name))
    .map((table) => ({
      relation: bindCatalogTable(table.name, item, context),
      source: table.name,
    }));
}

/** A branch's value for a column: its own, or null (empty for strings) where it has none. */
function valueFor(column: PlanColumn, all: readonly PlanColumn[], relation: Relation): Scalar {
  const own = relation.columns.find(
    (candidate) => candidate.type === column.type && carries(column.name, candidate, all),
  );
  if (own !== undefined) return columnRef(own);
  return literal(column.type, column.type === "string" ? "" : null);
}

/** Names that come with several types are told apart as `name_type`. */
function carries(name: string, candidate: PlanColumn, all: readonly PlanColumn[]): boolean {
  const isPlain = all.some(
    (column) => column.name === candidate.name && column.type === candidate.type,
  );
  return isPlain ? candidate.name === name : `${candidate.name}_${candidate.type}` === name;
}

/** Every column of a branch must have come through exactly once. */
function checkComplete(
  values: readonly Scalar[],
  relation: Relation,
  node: SyntaxNode,
  context: BindContext,
): void {
  const used = values.flatMap((value) => (value.kind === "column" ? [value.id] : []));
  const isComplete = used.length === relation.columns.length && new Set(used).size === used.length;
  if (!isComplete) throw context.refuse("a union of columns that differ in type", node);
}
