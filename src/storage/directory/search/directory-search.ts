import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "../schema/tables.ts";
import type { ColumnValue, Condition, SearchPage, SearchPosition } from "./condition.ts";
import { isNarrow, type SearchLayout, scopedSql } from "./condition-sql.ts";
import { layouts, type SearchColumns, type SearchKind } from "./layouts.ts";

/** Finds which objects of a tenant meet a condition, a page at a time, by the store's indexes. */
export class DirectorySearch {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Ids with their places in the order, `page.limit` at most. */
  async page<Kind extends SearchKind>(
    kind: Kind,
    tenantId: string,
    page: SearchPage<SearchColumns[Kind]>,
  ): Promise<readonly SearchPosition[]> {
    const layout: SearchLayout<SearchColumns[Kind]> = layouts[kind];
    const column = layout.columns[page.order.column];
    const direction = sql.raw(page.order.isDescending ? "desc" : "asc");
    const beyond = sql.raw(page.order.isDescending ? "<" : ">");
    // The plus keeps the order from choosing the index where the condition has a better one.
    const sorted = sql.raw(isNarrow(page.condition) ? "+" : "");
    const { after } = page;
    const behind =
      after === undefined
        ? sql`1 = 1`
        : sql`(${sorted}${column}, ${layout.id}) ${beyond} (${after.value}, ${after.id})`;
    const { rows } = await sql<{ id: string; value: ColumnValue }>`
      select ${layout.id} as "id", ${column} as "value" from ${layout.table}
      where ${scopedSql(page.condition, tenantId, layout)} and ${behind}
      order by ${sorted}${column} ${direction}, ${sorted}${layout.id} ${direction}
      limit ${page.limit}`.execute(this.#db);
    return rows;
  }

  async count<Kind extends SearchKind>(
    kind: Kind,
    tenantId: string,
    condition: Condition<SearchColumns[Kind]>,
  ): Promise<number> {
    const layout: SearchLayout<SearchColumns[Kind]> = layouts[kind];
    const { rows } = await sql<{ count: number | bigint }>`
      select count(*) as "count" from ${layout.table}
      where ${scopedSql(condition, tenantId, layout)}`.execute(this.#db);
    return Number(rows[0]?.count ?? 0);
  }
}
