/** A value as it stands in a query. */
export type Literal =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "guid"; readonly text: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "boolean"; readonly isTrue: boolean }
  /** Milliseconds since 1970. */
  | { readonly kind: "dateTime"; readonly ms: number }
  | { readonly kind: "null" };

export type CompareOperator = "eq" | "ne" | "gt" | "ge" | "lt" | "le";
export type TextFunction = "startsWith" | "endsWith" | "contains";

/** The names of a property path, from the object or from the variable of an `any`. */
export type Path = readonly string[];

/** A `$filter` as written, before anything is known of the properties that it names. */
export type FilterNode =
  | { readonly kind: "and" | "or"; readonly operands: readonly FilterNode[] }
  | { readonly kind: "not"; readonly operand: FilterNode }
  | {
      readonly kind: "compare";
      readonly path: Path;
      readonly operator: CompareOperator;
      readonly literal: Literal;
    }
  | { readonly kind: "in"; readonly path: Path; readonly literals: readonly Literal[] }
  | {
      readonly kind: "call";
      readonly name: TextFunction;
      readonly path: Path;
      readonly literal: Literal;
    }
  | {
      readonly kind: "any";
      readonly path: Path;
      readonly variable: string;
      readonly predicate: FilterNode;
    };
