/**
 * Who may call a route.
 *
 * A user's token needs one of the delegated permissions, and the user one of the directory roles
 * where there are some. An application's token needs one of the application permissions, or its
 * service principal one of the directory roles.
 */
export interface Rule {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Template ids; undefined where every member of the tenant may. */
  readonly directoryRoles: readonly string[] | undefined;
  /** Whether who owns the object may as well; the route checks it. */
  readonly ownerMay?: boolean;
}

/**
 * Delegated and application permissions of each group of routes.
 *
 * Source: learn.microsoft.com/graph/permissions-reference and the page of each route; members of a
 * tenant may read its objects: learn.microsoft.com/entra/fundamentals/users-default-permissions.
 */
export const rules: Readonly<
  Record<"readMe" | "readUsers" | "readApplications" | "readOrganization", Rule>
> = {
  readMe: reading(["User.Read", "User.ReadWrite", "User.Read.All", "User.ReadWrite.All"], []),
  readUsers: reading(
    ["User.Read.All", "User.ReadWrite.All"],
    ["User.Read.All", "User.ReadWrite.All"],
  ),
  readApplications: reading(
    ["Application.Read.All", "Application.ReadWrite.All"],
    ["Application.Read.All", "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy"],
  ),
  readOrganization: reading(["User.Read", "Organization.Read.All"], ["Organization.Read.All"]),
};

/** A rule of reading: the permissions over the whole directory do as well. */
function reading(scopes: readonly string[], roles: readonly string[]): Rule {
  return {
    scopes: [
      ...scopes,
      "Directory.Read.All",
      "Directory.ReadWrite.All",
      "Directory.AccessAsUser.All",
    ],
    roles: [...roles, "Directory.Read.All", "Directory.ReadWrite.All"],
    directoryRoles: undefined,
  };
}
