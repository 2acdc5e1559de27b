import type { Access } from "../../access/index.ts";
import type { Clock } from "../../base/index.ts";
import type { DenialLog } from "../../http/index.ts";
import type { Arm } from "../arm.ts";
import type { Authorizer } from "./authorizer.ts";
import type { ServiceOrigins } from "./call.ts";

/** What the surface asks of the directory of people and applications. */
export interface Principals {
  findPrincipal(
    tenantId: string,
    objectId: string,
  ): Promise<
    { readonly kind: "user" | "group" | "servicePrincipal"; readonly name: string } | undefined
  >;
  /** Object ids of the groups that count for access, nested ones included; empty for a stranger. */
  findMemberships(
    tenantId: string,
    objectId: string,
  ): Promise<{ readonly security: readonly string[] }>;
  findTenant(
    tenantId: string,
  ): Promise<{ readonly displayName: string; readonly domains: readonly string[] } | undefined>;
}

/** What routes work with. */
export interface RouteDependencies {
  readonly arm: Arm;
  readonly access: Access;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly denials: Pick<DenialLog, "find">;
  readonly principals: Principals;
  /** Given the origin that the caller asked. */
  readonly origins: (asked: string) => ServiceOrigins;
}
