import type { EngineValue, KqlType } from "../compiled.ts";
import type { PlanColumn, Relation } from "./relation.ts";

/** One value per row: immutable, typed, free of the parser's objects. */
export type Scalar =
  | { readonly kind: "column"; readonly id: number; readonly type: KqlType }
  | { readonly kind: "literal"; readonly type: KqlType; readonly value: EngineValue }
  | { readonly kind: "now"; readonly type: "datetime" }
  | { readonly kind: "timespanStart" | "timespanEnd"; readonly type: "datetime" }
  | {
      readonly kind: "call";
      /** A row of the function table. */
      readonly name: string;
      readonly args: readonly Scalar[];
      readonly type: KqlType;
    }
  | { readonly kind: "subquery"; readonly relation: Relation; readonly type: KqlType }
  | {
      readonly kind: "inRelation";
      readonly needle: Scalar;
      readonly relation: Relation;
      readonly foldsCase: boolean;
      readonly type: "bool";
    };

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
