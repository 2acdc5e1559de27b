import type { CatalogTable, Column, EngineValue, KqlType } from "../compiled.ts";

/** A column with a number that is unique in the query; KQL names may differ only in case. */
export interface PlanColumn extends Column {
  readonly id: number;
}

export interface Assignment {
  readonly column: PlanColumn;
  readonly value: Scalar;
}

export interface AggregateItem {
  /** A row of the aggregate table. */
  readonly name: string;
  readonly args: readonly Scalar[];
  /** One column, or several for arg_max and its like. */
  readonly outputs: readonly PlanColumn[];
}

export interface SortKey {
  readonly value: Scalar;
  readonly isDescending: boolean;
  readonly areNullsFirst: boolean;
}

export type JoinKind =
  | "fullouter"
  | "inner"
  | "innerunique"
  | "leftanti"
  | "leftouter"
  | "leftsemi"
  | "rightanti"
  | "rightouter"
  | "rightsemi";

export interface ExpandItem {
  readonly source: Scalar;
  readonly output: PlanColumn;
}

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

/** A table-valued step of the plan. Every kind names its output columns in order. */
export type Relation =
  | { readonly kind: "scan"; readonly table: CatalogTable; readonly columns: readonly PlanColumn[] }
  | {
      readonly kind: "values";
      readonly columns: readonly PlanColumn[];
      readonly rows: readonly (readonly Scalar[])[];
    }
  | {
      readonly kind: "range";
      readonly columns: readonly PlanColumn[];
      readonly from: Scalar;
      readonly to: Scalar;
      readonly step: Scalar;
    }
  | {
      readonly kind: "filter";
      readonly input: Relation;
      readonly condition: Scalar;
      readonly columns: readonly PlanColumn[];
    }
  | {
      readonly kind: "project";
      readonly input: Relation;
      readonly assignments: readonly Assignment[];
      /** Functions over the rows before and after stay in groups that have the same value here. */
      readonly within?: PlanColumn;
      readonly columns: readonly PlanColumn[];
    }
  | {
      readonly kind: "aggregate";
      readonly input: Relation;
      readonly keys: readonly Assignment[];
      readonly items: readonly AggregateItem[];
      readonly columns: readonly PlanColumn[];
    }
  | {
      readonly kind: "sort";
      readonly input: Relation;
      readonly keys: readonly SortKey[];
      readonly columns: readonly PlanColumn[];
    }
  | {
      readonly kind: "take";
      readonly input: Relation;
      readonly count: Scalar;
      /** Counted anew in each group of rows that have the same value here. */
      readonly within?: PlanColumn;
      readonly columns: readonly PlanColumn[];
    }
  | {
      readonly kind: "join";
      readonly join: JoinKind;
      readonly left: Relation;
      readonly right: Relation;
      readonly keys: readonly { readonly left: Scalar; readonly right: Scalar }[];
      /** Output columns with the column of either side that each carries. */
      readonly outputs: readonly { readonly column: PlanColumn; readonly from: PlanColumn }[];
      readonly columns: readonly PlanColumn[];
    }
  | {
      readonly kind: "union";
      readonly inputs: readonly {
        readonly relation: Relation;
        readonly values: readonly Scalar[];
      }[];
      readonly columns: readonly PlanColumn[];
    }
  | {
      readonly kind: "expand";
      readonly input: Relation;
      readonly items: readonly ExpandItem[];
      readonly index: PlanColumn | undefined;
      readonly limit: Scalar | undefined;
      readonly bagsAsArrays: boolean;
      /** A bag is one element instead of one for each key. */
      readonly keepsBags?: boolean;
      /** Columns that pass through, then are followed by the items' outputs in `columns`' order. */
      readonly columns: readonly PlanColumn[];
    }
  | {
      /** Rows that a function of ours makes of all the input's rows; see functions/row-functions.ts. */
      readonly kind: "compute";
      readonly input: Relation;
      /** A row of the table of row functions. */
      readonly name: string;
      /** What the function reads of each row, in the order of the rows. */
      readonly reads: readonly Scalar[];
      /** What the binder tells the function, as JSON. */
      readonly settings: string;
      /** The function runs anew for each group of rows that have the same value here. */
      readonly within?: PlanColumn;
      readonly columns: readonly PlanColumn[];
    }
  | {
      /**
       * Rows that are computed once and read in several places of `body`, in their order. The last
       * column of `source` is a number that the step gives to each row.
       */
      readonly kind: "shared";
      readonly id: number;
      readonly source: Relation;
      readonly row: PlanColumn;
      readonly body: Relation;
      readonly columns: readonly PlanColumn[];
    }
  | {
      /** The shared rows of that step, their columns under new numbers. */
      readonly kind: "reference";
      readonly id: number;
      readonly from: readonly PlanColumn[];
      readonly row: PlanColumn;
      readonly columns: readonly PlanColumn[];
    };
