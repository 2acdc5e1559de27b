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

export interface DescribeDependencies {
  readonly directoryStore: Directory;
  readonly firstParty: FirstParty;
  readonly deviceCodes: DeviceCodes;
}

export interface EntryDependencies extends DescribeDependencies {
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
  deps: EntryDependencies,
): Promise<WaitingDeviceView> {
  deps.attempts.requireTurn(from);
  try {
    return await describeDevice(userCode, deps);
  } catch (error) {
    if (error instanceof Failure) deps.attempts.countWrong(from);
    throw error;
  }
}

/**
 * The same for a code that was entered before.
 *
 * @throws {Failure} `identity/user-code-unknown`, `identity/user-code-expired`.
 */
export async function describeDevice(
  userCode: string,
  { directoryStore, firstParty, deviceCodes }: DescribeDependencies,
): Promise<WaitingDeviceView> {
  const { clientId: appId, tenantId, asked } = await deviceCodes.find(userCode);
  const application =
    firstParty.app(appId) ?? (await directoryStore.read.applications.findByAppId(appId));
  return { appId, appName: application?.displayName ?? appId, tenantId, asked };
}
