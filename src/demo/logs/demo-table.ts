import { ticksFromMs } from "../../base/index.ts";
import { contoso } from "../contoso.ts";
import type { DemoRandom } from "./demo-random.ts";

/** A value in the log engine's types: datetimes are ticks, dynamics are JSON text. */
export type DemoValue = bigint | boolean | number | string | null;

/** One row before the constant columns are added; its time is part of it. */
export interface DemoRow {
  /** TimeGenerated in milliseconds, within the row's bucket. */
  readonly at: number;
  /** Values in the order of the table's `columns`. */
  readonly values: readonly DemoValue[];
}

/** How the demo's rows of one table come about. */
export interface DemoTable {
  readonly name: string;
  /** Columns that are the same in every row. */
  readonly constants: Readonly<Record<string, DemoValue>>;
  /** The other columns but TimeGenerated. */
  readonly columns: readonly string[];
  readonly bucketMs: number;
  /** The rows of one bucket, in any order; `random` belongs to this table and bucket. */
  rowsOf(bucketStart: number, random: DemoRandom): readonly DemoRow[];
}

/** The columns that every table shares. `TenantId` is the workspace's id, as in the service. */
export function constantsOf(
  table: string,
  others: Readonly<Record<string, DemoValue>> = {},
): Readonly<Record<string, DemoValue>> {
  return {
    TenantId: contoso.workspaceId,
    Type: table,
    SourceSystem: "Azure",
    _IsBillable: "True",
    ...others,
  };
}

/** The same with the resource that the rows are about. */
export function constantsOfResource(
  table: string,
  resourceId: string,
  others: Readonly<Record<string, DemoValue>> = {},
): Readonly<Record<string, DemoValue>> {
  return constantsOf(table, {
    _ResourceId: resourceId,
    _SubscriptionId: contoso.subscriptionId,
    ...others,
  });
}

export const ticks: (ms: number) => bigint = ticksFromMs;
