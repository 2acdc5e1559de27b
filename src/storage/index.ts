export type { AsyncOperationRow } from "./directory/async-operation-repository.ts";
export type { AuthorizationCodeRow } from "./directory/authorization-code-repository.ts";
export type {
  BrowserSessionRow,
  SessionAccountRow,
} from "./directory/browser-session-repository.ts";
export type { CredentialOwner } from "./directory/credential-owner.ts";
export type { CustomRoleRow } from "./directory/custom-role-repository.ts";
export type { DeletedObjectRow } from "./directory/deleted-object-repository.ts";
export type { DeletedKind } from "./directory/deleted-relations.ts";
export type { DeviceApproval, DeviceCodeRow } from "./directory/device-code-repository.ts";
export type { Directory } from "./directory/directory.ts";
export { groupRows } from "./directory/group-rows.ts";
export type { LockRow } from "./directory/lock-repository.ts";
export { openDirectory } from "./directory/open.ts";
export type { PersonNames } from "./directory/person-repository.ts";
export type { PredefinedTagRow } from "./directory/predefined-tag-repository.ts";
export type { RefreshTokenRow } from "./directory/refresh-token-repository.ts";
export type { RegistrationDetails } from "./directory/registration-repository.ts";
export type {
  GroupMembershipClaims,
  OptionalClaimRow,
  OptionalClaimsRow,
  RedirectPlatform,
  RedirectUriRow,
  RegistrationSettingsRow,
  RequiredResourceAccessRow,
} from "./directory/registration-row.ts";
export type { Relation } from "./directory/relation-repository.ts";
export type { Repositories } from "./directory/repositories.ts";
export type { ResourceGroupRow } from "./directory/resource-group-repository.ts";
export type { ResourceRow, ResourceSelection } from "./directory/resource-repository.ts";
export type {
  RoleAssignmentRow,
  RoleAssignmentSelection,
} from "./directory/role-assignment-repository.ts";
export {
  type ColumnValue,
  type Condition,
  type SearchPage,
  type SearchPosition,
  searchKey,
} from "./directory/search/condition.ts";
export type { SearchColumns, SearchKind } from "./directory/search/layouts.ts";
export { comparePositions, matches, type SearchRecord } from "./directory/search/matches.ts";
export type { ServicePrincipalDetails } from "./directory/service-principal-repository.ts";
export type { SubscriptionRow } from "./directory/subscription-repository.ts";
export type { UserRow } from "./directory/user-repository.ts";
export { claimFolder } from "./folder-lock.ts";
export type { LogStoreOptions } from "./logs/duckdb-log-store.ts";
export type {
  LogAnswer,
  LogColumn,
  LogFunction,
  LogMark,
  LogQuery,
  LogQueryLimits,
  LogStore,
  LogTable,
  LogTableDefinition,
  LogValue,
} from "./logs/log-store.ts";
export { openFileTables, type TableFile } from "./logs/open-file-tables.ts";
export { assertLogFileWritable, openLogStore } from "./logs/open-log-store.ts";
