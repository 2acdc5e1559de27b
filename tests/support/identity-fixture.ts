import type { Clock, Ids } from "../../src/base/index.ts";
import { systemIds } from "../../src/base/index.ts";
import {
  createIdentity,
  firstPartyAppIds,
  type Identity,
  type SignInEvent,
  type SignInEvents,
} from "../../src/identity/index.ts";
import { type Directory, openDirectory } from "../../src/storage/index.ts";

/** A clock that stands still until it is moved. */
export interface StandingClock extends Clock {
  move(ms: number): void;
}

export function standingClock(startMs: number = Date.UTC(2026, 0, 2, 3, 4, 5)): StandingClock {
  let now = startMs;
  return {
    now: () => now,
    move: (ms) => {
      now += ms;
    },
  };
}

export const LOGIN = "https://localhost:8443";
export const LOGS_ORIGIN = "https://localhost:8446";

/** One tenant with one application that has one secret. */
export interface IdentityFixture {
  readonly directory: Directory;
  readonly identity: Identity;
  readonly clock: StandingClock;
  readonly ids: Ids;
  readonly tenantId: string;
  readonly clientId: string;
  readonly applicationObjectId: string;
  readonly principalId: string;
  readonly secret: string;
  /** Every attempt to sign in so far. */
  readonly signIns: readonly SignInEvent[];
  close(): Promise<void>;
}

export const TENANT_ID = "11111111-2222-4333-8444-555555555555";
export const CLIENT_ID = "22222222-2222-4333-8444-555555555555";
const OBJECT_ID = "33333333-2222-4333-8444-555555555555";
export const PRINCIPAL_ID = "44444444-2222-4333-8444-555555555555";

export async function openIdentityFixture(): Promise<IdentityFixture> {
  const clock = standingClock();
  const directory = await openDirectory(":memory:");
  const signIns: SignInEvent[] = [];
  const record = (event: SignInEvent): void => void signIns.push(event);
  const identity = await openIdentity(directory, clock, { record });
  await identity.createTenant({
    id: TENANT_ID,
    displayName: "Contoso",
    domains: ["contoso.onmicrosoft.com", "contoso.test"],
  });
  await identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "demo-client",
    appId: CLIENT_ID,
    objectId: OBJECT_ID,
  });
  await identity.createServicePrincipal({
    tenantId: TENANT_ID,
    appId: CLIENT_ID,
    objectId: PRINCIPAL_ID,
  });
  const { secretText } = await identity.addPassword({
    tenantId: TENANT_ID,
    applicationObjectId: OBJECT_ID,
  });
  return {
    directory,
    identity,
    clock,
    ids: systemIds,
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    applicationObjectId: OBJECT_ID,
    principalId: PRINCIPAL_ID,
    secret: secretText,
    signIns,
    close: () => directory.close(),
  };
}

/** The identity room over a directory, as a start of the product opens it. */
export async function openIdentity(
  directory: Directory,
  clock: Clock,
  signInEvents: SignInEvents = { record: () => undefined },
): Promise<Identity> {
  return await createIdentity({
    directory,
    clock,
    ids: systemIds,
    signInEvents,
    resourceAliases: () => new Map([[firstPartyAppIds.logAnalytics, [LOGS_ORIGIN]]]),
    loginOrigins: () => [LOGIN, "https://login.microsoftonline.com"],
  });
}
