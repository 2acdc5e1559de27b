import type { EngineFunction, EngineValue, KqlType } from "../compiled.ts";
import { widen } from "./casts.ts";
import {
  type Argument,
  at,
  type EmitContext,
  type Example,
  type ScalarFunction,
  scalar,
} from "./define.ts";

interface ValueOf {
  readonly bool: boolean;
  readonly datetime: bigint;
  readonly decimal: string;
  readonly dynamic: string;
  readonly guid: string;
  readonly int: number;
  readonly long: bigint;
  readonly real: number;
  readonly string: string;
  readonly timespan: bigint;
}

type Values<Types extends readonly KqlType[], Seen> = {
  readonly [Index in keyof Types]: ValueOf[Types[Index]] | Seen;
};

/** How a computed function is called, and what it does. */
export interface Computation<
  Types extends readonly KqlType[],
  Returns extends KqlType,
  SeesNulls extends boolean,
> {
  readonly takes: readonly [...Types];
  /** Values of the last parameters, which a call may leave out. */
  readonly otherwise?: readonly EngineValue[];
  readonly returns: Returns;
  /** Called with nulls too; without it a null argument makes a null answer. */
  readonly seesNulls?: SeesNulls;
  compute(...args: Values<Types, SeesNulls extends true ? null : never>): ValueOf[Returns] | null;
}

/** Writes the row of a function that JavaScript computes; `page` as in `scalar`. */
export function computed<
  const Types extends readonly KqlType[],
  Returns extends KqlType,
  SeesNulls extends boolean = false,
>(
  name: string,
  page: string,
  summary: string,
  computation: Computation<Types, Returns, SeesNulls>,
  examples: readonly Example[],
): ScalarFunction {
  const { returns } = computation;
  const engine = engineFunction(name, computation);
  const { otherwise = [] } = computation;
  const emit = (args: readonly Argument[], context: EmitContext): string =>
    callSql(engine, withDefaults(args, engine, otherwise, context), context);
  return { ...scalar(name, page, summary, returns, emit, examples), engine: [engine] };
}

/** A function for the SQL of a row, an aggregate or a step to call; KQL itself does not know it. */
export function engineFunction<
  const Types extends readonly KqlType[],
  Returns extends KqlType,
  SeesNulls extends boolean = false,
>(name: string, computation: Computation<Types, Returns, SeesNulls>): EngineFunction {
  const { takes, returns, seesNulls = false, compute } = computation;
  return {
    name: `kql_${name}`,
    parameters: takes,
    returns,
    seesNulls,
    compute: compute as EngineFunction["compute"],
  };
}

/** SQL of a call; arguments are widened to the parameters' types. A string is never null. */
export function callSql(
  engine: EngineFunction,
  args: readonly Argument[],
  context: EmitContext,
): string {
  const list = engine.parameters.map((type, index) => widen(at(args, index), type, context));
  const sql = `${engine.name}(${list.join(", ")})`;
  return engine.returns === "string" ? `coalesce(${sql}, '')` : sql;
}

function withDefaults(
  args: readonly Argument[],
  { parameters }: EngineFunction,
  otherwise: readonly EngineValue[],
  context: EmitContext,
): readonly Argument[] {
  const first = parameters.length - otherwise.length;
  const missing = parameters.slice(args.length).map((type, index): Argument => {
    const constant = otherwise[args.length - first + index];
    return { sql: context.parameter(type, constant ?? null), type, constant };
  });
  return [...args, ...missing];
}
