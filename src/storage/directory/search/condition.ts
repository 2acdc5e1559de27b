/** How a value of a column may be compared. */
export type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

/** What stands in a searchable column: text in the form of `searchKey`, or a number. */
export type ColumnValue = string | number;

/**
 * What a search asks of one object, over columns that the store can find by.
 *
 * Every condition holds or does not: a comparison with a value that is not there does not hold,
 * but for `ne`, and `not` turns that around.
 */
export type Condition<Column extends string = string> =
  | { readonly kind: "always"; readonly holds: boolean }
  | {
      readonly kind: "compare";
      readonly column: Column;
      readonly operator: Comparison;
      readonly value: ColumnValue;
    }
  | { readonly kind: "absent"; readonly column: Column }
  | { readonly kind: "oneOf"; readonly column: Column; readonly values: readonly ColumnValue[] }
  | {
      readonly kind: "startsWith" | "endsWith" | "contains";
      readonly column: Column;
      readonly text: string;
    }
  /** Some element of a collection is equal to the value, or begins with it. */
  | {
      readonly kind: "has";
      readonly collection: string;
      readonly match: "equal" | "start";
      readonly value: string;
    }
  | { readonly kind: "and" | "or"; readonly conditions: readonly Condition<Column>[] }
  | { readonly kind: "not"; readonly condition: Condition<Column> };

/** One page of a search: objects behind `after`, in the order of one column and then of their ids. */
export interface SearchPage<Column extends string = string> {
  readonly condition: Condition<Column>;
  readonly order: { readonly column: Column; readonly isDescending: boolean };
  readonly after: SearchPosition | undefined;
  readonly limit: number;
}

/** Where an object stands in its order. */
export interface SearchPosition {
  readonly value: ColumnValue;
  readonly id: string;
}

/** The form in which texts are searched and sorted: without regard to case. */
export function searchKey(text: string): string {
  return text.toLowerCase();
}
