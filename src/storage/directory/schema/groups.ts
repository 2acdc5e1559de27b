/** A set of principals of a tenant. Times in this file are ms since 1970. */
export interface GroupsTable {
  objectId: string;
  tenantId: string;
  displayName: string;
  /** In the form in which it is searched. */
  displayNameKey: string;
  mailNickname: string;
  mailNicknameKey: string;
  description: string | null;
  isSecurityEnabled: number;
  createdAt: number;
}

/** `memberId` is the object id of a user, a service principal or another group. */
export interface GroupMembersTable {
  groupId: string;
  memberId: string;
  createdAt: number;
}

/** A role in the directory itself, such as Global Administrator, that a principal holds. */
export interface DirectoryRoleAssignmentsTable {
  id: string;
  tenantId: string;
  principalId: string;
  roleTemplateId: string;
  createdAt: number;
}

/** The tables of groups and of roles in the directory, as one part of the store. */
export interface GroupTables {
  groups: GroupsTable;
  groupMembers: GroupMembersTable;
  directoryRoleAssignments: DirectoryRoleAssignmentsTable;
}
