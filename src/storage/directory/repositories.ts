import type { Kysely } from "kysely";
import { MetaRepository } from "./meta-repository.ts";
import { ResourceGroupRepository } from "./resource-group-repository.ts";
import { ResourceRepository } from "./resource-repository.ts";
import { RoleAssignmentRepository } from "./role-assignment-repository.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import { SubscriptionRepository } from "./subscription-repository.ts";

/** The aggregates of the store, one repository each, all bound to one connection or transaction. */
export interface Repositories {
  readonly meta: MetaRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly resourceGroups: ResourceGroupRepository;
  readonly resources: ResourceRepository;
  readonly roleAssignments: RoleAssignmentRepository;
}

/** Binds every repository to a connection or a transaction. */
export function bindRepositories(db: Kysely<DirectoryTables>): Repositories {
  return {
    meta: new MetaRepository(db),
    subscriptions: new SubscriptionRepository(db),
    resourceGroups: new ResourceGroupRepository(db),
    resources: new ResourceRepository(db),
    roleAssignments: new RoleAssignmentRepository(db),
  };
}
