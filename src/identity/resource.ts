import type { Permission } from "./permission.ts";
import type { Registration } from "./registration.ts";

/** An API that a token can be asked for, as it stands in one tenant. */
export interface Resource
  extends Pick<
    Registration,
    "accessTokenLifetimeSeconds" | "groupMembershipClaims" | "optionalClaims"
  > {
  readonly appId: string;
  readonly displayName: string;
  /** Object id of its service principal in the tenant. */
  readonly objectId: string;
  readonly isEnabled: boolean;
  /** Whether it is for those alone who hold an app role of it. */
  readonly requiresAssignment: boolean;
  /** Which version of access token it accepts. */
  readonly tokenVersion: 1 | 2;
  readonly appRoles: readonly Permission[];
  /** Permissions that clients may be given for users. */
  readonly scopes: readonly Permission[];
}
