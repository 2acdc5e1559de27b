import { Failure } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import type { FirstParty } from "../first-party.ts";
import type { DeviceCodes, WaitingDevice } from "./device-codes.ts";
import type { EntryAttempts } from "./entry-attempts.ts";

/** A code that a person typed. */
export interface DeviceEntry {
  readonly userCode: string;
  /** Who types, such as a network address: wrong codes are counted by it. */
  readonly from: string;
}

/** What a person is told of the device before he lets it in. */
export interface WaitingDeviceView {
  readonly appId: string;
  readonly appName: string;
  /** The only tenant whose people may sign in; undefined for any. */
  readonly tenantId: string | undefined;
  readonly asked: WaitingDevice["asked"];
}

export interface EntryDependencies {
  readonly directoryStore: Directory;
  readonly firstParty: FirstParty;
  readonly deviceCodes: DeviceCodes;
  readonly attempts: EntryAttempts;
}

/**
 * Finds the device whose code a person typed.
 *
 * @throws {Failure} `identity/user-code-attempts` (fact: `seconds`), `identity/user-code-unknown`,
 * `identity/user-code-expired`.
 */
export async function enterUserCode(
  { userCode, from }: DeviceEntry,
  { directoryStore, firstParty, deviceCodes, attempts }: EntryDependencies,
): Promise<WaitingDeviceView> {
  attempts.requireTurn(from);
  const device = await findCounted(userCode, from, deviceCodes, attempts);
  const { clientId: appId, tenantId, asked } = device;
  const application =
    firstParty.app(appId) ?? (await directoryStore.read.applications.findByAppId(appId));
  return { appId, appName: application?.displayName ?? appId, tenantId, asked };
}

async function findCounted(
  userCode: string,
  from: string,
  deviceCodes: DeviceCodes,
  attempts: EntryAttempts,
): Promise<WaitingDevice> {
  try {
    return await deviceCodes.find(userCode);
  } catch (error) {
    if (error instanceof Failure) attempts.countWrong(from);
    throw error;
  }
}
