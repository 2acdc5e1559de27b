import { Failure } from "../../base/index.ts";
import type { Directory, UserRow } from "../../storage/index.ts";
import type { GrantedScopes } from "../consent.ts";
import { requireEnabled } from "../sign-in/check-password.ts";
import { decideScopes } from "../sign-in/delegated-scopes.ts";
import type { TokenDirectory } from "../token-directory.ts";
import { requirePresent } from "../tokens/issue-for-user.ts";
import { findClient, findResource } from "../tokens/issue-to-application.ts";
import { requireAssignedUser } from "../tokens/require-assignment.ts";
import type { DeviceCodes } from "./device-codes.ts";

/** A person who signed in and says yes to the device whose code he entered. */
export interface DeviceConfirmation {
  readonly userCode: string;
  readonly tenantId: string;
  readonly userObjectId: string;
  /** How the person signed in. Source: RFC 8176. */
  readonly amr: readonly string[];
  /** Milliseconds since 1970. */
  readonly authenticatedAt: number;
  /** The browser's sign-in session, as tokens name it. */
  readonly sessionId?: string;
  /** Where the person's browser is. */
  readonly ipAddress?: string | undefined;
}

export interface ApproveDependencies {
  readonly directoryStore: Directory;
  readonly directory: TokenDirectory;
  readonly deviceCodes: DeviceCodes;
  readonly grantedScopes: GrantedScopes;
}

/**
 * Lets a device have the tokens of a person.
 *
 * Everything that the device's next request could be refused for is looked at here, where the
 * person can still be told.
 *
 * @throws {Failure} `identity/user-code-unknown`, `identity/user-code-expired`,
 * `identity/device-code-other-tenant`, `identity/user-disabled`, `identity/consent-missing`, and
 * what finding client, resource and scopes throws.
 */
export async function approveDevice(
  confirmation: DeviceConfirmation,
  deps: ApproveDependencies,
): Promise<void> {
  const { userCode, tenantId, userObjectId, amr, authenticatedAt } = confirmation;
  const { sessionId, ipAddress } = confirmation;
  const device = await deps.deviceCodes.find(userCode);
  if (device.tenantId !== undefined && device.tenantId !== tenantId) {
    throw new Failure("identity/device-code-other-tenant", "the person is of another tenant", {
      facts: { tenant: tenantId },
    });
  }
  const user = await findUser(deps.directoryStore, tenantId, userObjectId);
  requireEnabled(user);
  const client = await findClient(tenantId, device, deps.directory);
  requirePresent(client, tenantId);
  const resource = await findResource(tenantId, device.asked, deps.directory);
  await requireAssignedUser(user, { client, resource }, deps.directory);
  const granted = await deps.grantedScopes(client, userObjectId, resource);
  decideScopes(device.asked, resource, granted, client);
  const { securityStamp } = user;
  const proof = { securityStamp, amr, authenticatedAt, sessionId, ipAddress };
  await deps.deviceCodes.approve(userCode, { tenantId, userId: userObjectId, ...proof });
}

async function findUser(directory: Directory, tenantId: string, id: string): Promise<UserRow> {
  const user = await directory.read.users.find(tenantId, id);
  if (user !== undefined) return user;
  throw new Failure("identity/user-not-found", "the person is gone", {
    facts: { tenant: tenantId, user: id },
  });
}
