import { Failure } from "../../base/index.ts";
import type { Dialect, EngineFunction, EngineValue, KqlType } from "../compiled.ts";

/** An argument whose SQL is already written. */
export interface Argument {
  readonly sql: string;
  readonly type: KqlType;
  /** The value of a literal; undefined where it is known only at run time. */
  readonly constant: EngineValue | undefined;
}

/** What a row may ask of the emitter. */
export interface EmitContext {
  /** Type of the whole call. */
  readonly type: KqlType;
  /** True where SQL null and false mean the same, so that an index-friendly form will do. */
  readonly isCondition: boolean;
  /** What a window over the rows of this step starts with, inside of its brackets. */
  readonly window: string;
  /** A parameter that carries this constant. */
  parameter(type: KqlType, value: EngineValue): string;
  /** A short name for an expression that the row's SQL mentions more than once. */
  once(sql: string): string;
}

export type Emit = (args: readonly Argument[], context: EmitContext) => string;

/** `inferred`: as the official parser says. */
export type Returns = KqlType | "inferred";

/**
 * One row of the function table: everything this product knows of one KQL scalar function or
 * operator.
 *
 * The binder reads `returns`, the emitters `emit`, the reference page `summary` and `source`, and
 * the tests run every pair in `examples` on a real engine.
 */
export interface ScalarFunction {
  /** Name as KQL spells it. */
  readonly name: string;
  /** One line, starting with a verb. */
  readonly summary: string;
  /** Page of the KQL reference that the behaviour was taken from. */
  readonly source: string;
  readonly returns: Returns;
  readonly emit: Readonly<Record<Dialect, Emit>>;
  /** The functions that the SQL of `emit` calls and an engine does not have of its own. */
  readonly engine?: readonly EngineFunction[];
  /** `[KQL expression, expected value]`, the value as the wire would print it. */
  readonly examples: readonly Example[];
}

export type Example = readonly [kql: string, expected: boolean | number | string | null];

/** One row of the aggregate table. `args` are emitted over the rows of a group. */
export interface AggregateFunction {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly returns: Returns;
  readonly emit: Readonly<Record<Dialect, Emit>>;
  /** As a scalar function's. */
  readonly engine?: readonly EngineFunction[];
  /** `[pipeline over rows of (g: string, x: long, s: string, p: bool), value of the last column]`. */
  readonly examples: readonly Example[];
}

const PAGES = "https://learn.microsoft.com/kusto/query/";

/** Writes one row; `page` is the last part of the reference page's address. */
export function scalar(
  name: string,
  page: string,
  summary: string,
  returns: Returns,
  duckdb: Emit,
  examples: readonly Example[],
): ScalarFunction {
  return { name, summary, source: PAGES + page, returns, emit: { duckdb }, examples };
}

/** The same behaviour under another name. */
export function alias(name: string, of: ScalarFunction): ScalarFunction {
  return { ...of, name, examples: [] };
}

/** Writes one aggregate's row. */
export function aggregate(
  name: string,
  page: string,
  summary: string,
  returns: Returns,
  duckdb: Emit,
  examples: readonly Example[],
): AggregateFunction {
  return { name, summary, source: PAGES + page, returns, emit: { duckdb }, examples };
}

/** Refuses a form of a function by name. */
export function refuse(construct: string): never {
  throw new Failure("kql/not-supported", `${construct} is not supported`, { facts: { construct } });
}

/** SQL that refuses a value which only the running query meets; `construct` has no quotes. */
export function refusedSql(construct: string): string {
  return `error('lazurite refuses: ${construct}')`;
}

/** An argument that must be there; the official parser has checked the count. */
export function at(args: readonly Argument[], index: number): Argument {
  const found = args[index];
  if (found === undefined) return refuse("a call with this number of arguments");
  return found;
}

/** A literal string argument, or a refusal: the row's SQL depends on its value. */
export function constantText(args: readonly Argument[], index: number, of: string): string {
  const found = at(args, index).constant;
  if (typeof found !== "string") return refuse(`${of} with a value that is not a literal`);
  return found;
}
