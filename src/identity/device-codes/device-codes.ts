import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import type { DeviceApproval, DeviceCodeRow, Directory } from "../../storage/index.ts";
import type { ScopeRequest } from "../sign-in/scope-request.ts";
import { hashOf } from "../token-hash.ts";
import { makeUserCode, readUserCode } from "./user-code.ts";

/** Both codes of a sign-in that a device asked for; neither is kept. */
export interface StartedDeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
}

/** A sign-in that waits for a person. */
export interface WaitingDevice {
  readonly sha256: string;
  readonly clientId: string;
  /** Undefined when any tenant's people may sign in. */
  readonly tenantId: string | undefined;
  readonly asked: ScopeRequest;
}

/** A sign-in that a person approved. */
export interface ApprovedDevice {
  readonly sha256: string;
  readonly approval: DeviceApproval;
  readonly asked: ScopeRequest;
}

/** The life of device codes: 256 random bits for the device, nine letters for the person. */
export interface DeviceCodes {
  /** @throws {Failure} `identity/device-codes-too-many`. */
  start(draft: Omit<WaitingDevice, "sha256">): Promise<StartedDeviceCode>;
  /** @throws {Failure} `identity/user-code-unknown`, `identity/user-code-expired`. */
  find(userCodeText: string): Promise<WaitingDevice>;
  /** @throws {Failure} as `find`. */
  approve(userCodeText: string, approval: DeviceApproval): Promise<void>;
  /** @throws {Failure} as `find`. */
  decline(userCodeText: string): Promise<void>;
  /**
   * What a device that asks for its tokens gets to know.
   *
   * @throws {Failure} `identity/device-code-unknown`, `identity/device-code-other-tenant`,
   * `identity/device-code-expired`, `identity/device-code-pending`,
   * `identity/device-code-slow-down`, `identity/device-code-declined`,
   * `identity/device-code-redeemed`.
   */
  poll(text: string, clientId: string, tenantId: string | undefined): Promise<ApprovedDevice>;
  /** @throws {Failure} `identity/device-code-redeemed` when another request was faster. */
  redeem(device: ApprovedDevice): Promise<void>;
}

const BYTES = 32;
const TEXT_CHARACTERS_MAX = 2_048;

export function deviceCodes(deps: {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
}): DeviceCodes {
  const { directory, clock, ids } = deps;
  const pace = pollPace(clock);
  const find = (userCodeText: string) => findWaiting(directory, userCodeText, clock.now());
  return {
    async start({ clientId, tenantId, asked }) {
      const deviceCode = Buffer.from(ids.bytes(BYTES)).toString("base64url");
      const userCode = makeUserCode(ids);
      const now = clock.now();
      const lifetimeMs = limits.identity.deviceCodeLifetimeSeconds * 1_000;
      await directory.writeSignIn(async (stores) => {
        // Kept for a while after their end, so that a late device reads what happened.
        await stores.deviceCodes.prune(now - lifetimeMs);
        const { all, ofClient } = await stores.deviceCodes.count(clientId);
        const { deviceCodesMax, deviceCodesPerClientMax } = limits.identity;
        if (all >= deviceCodesMax || ofClient >= deviceCodesPerClientMax) {
          throw new Failure("identity/device-codes-too-many", "too many devices wait");
        }
        await stores.deviceCodes.insert({
          sha256: hashOf(deviceCode),
          userCodeSha256: hashOf(userCode),
          clientId,
          tenantId,
          asked: JSON.stringify(asked),
          createdAt: now,
          expiresAt: now + lifetimeMs,
        });
      });
      return { deviceCode, userCode };
    },
    async find(userCodeText) {
      const { sha256, clientId, tenantId, asked } = await find(userCodeText);
      return { sha256, clientId, tenantId, asked: JSON.parse(asked) as ScopeRequest };
    },
    async approve(userCodeText, approval) {
      const { sha256 } = await find(userCodeText);
      const isDone = await directory.writeSignIn((stores) =>
        stores.deviceCodes.approve(sha256, approval, clock.now()),
      );
      if (!isDone) throw unknownUserCode();
    },
    async decline(userCodeText) {
      const { sha256 } = await find(userCodeText);
      const isDone = await directory.writeSignIn((stores) =>
        stores.deviceCodes.change(sha256, "pending", "declined"),
      );
      if (!isDone) throw unknownUserCode();
    },
    async poll(text, clientId, tenantId) {
      const row = await findPolled(directory, text, clientId);
      if (clock.now() >= row.expiresAt) {
        throw new Failure("identity/device-code-expired", "the device code has expired");
      }
      requireTenant(row.tenantId, tenantId);
      const approval = requireApproval(row, pace);
      requireTenant(approval.tenantId, tenantId);
      return { sha256: row.sha256, approval, asked: JSON.parse(row.asked) as ScopeRequest };
    },
    async redeem({ sha256 }) {
      const isFirst = await directory.writeSignIn((stores) =>
        stores.deviceCodes.change(sha256, "approved", "redeemed"),
      );
      if (!isFirst) throw redeemed();
    },
  };
}

async function findWaiting(
  directory: Directory,
  userCodeText: string,
  now: number,
): Promise<DeviceCodeRow> {
  const userCode = readUserCode(userCodeText);
  const row =
    userCode === undefined
      ? undefined
      : await directory.read.deviceCodes.findByUserCode(hashOf(userCode));
  if (row === undefined || row.state !== "pending") throw unknownUserCode();
  if (now >= row.expiresAt) {
    throw new Failure("identity/user-code-expired", "the user code has expired");
  }
  return row;
}

async function findPolled(
  directory: Directory,
  text: string,
  clientId: string,
): Promise<DeviceCodeRow> {
  const row =
    text.length <= TEXT_CHARACTERS_MAX
      ? await directory.read.deviceCodes.find(hashOf(text))
      : undefined;
  if (row === undefined || row.clientId !== clientId) {
    throw new Failure("identity/device-code-unknown", "not a device code of this client");
  }
  return row;
}

function requireTenant(owner: string | undefined, asked: string | undefined): void {
  if (owner === undefined || asked === undefined || owner === asked) return;
  throw new Failure("identity/device-code-other-tenant", "it belongs to another tenant", {
    facts: { tenant: asked },
  });
}

function requireApproval(row: DeviceCodeRow, pace: (sha256: string) => void): DeviceApproval {
  if (row.state === "declined") {
    throw new Failure("identity/device-code-declined", "the person declined");
  }
  if (row.state === "redeemed") throw redeemed();
  if (row.approval !== undefined) return row.approval;
  pace(row.sha256);
  throw new Failure("identity/device-code-pending", "nobody has signed in yet");
}

/**
 * Notes when a device was last told to wait. Kept in memory: a restart merely lets it ask sooner.
 *
 * @throws {Failure} `identity/device-code-slow-down` when it asks again before its interval is over.
 */
function pollPace(clock: Clock): (sha256: string) => void {
  const { deviceCodePollSeconds, deviceCodePollEarlyMs, deviceCodesMax } = limits.identity;
  const polls = new Map<string, number>();
  return (sha256) => {
    const now = clock.now();
    const before = polls.get(sha256);
    polls.delete(sha256);
    for (const oldest of polls.keys()) {
      if (polls.size < deviceCodesMax) break;
      polls.delete(oldest);
    }
    polls.set(sha256, now);
    const earliest = (before ?? 0) + deviceCodePollSeconds * 1_000 - deviceCodePollEarlyMs;
    if (before === undefined || now >= earliest) return;
    throw new Failure("identity/device-code-slow-down", "it asks again too soon");
  };
}

function unknownUserCode(): Failure {
  return new Failure("identity/user-code-unknown", "no device waits with this code");
}

function redeemed(): Failure {
  return new Failure("identity/device-code-redeemed", "its tokens were issued before");
}
