import type { EngineValue, KqlType } from "../compiled.ts";
import { json } from "./casts.ts";
import { engineFunction } from "./computed.ts";
import { type Argument, type Emit, type Example, type ScalarFunction, scalar } from "./define.ts";
import { type JsonValue, parseArray, printValue } from "./json-values.ts";

/** What a function of dynamic values may answer with. */
type Answers = "bool" | "dynamic" | "long" | "real";

type AnswerOf<Returns extends Answers> = {
  readonly bool: boolean;
  readonly dynamic: JsonValue;
  readonly long: bigint;
  readonly real: number;
}[Returns];

interface ValueComputation<Returns extends Answers> {
  readonly returns: Returns;
  /** Refuses calls by what is known of their arguments before they run. */
  readonly check?: (args: readonly Argument[]) => void;
  /** The arguments as dynamic values, null where KQL's are, as many as the call has. */
  compute(...args: readonly JsonValue[]): AnswerOf<Returns> | null;
}

/**
 * Writes the row of a function that JavaScript computes over dynamic values, of which a call may
 * have any number; arguments of other types come as the dynamic values that they convert to.
 *
 * `page` as in `scalar`.
 */
export function valueFunction<const Returns extends Answers>(
  name: string,
  page: string,
  summary: string,
  { returns, check, compute }: ValueComputation<Returns>,
  examples: readonly Example[],
): ScalarFunction {
  const engine = engineFunction(name.replaceAll(" ", "_"), {
    takes: ["dynamic"],
    returns: returns as KqlType,
    compute: (packed): never => {
      const answer = compute(...(parseArray(packed) ?? []));
      const isValue = returns === "dynamic" && answer !== null;
      return (isValue ? printValue(answer) : answer) as EngineValue as never;
    },
  });
  const emit: Emit = (args, context) => {
    check?.(args);
    const list = args.map((arg) => json(arg, context));
    return `${engine.name}('[' || ${list.join(" || ',' || ")} || ']')`;
  };
  return { ...scalar(name, page, summary, returns, emit, examples), engine: [engine] };
}
