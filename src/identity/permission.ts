/** A permission that an application offers: an app role, or a delegated permission (a scope). */
export interface Permission {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
  /** What it lets a client do, for who is asked to consent. */
  readonly description?: string;
  /** Of a scope: whether only an administrator can consent to it. Default: false. */
  readonly isAdminOnly?: boolean;
  /** Of an app role: who may hold it. Default: applications alone. */
  readonly memberTypes?: readonly MemberType[];
  /** False while it is neither offered nor in any token. Default: true. */
  readonly isEnabled?: boolean;
  /** Of a scope: what a user is shown who consents for himself. */
  readonly userConsentDisplayName?: string;
  readonly userConsentDescription?: string;
}

/** Groups hold roles as users do. Source: Microsoft Graph, appRole.allowedMemberTypes. */
export type MemberType = "Application" | "User";

export function memberTypesOf({ memberTypes }: Permission): readonly MemberType[] {
  return memberTypes ?? ["Application"];
}

export function permission(
  value: string,
  id: string,
  displayName: string,
  more: Pick<Permission, "description" | "isAdminOnly"> = {},
): Permission {
  return { id, value, displayName, ...more };
}
