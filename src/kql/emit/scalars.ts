import { unreachable } from "../../base/index.ts";
import type { EngineValue, KqlType, SqlParameter } from "../compiled.ts";
import { ENGINE_TYPE } from "../functions/casts.ts";
import type { Argument, Emit, EmitContext } from "../functions/define.ts";
import { refuse } from "../functions/define.ts";
import { aggregateFunction, scalarFunction } from "../functions/table.ts";
import type { AggregateItem, Relation } from "../plan/relation.ts";
import type { Scalar } from "../plan/scalar.ts";

/** Longest SQL text that we hand to an engine. Assumed: larger plans take seconds to bind. */
export const SQL_CHARACTERS_MAX = 2_000_000;
/** DuckDB refuses more parameters than a 16-bit number counts. */
const PARAMETERS_MAX = 65_000;

/** The parameters of one statement, each constant once. */
export class Parameters {
  readonly list: SqlParameter[] = [];
  readonly #places: Map<string, number> = new Map();

  value(type: KqlType, value: EngineValue): string {
    const place = this.#place(`${type} ${typeof value} ${value}`, { kind: "value", type, value });
    return `CAST($${place} AS ${ENGINE_TYPE[type]})`;
  }

  slot(slot: "now" | "timespanEnd" | "timespanStart"): string {
    return `CAST($${this.#place(slot, { kind: "slot", slot })} AS BIGINT)`;
  }

  #place(key: string, parameter: SqlParameter): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.list.length >= PARAMETERS_MAX) return refuse("a query with this many literals");
    this.list.push(parameter);
    this.#places.set(key, this.list.length);
    return this.list.length;
  }
}

interface Shared {
  readonly alias: string;
  readonly sql: string;
  readonly depth: number;
}

/**
 * Expressions that a step's SQL mentions more than once, computed first in subqueries below it.
 *
 * Without it, text that repeats its arguments would grow exponentially with nesting.
 */
export class SharedExpressions {
  readonly #shared: Map<string, Shared> = new Map();
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** A short name for the expression; short expressions stand for themselves. */
  once(sql: string): string {
    if (/^(?:[a-z]+\d+|CAST\(\$\d+ AS [A-Z]+\))$/.test(sql)) return sql;
    const known = this.#shared.get(sql);
    if (known !== undefined) return known.alias;
    const depth = 1 + this.#depthOf(sql);
    const alias = `${this.#prefix}x${this.#shared.size + 1}`;
    this.#shared.set(sql, { alias, sql, depth });
    return alias;
  }

  /** The input with the shared expressions as further columns. */
  over(input: string): string {
    let from = input;
    const all = [...this.#shared.values()];
    const deepest = Math.max(0, ...all.map((shared) => shared.depth));
    for (let depth = 1; depth <= deepest; depth += 1) {
      const layer = all.filter((shared) => shared.depth === depth);
      const added = layer.map((shared) => `${shared.sql} AS ${shared.alias}`).join(", ");
      from = `(SELECT *, ${added} FROM ${from})`;
    }
    return from;
  }

  #depthOf(sql: string): number {
    let depth = 0;
    const names = new RegExp(`\\b${this.#prefix}x\\d+\\b`, "g");
    const used = new Set(sql.match(names) ?? []);
    for (const shared of this.#shared.values()) {
      if (used.has(shared.alias)) depth = Math.max(depth, shared.depth);
    }
    return depth;
  }
}

/** Writes scalars for one step. */
export interface ScalarScope {
  readonly parameters: Parameters;
  readonly shared: SharedExpressions;
  /** See `EmitContext.window`; empty where all rows are one window. */
  readonly window?: string;
  emitRelation(relation: Relation): string;
}

/** SQL of one scalar. */
export function scalarSql(node: Scalar, scope: ScalarScope, isCondition = false): string {
  switch (node.kind) {
    case "column":
      return `c${node.id}`;
    case "literal":
      return scope.parameters.value(node.type, node.value);
    case "now":
    case "timespanStart":
    case "timespanEnd":
      return scope.parameters.slot(node.kind);
    case "subquery":
      return `(SELECT c${node.relation.columns[0]?.id} FROM (${scope.emitRelation(node.relation)}) LIMIT 1)`;
    case "inRelation":
      return memberSql(node, scope);
    case "call":
      return callSql(node, scope, isCondition);
    default:
      return unreachable(node);
  }
}

function callSql(
  node: Extract<Scalar, { kind: "call" }>,
  scope: ScalarScope,
  isCondition: boolean,
): string {
  const row = scalarFunction(node.name);
  if (row === undefined) return refuse(`function ${node.name}`);
  const staysCondition = isCondition && (node.name === "and" || node.name === "or");
  const context = contextOf(node.type, scope, isCondition);
  const plain = node.args.map((arg) => argument(arg, scope, staysCondition));
  const args = swallowsErrors(row.emit.duckdb, plain, context) ? plain.map(apart(scope)) : plain;
  const sql = row.emit.duckdb(args, context);
  if (sql.length > SQL_CHARACTERS_MAX) return refuse("an expression of this size");
  return sql;
}

/** What may refuse a value when the query runs, or is volatile, which the engine keeps out of TRY. */
const MAY_FAIL: RegExp = /\b(?:kql_\w+|error|random|uuid)\(/;

/** Whether a row's SQL would turn the refusal of an argument into a null. */
function swallowsErrors(emit: Emit, args: readonly Argument[], context: EmitContext): boolean {
  if (!args.some((arg) => MAY_FAIL.test(arg.sql))) return false;
  const bare = args.map((arg, index) => ({ ...arg, sql: `c${index}` }));
  return emit(bare, { ...context, once: (sql) => sql }).includes("TRY(");
}

/** An argument that is computed before the call. */
function apart(scope: ScalarScope): (arg: Argument) => Argument {
  return (arg) => (MAY_FAIL.test(arg.sql) ? { ...arg, sql: scope.shared.once(arg.sql) } : arg);
}

function argument(node: Scalar, scope: ScalarScope, isCondition: boolean): Argument {
  const written = scalarSql(node, scope, isCondition);
  // The engine takes no subquery inside TRY, nor one that is mentioned twice.
  const sql = node.kind === "subquery" ? scope.shared.once(written) : written;
  const constant = node.kind === "literal" ? node.value : undefined;
  return { sql, type: node.type, constant };
}

function contextOf(type: KqlType, scope: ScalarScope, isCondition: boolean): EmitContext {
  return {
    type,
    isCondition,
    window: scope.window ?? "",
    parameter: (of, value) => scope.parameters.value(of, value),
    once: (sql) => scope.shared.once(sql),
  };
}

function memberSql(node: Extract<Scalar, { kind: "inRelation" }>, scope: ScalarScope): string {
  const column = node.relation.columns[0];
  if (column === undefined) return refuse("in with a table that has no column");
  const fold = (sql: string): string => (node.foldsCase ? `lower(${sql})` : sql);
  const needle = fold(scalarSql(node.needle, scope));
  const values = `SELECT ${fold(`c${column.id}`)} FROM (${scope.emitRelation(node.relation)})`;
  const found = `${needle} IN (${values} WHERE c${column.id} IS NOT NULL)`;
  return `coalesce(${found}, false)`;
}

/** SQL of one aggregate over the rows of a group. */
export function aggregateSql(item: AggregateItem, scope: ScalarScope): string {
  const row = aggregateFunction(item.name);
  const first = item.outputs[0];
  if (row === undefined || first === undefined) return refuse(`aggregate ${item.name}`);
  const args = item.args.map((arg) => argument(arg, scope, false));
  return row.emit.duckdb(args, contextOf(first.type, scope, false));
}
