import { meta } from "./0001-meta.ts";
import { identity } from "./0002-identity.ts";
import { resources } from "./0003-resources.ts";
import { users } from "./0004-users.ts";
import { keyCredentials } from "./0005-key-credentials.ts";
import { managedIdentities } from "./0006-managed-identities.ts";
import { registrations } from "./0007-registrations.ts";
import { browserSignIn } from "./0008-browser-sign-in.ts";
import { deviceCodes } from "./0009-device-codes.ts";
import { keyRotation } from "./0010-key-rotation.ts";
import { authorizationCodes } from "./0011-authorization-codes.ts";
import { searchKeys } from "./0012-search-keys.ts";
import { objectDetails } from "./0013-object-details.ts";
import { signInAddresses } from "./0014-sign-in-addresses.ts";
import { groupNames } from "./0015-group-names.ts";
import { deletedObjects } from "./0016-deleted-objects.ts";
import { principalCredentials } from "./0017-principal-credentials.ts";
import { servicePrincipalDetails } from "./0018-service-principal-details.ts";
import { customRoles } from "./0019-custom-roles.ts";
import { locks } from "./0020-locks.ts";
import { tags } from "./0020-tags.ts";
import { polledOperations } from "./0021-polled-operations.ts";
import { identifierUriKeys } from "./0023-identifier-uri-keys.ts";
import type { Migration } from "./migration.ts";

/** The layout's whole history; the store's version is the number of these that were applied. */
export const migrations: readonly Migration[] = [
  meta,
  identity,
  resources,
  users,
  keyCredentials,
  managedIdentities,
  registrations,
  browserSignIn,
  deviceCodes,
  keyRotation,
  authorizationCodes,
  searchKeys,
  objectDetails,
  signInAddresses,
  groupNames,
  deletedObjects,
  principalCredentials,
  servicePrincipalDetails,
  customRoles,
  locks,
  tags,
  polledOperations,
  identifierUriKeys,
];
