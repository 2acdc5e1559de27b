import {
  type ApproveDependencies,
  approveDevice,
  type DeviceConfirmation,
} from "./approve-device.ts";
import type { StartedDeviceCode } from "./device-codes.ts";
import {
  type DeviceEntry,
  describeDevice,
  type EntryDependencies,
  enterUserCode,
  type WaitingDeviceView,
} from "./enter-user-code.ts";
import {
  type DeviceCodeRequest,
  type StartDependencies,
  startDeviceCode,
} from "./start-device-code.ts";

/** What happens to a sign-in by device before it brings tokens; see each function for failures. */
export interface DeviceSignIn {
  /** Both codes of a sign-in that a device asks for. */
  startDeviceCode(request: DeviceCodeRequest): Promise<StartedDeviceCode>;
  /** The device that waits for the code that a person entered. */
  enterUserCode(entry: DeviceEntry): Promise<WaitingDeviceView>;
  /** The device that waits for a code that was entered before. */
  describeDevice(userCode: string): Promise<WaitingDeviceView>;
  approveDevice(confirmation: DeviceConfirmation): Promise<void>;
  /** @throws {Failure} `identity/user-code-unknown`, `identity/user-code-expired`. */
  declineDevice(userCode: string): Promise<void>;
}

export function deviceSignIn(
  deps: StartDependencies & EntryDependencies & ApproveDependencies,
): DeviceSignIn {
  return {
    startDeviceCode: (request) => startDeviceCode(request, deps),
    enterUserCode: (entry) => enterUserCode(entry, deps),
    describeDevice: (userCode) => describeDevice(userCode, deps),
    approveDevice: (confirmation) => approveDevice(confirmation, deps),
    declineDevice: (userCode) => deps.deviceCodes.decline(userCode),
  };
}
