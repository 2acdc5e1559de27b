/** Where a condition reads an attribute from. */
export type AttributeSource = "Request" | "Resource" | "Principal" | "Environment";

/** `@Request[Microsoft.X/y:Name]`, as written. */
export interface AttributeName {
  readonly source: AttributeSource;
  readonly path: string;
}

/** A value as written; a quoted one is always text, a bare one may be a number, a GUID or a truth. */
export interface Literal {
  readonly isQuoted: boolean;
  readonly text: string;
}

/** One side of a comparison. */
export type Operand =
  | { readonly kind: "attribute"; readonly attribute: AttributeName }
  | { readonly kind: "values"; readonly isSet: boolean; readonly values: readonly Literal[] };

/** A condition of a role assignment, taken apart but not yet understood. */
export type ConditionNode =
  | { readonly kind: "and" | "or"; readonly parts: readonly ConditionNode[] }
  | { readonly kind: "not"; readonly part: ConditionNode }
  | { readonly kind: "actionMatches" | "subOperationMatches"; readonly pattern: string }
  | { readonly kind: "exists"; readonly attribute: AttributeName }
  | {
      readonly kind: "compare";
      readonly left: Operand;
      /** As written, with the quantifier before it if there is one. */
      readonly operator: string;
      readonly right: Operand;
    };
