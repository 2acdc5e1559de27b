import { directoryRoleIds } from "../identity/index.ts";

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
  /**
   * Application permissions that are good for what the application owns alone; users who own the
   * object need no directory role either. Undefined where owners have no say.
   */
  readonly ownerRoles?: readonly string[] | undefined;
  /** Delegated permissions that are enough where the path names the user of the token. */
  readonly ownScopes?: readonly string[];
  /** Whether an application may, without any permission, where the object is itself. */
  readonly isOpenToItself?: boolean;
}

type RuleName =
  | "readMe"
  | "readUsers"
  | "readUser"
  | "readMemberships"
  | "readOwned"
  | "readBasicUsers"
  | "readGroups"
  | "readApplications"
  | "readOrganization"
  | "readDirectory"
  | "readRoles"
  | "changeRoles"
  | "createApplications"
  | "changeApplications"
  | "rollKeys"
  | "changeUsers"
  | "changePasswords"
  | "deleteUsers"
  | "createGroups"
  | "changeGroups"
  | "changeMembers"
  | "deleteGroups"
  | "changeGrants"
  | "changeAppRoles"
  | "changeGraphRoles";

const {
  applicationAdministrator,
  cloudApplicationAdministrator,
  globalAdministrator,
  groupsAdministrator,
  privilegedRoleAdministrator,
  userAdministrator,
} = directoryRoleIds;

const APPLICATION_ADMINISTRATORS = [
  globalAdministrator,
  applicationAdministrator,
  cloudApplicationAdministrator,
];

const USERS = ["User.Read.All", "User.ReadWrite.All"];

const BASIC_USERS = [...USERS, "User.ReadBasic.All"];

const MEMBERS_READ = ["GroupMember.Read.All", "GroupMember.ReadWrite.All"];
const GROUPS = ["Group.Read.All", "Group.ReadWrite.All", ...MEMBERS_READ];

const DIRECTORY_ROLES = ["RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory"];

const OVER_DIRECTORY = ["Directory.ReadWrite.All", "Directory.AccessAsUser.All"];

const USER_ADMINISTRATORS = [globalAdministrator, userAdministrator];
const GROUP_ADMINISTRATORS = [...USER_ADMINISTRATORS, groupsAdministrator];

/**
 * The permissions of each group of routes.
 *
 * Source: learn.microsoft.com/graph/permissions-reference and the page of each route; what members
 * may do without a role: learn.microsoft.com/entra/fundamentals/users-default-permissions; what
 * roles may: learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference.
 */
export const rules: Readonly<Record<RuleName, Rule>> = {
  readMe: reading(["User.Read", "User.ReadWrite", "User.Read.All", "User.ReadWrite.All"], []),
  readUsers: reading(USERS, USERS),
  // Of the route alone: what is shown follows from `readUsers`.
  readBasicUsers: reading(BASIC_USERS, BASIC_USERS),
  readUser: { ...reading(BASIC_USERS, BASIC_USERS), ownScopes: ["User.Read", "User.ReadWrite"] },
  readMemberships: {
    ...reading(["User.Read.All", "User.ReadWrite.All", ...MEMBERS_READ], []),
    ownScopes: ["User.Read", "User.ReadWrite"],
  },
  readOwned: { ...reading([], []), ownScopes: ["User.Read", "User.ReadWrite"] },
  readGroups: reading(GROUPS, GROUPS),
  readApplications: reading(
    ["Application.Read.All", "Application.ReadWrite.All"],
    ["Application.Read.All", "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy"],
  ),
  readOrganization: reading(
    ["User.Read", "Organization.Read.All"],
    ["Organization.Read.All", "Application.Read.All"],
  ),
  readDirectory: reading([], []),
  readRoles: reading(DIRECTORY_ROLES, DIRECTORY_ROLES),
  // Who may give roles may give himself each of them.
  changeRoles: {
    scopes: ["RoleManagement.ReadWrite.Directory", "Directory.AccessAsUser.All"],
    roles: ["RoleManagement.ReadWrite.Directory"],
    directoryRoles: [globalAdministrator, privilegedRoleAdministrator],
  },
  createApplications: {
    scopes: ["Application.ReadWrite.All", ...OVER_DIRECTORY],
    roles: [
      "Application.ReadWrite.All",
      "Application.ReadWrite.OwnedBy",
      "Directory.ReadWrite.All",
    ],
    directoryRoles: undefined,
  },
  changeApplications: {
    scopes: ["Application.ReadWrite.All", ...OVER_DIRECTORY],
    roles: ["Application.ReadWrite.All"],
    directoryRoles: APPLICATION_ADMINISTRATORS,
    ownerRoles: ["Application.ReadWrite.OwnedBy"],
  },
  // An application rolls its own keys without any permission.
  rollKeys: {
    scopes: ["Application.ReadWrite.All", ...OVER_DIRECTORY],
    roles: ["Application.ReadWrite.All"],
    directoryRoles: APPLICATION_ADMINISTRATORS,
    ownerRoles: ["Application.ReadWrite.OwnedBy"],
    isOpenToItself: true,
  },
  changeUsers: {
    scopes: ["User.ReadWrite.All", ...OVER_DIRECTORY],
    roles: ["User.ReadWrite.All", "Directory.ReadWrite.All"],
    directoryRoles: USER_ADMINISTRATORS,
  },
  // Being allowed to change users is not enough for their passwords, whatever else it opens.
  changePasswords: {
    scopes: ["User-PasswordProfile.ReadWrite.All", "Directory.AccessAsUser.All"],
    roles: ["User-PasswordProfile.ReadWrite.All"],
    directoryRoles: USER_ADMINISTRATORS,
  },
  // `Directory.ReadWrite.All` neither deletes users nor groups. Restoring needs the same.
  deleteUsers: {
    scopes: ["User.ReadWrite.All", "User.DeleteRestore.All", "Directory.AccessAsUser.All"],
    roles: ["User.ReadWrite.All", "User.DeleteRestore.All"],
    directoryRoles: USER_ADMINISTRATORS,
  },
  createGroups: {
    scopes: ["Group.ReadWrite.All", ...OVER_DIRECTORY],
    roles: ["Group.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All"],
    directoryRoles: undefined,
  },
  changeMembers: {
    scopes: ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", ...OVER_DIRECTORY],
    roles: ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"],
    directoryRoles: GROUP_ADMINISTRATORS,
    ownerRoles: [],
  },
  changeGroups: {
    scopes: ["Group.ReadWrite.All", ...OVER_DIRECTORY],
    roles: ["Group.ReadWrite.All", "Directory.ReadWrite.All"],
    directoryRoles: GROUP_ADMINISTRATORS,
    ownerRoles: [],
  },
  deleteGroups: {
    scopes: ["Group.ReadWrite.All", "Directory.AccessAsUser.All"],
    roles: ["Group.ReadWrite.All"],
    directoryRoles: GROUP_ADMINISTRATORS,
    ownerRoles: [],
  },
  changeGrants: {
    scopes: ["DelegatedPermissionGrant.ReadWrite.All", ...OVER_DIRECTORY],
    roles: ["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"],
    directoryRoles: [...APPLICATION_ADMINISTRATORS, privilegedRoleAdministrator],
  },
  changeAppRoles: {
    scopes: ["AppRoleAssignment.ReadWrite.All", "Directory.AccessAsUser.All"],
    roles: ["AppRoleAssignment.ReadWrite.All"],
    directoryRoles: [...APPLICATION_ADMINISTRATORS, privilegedRoleAdministrator],
    // Of the API whose roles are given.
    ownerRoles: [],
  },
  // Application permissions of Graph itself open the whole directory.
  changeGraphRoles: {
    scopes: ["AppRoleAssignment.ReadWrite.All", "Directory.AccessAsUser.All"],
    roles: ["AppRoleAssignment.ReadWrite.All"],
    directoryRoles: [globalAdministrator, privilegedRoleAdministrator],
  },
};

/** Who may pass any of several rules: a route whose object decides which of them it is. */
export function anyRule(...several: readonly Rule[]): Rule {
  const directoryRoles = several.map((one) => one.directoryRoles);
  const ownerRoles = several.map((one) => one.ownerRoles).filter((one) => one !== undefined);
  return {
    scopes: several.flatMap(({ scopes }) => scopes),
    roles: several.flatMap(({ roles }) => roles),
    directoryRoles: directoryRoles.some((one) => one === undefined)
      ? undefined
      : directoryRoles.flatMap((one) => one ?? []),
    ownerRoles: ownerRoles.length === 0 ? undefined : ownerRoles.flat(),
  };
}

/** A rule of reading: the permissions over the whole directory do as well. */
function reading(scopes: readonly string[], roles: readonly string[]): Rule {
  return {
    scopes: [...scopes, "Directory.Read.All", ...OVER_DIRECTORY],
    roles: [...roles, "Directory.Read.All", "Directory.ReadWrite.All"],
    directoryRoles: undefined,
  };
}
