import { Failure } from "../../base/index.ts";
import type { Catalog, Column, KqlType } from "../compiled.ts";
import { notSupported, position } from "../parse/parse-query.ts";
import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { AggregateItem, PlanColumn, Relation } from "../plan/relation.ts";
import type { Scalar } from "../plan/scalar.ts";

/** What a name outside the row means. Tables are bound anew at each use, for fresh columns. */
export type Binding =
  | { readonly kind: "scalar"; readonly value: Scalar }
  | { readonly kind: "relation"; bind(): Relation }
  | { readonly kind: "function"; readonly declaration: SyntaxNode; readonly names: Names }
  | { readonly kind: "pattern"; readonly declaration: SyntaxNode; readonly names: Names };

/** The `let` names and parameters in force, innermost last. */
export type Names = ReadonlyMap<string, Binding>;

/** Where a scalar stands: its row, and the aggregates it may collect. */
export interface Scope {
  readonly names: Names;
  readonly columns: readonly PlanColumn[];
  /** The right side's columns, inside a join's condition. */
  readonly right?: readonly PlanColumn[];
  /** Called for each aggregate inside `summarize`; gives the column that carries it. */
  readonly collect?: (item: Omit<AggregateItem, "outputs">, type: KqlType) => PlanColumn;
  /** Called for what a step below must compute over all rows; gives the column that carries it. */
  readonly below?: (name: string, args: readonly Scalar[], type: KqlType) => PlanColumn;
}

/** Relations that one query may bind. Assumed: tables used twice in chains of `let` grow fast. */
const RELATIONS_MAX = 3_000;
/** Nesting that our own recursion and the engine's binder take without overflow. */
const DEPTH_MAX = 400;

/** The three ways down the tree; handed in, so that their modules need not import each other. */
export interface Binders {
  relation(node: SyntaxNode, names: Names, context: BindContext): Relation;
  scalar(node: SyntaxNode, scope: Scope, context: BindContext): Scalar;
  statement(node: SyntaxNode, names: Names, context: BindContext): Names;
}

/** The state of one compile: numbers for columns, and bounds. */
export class BindContext {
  readonly catalog: Catalog;
  readonly binders: Binders;
  /** Set while a step's input is bound: nothing later shows in which order its columns stand. */
  isOrderHidden = false;
  /** Set likewise: the only names of columns that later steps mention, where they mention few. */
  needed: ReadonlySet<string> | undefined = undefined;
  readonly #doubtful: Set<string> = new Set();
  readonly #missing: readonly number[];
  readonly #text: string;
  #columns = 0;
  #relations = 0;
  #depth = 0;

  constructor(catalog: Catalog, text: string, missing: readonly number[], binders: Binders) {
    this.catalog = catalog;
    this.#missing = missing;
    this.binders = binders;
    this.#text = text;
  }

  /** A column with a number of its own. */
  column(name: string, type: KqlType): PlanColumn {
    this.#columns += 1;
    return { id: this.#columns, name, type };
  }

  /** Fresh columns of the same names and types. */
  renumbered(columns: readonly Column[]): readonly PlanColumn[] {
    return columns.map((column) => this.column(column.name, column.type));
  }

  /** Notes a column of which the reference says that it is not there, and the parser that it is. */
  doubt(name: string): void {
    this.#doubtful.add(name);
  }

  /** Refuses to show a column that is in doubt; the parser may have numbered its name. */
  refuseDoubtful(columns: readonly Column[]): void {
    const found = columns.find(({ name }) => this.#doubtful.has(name.replace(/\d*$/, "")));
    if (found !== undefined) throw this.refuse("fewer names than columns for one expression");
  }

  countRelation(): void {
    this.#relations += 1;
    if (this.#relations > RELATIONS_MAX) throw this.refuse("a query with this many steps");
  }

  /** Runs one level deeper. */
  nested<Result>(node: SyntaxNode, run: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw this.refuse("nesting this deep", node);
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Refuses a construct by its name. */
  refuse(construct: string, node?: SyntaxNode): Failure {
    const isPlaced = node !== undefined && !node.isInBody && node.start < this.#text.length;
    return notSupported(construct, isPlaced ? position(this.#text, node.start) : undefined);
  }

  /** What the service itself would refuse. */
  wrong(message: string, node?: SyntaxNode): Failure {
    const isPlaced = node !== undefined && !node.isInBody;
    const at = isPlaced ? position(this.#text, node.start) : undefined;
    return new Failure("kql/semantic", message, {
      facts: at === undefined ? {} : { line: String(at.line), column: String(at.column) },
    });
  }

  /** Whether a name inside the node is one that `isfuzzy` lets be missing. */
  isMissing(node: SyntaxNode): boolean {
    if (node.isInBody) return false;
    return this.#missing.some((offset) => node.start <= offset && offset < node.end);
  }

  /** The text of a node as written. */
  source(node: SyntaxNode): string {
    return node.isInBody ? node.tokensText : this.#text.slice(node.start, node.end);
  }
}

/** A child that the grammar guarantees. */
export function need(node: SyntaxNode, name: string): SyntaxNode {
  const found = node.child(name);
  if (found === undefined) throw new Error(`${node.kind} without ${name}`);
  return found;
}

/** A declared or referenced name without quotes and brackets. */
export function nameOf(node: SyntaxNode): string {
  if (node.isToken) return node.valueText;
  switch (node.kind) {
    case "NameDeclaration":
    case "NameReference":
    case "TokenName":
    case "BracketedName":
    case "BracedName":
      return nameOf(need(node, "Name"));
    case "StringLiteralExpression":
      return need(node, "Token").valueText;
    case "CompoundStringLiteralExpression":
      return node.literalText ?? "";
    default:
      throw new Error(`no name in ${node.kind}`);
  }
}

/** The plan of one scalar expression. */
export function bindScalar(node: SyntaxNode, scope: Scope, context: BindContext): Scalar {
  // A table inside of a value is not the input that a later step tells of.
  context.needed = undefined;
  context.isOrderHidden = false;
  return context.nested(node, () => context.binders.scalar(node, scope, context));
}

/** The plan of one tabular expression. */
export function bindRelation(node: SyntaxNode, names: Names, context: BindContext): Relation {
  context.countRelation();
  return context.nested(node, () => context.binders.relation(node, names, context));
}

/** The type that the official parser infers; a plan needs one. */
export function typeOf(node: SyntaxNode, context: BindContext): KqlType {
  const type = node.scalarType;
  if (type === undefined) throw context.refuse("an expression without a known type", node);
  return type;
}
