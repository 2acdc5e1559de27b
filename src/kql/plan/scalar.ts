import type { EngineValue, KqlType } from "../compiled.ts";
import type { PlanColumn, Scalar } from "./relation.ts";

export type { Scalar } from "./relation.ts";

/** A reference to a column of the row. */
export function columnRef(column: PlanColumn): Scalar {
  return { kind: "column", id: column.id, type: column.type };
}

/** A constant. */
export function literal(type: KqlType, value: EngineValue): Scalar {
  return { kind: "literal", type, value };
}

/** A call of a row of the function table. */
export function call(name: string, type: KqlType, args: readonly Scalar[]): Scalar {
  return { kind: "call", name, type, args };
}
