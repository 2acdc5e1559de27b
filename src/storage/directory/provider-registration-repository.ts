import type { Kysely, Selectable } from "kysely";
import type { ProviderRegistrationsTable } from "./schema/polled-operations.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** A provider's state in a subscription as it is stored. */
export type ProviderRegistrationRow = Selectable<ProviderRegistrationsTable>;

/** Providers whose registration somebody changed. */
export class ProviderRegistrationRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** One row for each provider at most; there are as many providers as the program knows. */
  async list(subscriptionKey: string): Promise<ProviderRegistrationRow[]> {
    return this.#db
      .selectFrom("providerRegistrations")
      .selectAll()
      .where("subscriptionKey", "=", subscriptionKey)
      .execute();
  }

  async put(row: ProviderRegistrationRow): Promise<void> {
    const { state, updatedAt } = row;
    await this.#db
      .insertInto("providerRegistrations")
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(["subscriptionKey", "providerKey"]).doUpdateSet({ state, updatedAt }),
      )
      .execute();
  }
}
