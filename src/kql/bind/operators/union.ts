import type { KqlType } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import {
  type BindContext,
  type Binding,
  bindRelation,
  type Names,
  nameOf,
  need,
} from "../context.ts";
import { parametersOf } from "./parameters.ts";
import { bindCatalogTable, bindView } from "./sources.ts";

/** One side of a union. */
export interface Branch {
  readonly relation: Relation;
  /** What `withsource` calls it. */
  readonly source: string;
}

/** Cells of a union's plan. Assumed: what an engine binds within a second or two. */
const CELLS_MAX = 300_000;

/** `union`: rows of all branches, columns matched by name and type. */
export function bindUnion(
  node: SyntaxNode,
  input: Relation | undefined,
  names: Names,
  context: BindContext,
  before?: SyntaxNode,
): Relation {
  const parameters = parametersOf(node, ["kind", "withsource", "isfuzzy"], context);
  const kind = parameters.get("kind") ?? "outer";
  if (kind !== "outer" && kind !== "inner") throw context.refuse(`union kind=${kind}`, node);
  const first = before === undefined ? "union_arg0" : (asName(before) ?? "union_arg0");
  const { needed } = context;
  context.needed = undefined;
  context.isOrderHidden = false;
  const branches: Branch[] = input === undefined ? [] : [{ relation: input, source: first }];
  let place = branches.length;
  for (const item of node.items("Expressions")) {
    if (!context.isMissing(item)) branches.push(...branchesOf(item, place, names, context, needed));
    place += 1;
  }
  if (branches.length === 0) throw context.refuse("a union of tables that are all missing", node);
  const withSource = parameters.get("withsource");
  if (withSource !== undefined && input !== undefined && first === "union_arg0") {
    throw context.refuse("withsource after a pipe", node);
  }
  const isListed = !node.items("Expressions").some((item) => coversLets(item, names, context));
  return unionOf(node, branches, { kind, withSource, isListed, needed }, context);
}

/** A wildcard over names of `let` that are no views: the official parser takes them for tables. */
function coversLets(item: SyntaxNode, names: Names, context: BindContext): boolean {
  const wildcard = item.kind === "NameReference" ? need(item, "Name") : undefined;
  if (wildcard?.kind !== "WildcardedName") return false;
  const test = wildcardTest(wildcard, context);
  return [...names].some(([name, bound]) => test.test(name) && !isView(bound));
}

/** The rows of all branches, columns matched by name and type. */
export function unionOf(
  node: SyntaxNode,
  branches: readonly Branch[],
  {
    kind,
    withSource,
    isListed = true,
    needed,
  }: {
    readonly kind: string;
    readonly withSource: string | undefined;
    /** Whether the official parser's list of columns is of the same tables. */
    readonly isListed?: boolean;
    /** The names that later steps mention: other columns are left out. */
    readonly needed?: ReadonlySet<string> | undefined;
  },
  context: BindContext,
): Relation {
  const isNeeded = (name: string): boolean =>
    needed === undefined || needed.has(name) || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name);
  const outputs = outputsOf(node, branches, kind, context).filter(
    ({ column, from }) => isNeeded(column.name) || isNeeded(from.name),
  );
  if (outputs.length * branches.length > CELLS_MAX) {
    throw context.refuse("a union of this many tables and columns", node);
  }
  if (isListed) checkNames(node, outputs, { kind, withSource, isNeeded }, context);
  const start = withSource === undefined ? [] : [context.column(withSource, "string")];
  const inputs = branches.map(({ relation, source }) => ({
    relation,
    values: [
      ...start.map((): Scalar => literal("string", source)),
      ...outputs.map(({ from }) => valueFor(from, relation)),
    ],
  }));
  return { kind: "union", inputs, columns: [...start, ...outputs.map(({ column }) => column)] };
}

/** A column of the union, and what it takes from its branches: columns of one name and type. */
interface Output {
  readonly column: PlanColumn;
  readonly from: Pick<PlanColumn, "name" | "type">;
}

/**
 * Columns in the order in which their names come first. A name of several types is `name_type` for
 * each, with a number where another column has that name already.
 *
 * Source: answers of the service; the official parser must list the same names where none collide.
 */
function outputsOf(
  node: SyntaxNode,
  branches: readonly Branch[],
  kind: string,
  context: BindContext,
): readonly Output[] {
  const common = kind === "inner" ? commonNames(node, branches, context) : undefined;
  const types = new Map<string, Set<KqlType>>();
  for (const { name, type } of branches.flatMap((branch) => branch.relation.columns)) {
    if (common?.has(name) === false) continue;
    types.set(name, (types.get(name) ?? new Set()).add(type));
  }
  const pairs = [...types].flatMap(([name, all]) => [...all].map((type) => ({ name, type })));
  const taken = new Set([...types].flatMap(([name, all]) => (all.size === 1 ? [name] : [])));
  return pairs.map((from): Output => {
    if (types.get(from.name)?.size === 1)
      return { column: context.column(from.name, from.type), from };
    const split = `${from.name}_${from.type}`;
    let name = split;
    for (let number = 1; taken.has(name); number += 1) name = `${split}${number}`;
    taken.add(name);
    return { column: context.column(name, from.type), from };
  });
}

/** Refuses where the official parser lists other names than ours, but for those with numbers. */
function checkNames(
  node: SyntaxNode,
  outputs: readonly Output[],
  {
    kind,
    withSource,
    isNeeded,
  }: {
    readonly kind: string;
    readonly withSource: string | undefined;
    readonly isNeeded: (name: string) => boolean;
  },
  context: BindContext,
): void {
  const listed = node.columns;
  if (listed === undefined || kind === "inner" || context.isMissing(node)) return;
  const own = new Set(outputs.map(({ column }) => column.name));
  const theirs = listed
    .slice(withSource === undefined ? 0 : 1)
    .map(({ name }) => name)
    .filter((name) => own.has(name) || isNeeded(name));
  const ours = [...own];
  if (theirs.length === ours.length && theirs.every((name, place) => name === ours[place])) return;
  const numbered = /^(?:bool|datetime|decimal|dynamic|guid|int|long|real|string|timespan)\d+$/;
  if (![...ours, ...theirs].some((name) => numbered.test(lastPart(name)))) {
    throw context.refuse("a union of columns that differ in type", node);
  }
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("_") + 1);
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

/** The tables that one item of a union names. */
export function branchesOf(
  item: SyntaxNode,
  index: number,
  names: Names,
  context: BindContext,
  needed?: ReadonlySet<string>,
): readonly Branch[] {
  if (item.kind === "ParenthesizedExpression") {
    const inner = need(item, "Expression");
    if (inner.kind === "NameReference") return branchesOf(inner, index, names, context, needed);
    return [{ relation: bindRelation(inner, names, context), source: asName(inner) ?? arg(index) }];
  }
  if (item.kind !== "NameReference") {
    return [{ relation: bindRelation(item, names, context), source: arg(index) }];
  }
  const wildcard = need(item, "Name");
  if (wildcard.kind === "WildcardedName") return matching(item, wildcard, names, context, needed);
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
  needed?: ReadonlySet<string>,
): readonly Branch[] {
  const test = wildcardTest(wildcard, context);
  const tables = context.catalog.tables
    .filter((table) => test.test(table.name))
    .map((table) => ({
      relation: narrowed(bindCatalogTable(table.name, item, context), needed),
      source: table.name,
    }));
  return [...tables, ...views(names, context).filter(({ source }) => test.test(source))];
}

/** A table with only the columns that are mentioned, and its time, which requests may cut by. */
function narrowed(scan: Relation, needed: ReadonlySet<string> | undefined): Relation {
  if (needed === undefined || scan.kind !== "scan") return scan;
  const mentioned = [...needed];
  const isKept = ({ name }: Pick<PlanColumn, "name">): boolean =>
    name === "TimeGenerated" ||
    !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ||
    mentioned.some((each) => each === name || each.startsWith(`${name}_`));
  const { table } = scan;
  return {
    ...scan,
    table: { ...table, columns: table.columns.filter(isKept) },
    columns: scan.columns.filter(isKept),
  };
}

function wildcardTest(wildcard: SyntaxNode, context: BindContext): RegExp {
  const pattern = context.source(wildcard);
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`);
}

function isView(bound: Binding): bound is Extract<Binding, { kind: "function" }> {
  return bound.kind === "function" && bound.declaration.child("ViewKeyword") !== undefined;
}

/** The functions that `let` declares as views: only they count as tables beside the catalog's. */
export function views(names: Names, context: BindContext): readonly Branch[] {
  return [...names].flatMap(([source, bound]) => {
    const isView =
      bound.kind === "function" && bound.declaration.child("ViewKeyword") !== undefined;
    return isView
      ? [{ source, relation: bindView(source, bound, bound.declaration, context) }]
      : [];
  });
}

/** A branch's value for a column: its own, or null (empty for strings) where it has none. */
function valueFor({ name, type }: Output["from"], relation: Relation): Scalar {
  const own = relation.columns.find((column) => column.name === name && column.type === type);
  return own === undefined ? literal(type, type === "string" ? "" : null) : columnRef(own);
}
