import type { Access } from "../access/index.ts";
import type { Arm } from "../arm/index.ts";
import { type Clock, Failure, type Ids } from "../base/index.ts";
import { directoryRoleIds, type Identity } from "../identity/index.ts";
import type { Directory } from "../storage/index.ts";
import { claimMode } from "./data-folder.ts";

/** Whom a store without a demo belongs to. */
export interface FirstTenant {
  readonly tenantId: string;
  readonly domain: string;
  readonly subscriptionId: string;
}

export interface FirstTenantRequest {
  readonly domain: string;
  readonly displayName: string;
  /** The administrator's name before the domain. */
  readonly userName: string;
  /** One is made when it is left out. */
  readonly password?: string;
}

export interface FirstTenantAnswer extends FirstTenant {
  readonly userPrincipalName: string;
  /** The password that was made, told this once; left out where the request brought one. */
  readonly password?: string;
}

export interface FirstTenantDependencies {
  readonly identity: Identity;
  readonly access: Access;
  readonly arm: Arm;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  /** To tell in refusals. */
  readonly folder: string;
}

/** What an attempt that was cut off has chosen, so that the next one goes on with it. */
interface Plan extends FirstTenant {
  readonly userName: string;
  readonly userObjectId: string;
  readonly assignmentName: string;
}

const PLAN_MARK = "first-tenant-plan";
const DONE_MARK = "first-tenant";

/** Owner. Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles. */
const OWNER_ROLE = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/** Whom the store belongs to; undefined for the demo's and for one that nobody has yet. */
export async function findFirstTenant({ read }: Directory): Promise<FirstTenant | undefined> {
  const text = await read.meta.get(DONE_MARK);
  return text === undefined ? undefined : (JSON.parse(text) as FirstTenant);
}

/**
 * Gives an empty store its first tenant, with an administrator who may do everything in the
 * directory and owns the first subscription.
 *
 * An attempt that was cut off is taken up by the next one; the administrator gets its password.
 *
 * @throws {Failure} `server/init-demo`, `server/init-done` (fact: `domain`), `server/init-cut-off`
 * (facts: `domain`, `user`), and what the making of tenants and users refuses.
 */
export async function makeFirstTenant(
  request: FirstTenantRequest,
  deps: FirstTenantDependencies,
): Promise<FirstTenantAnswer> {
  const { identity, directory, ids, folder } = deps;
  if ((await directory.read.meta.get("mode")) === "demo") {
    throw new Failure("server/init-demo", "the store holds the demo", { facts: { folder } });
  }
  const present = await findFirstTenant(directory);
  if (present !== undefined) {
    const { domain } = present;
    throw new Failure("server/init-done", "the store has a tenant", { facts: { folder, domain } });
  }
  // Before anything else: what an attempt that is cut off leaves must never be served as the demo.
  await claimMode(directory, false, folder);
  const plan = await planFor(request, deps);
  const { tenantId, domain, subscriptionId } = plan;
  const password = request.password ?? makePassword(ids);
  const { displayName, userName } = request;
  if ((await identity.findTenant(tenantId)) === undefined) {
    await identity.createTenant({ id: tenantId, displayName, domains: [domain] });
  }
  const userPrincipalName = `${userName}@${domain}`;
  await makeAdministrator({ plan, userPrincipalName, displayName, password }, identity);
  await makeOwnSubscription(plan, displayName, deps);
  const done: FirstTenant = { tenantId, domain, subscriptionId };
  await directory.write((stores) => stores.meta.set(DONE_MARK, JSON.stringify(done)));
  return { ...done, userPrincipalName, ...(request.password === undefined && { password }) };
}

async function planFor(
  request: FirstTenantRequest,
  { identity, directory, ids, folder }: FirstTenantDependencies,
): Promise<Plan> {
  const { userName } = request;
  const domain = request.domain.toLowerCase();
  const keepPlan = async (plan: Plan): Promise<Plan> => {
    await directory.write((stores) => stores.meta.set(PLAN_MARK, JSON.stringify(plan)));
    return plan;
  };
  const text = await directory.read.meta.get(PLAN_MARK);
  const begun = text === undefined ? undefined : (JSON.parse(text) as Plan);
  if (begun !== undefined && (await identity.findTenant(begun.tenantId)) !== undefined) {
    const user = await identity.findPrincipal(begun.tenantId, begun.userObjectId);
    const isSameUser = user === undefined || begun.userName === userName;
    if (begun.domain === domain && isSameUser) return await keepPlan({ ...begun, userName });
    throw new Failure("server/init-cut-off", "an earlier attempt chose other names", {
      facts: { folder, domain: begun.domain, user: begun.userName },
    });
  }
  return await keepPlan({
    tenantId: ids.guid(),
    domain,
    subscriptionId: ids.guid(),
    userName,
    userObjectId: ids.guid(),
    assignmentName: ids.guid(),
  });
}

async function makeAdministrator(
  draft: {
    readonly plan: Plan;
    readonly userPrincipalName: string;
    readonly displayName: string;
    readonly password: string;
  },
  identity: Identity,
): Promise<void> {
  const { plan, userPrincipalName, displayName, password } = draft;
  const { tenantId, userObjectId: objectId } = plan;
  if ((await identity.findPrincipal(tenantId, objectId)) === undefined) {
    const name = `${displayName} Administrator`;
    await identity.createUser({
      tenantId,
      objectId,
      userPrincipalName,
      displayName: name,
      password,
    });
  } else {
    await identity.setPassword({ tenantId, objectId, password });
  }
  await identity.assignDirectoryRole({
    tenantId,
    principalId: objectId,
    roleTemplateId: directoryRoleIds.globalAdministrator,
  });
}

async function makeOwnSubscription(
  { tenantId, subscriptionId, userObjectId, assignmentName }: Plan,
  displayName: string,
  { arm, access }: FirstTenantDependencies,
): Promise<void> {
  await arm.createSubscription({ id: subscriptionId, displayName, tenantId });
  await access.assign({
    isImmediate: true,
    tenantId,
    armScope: `/subscriptions/${subscriptionId}`,
    assignmentName,
    roleDefinitionId: OWNER_ROLE,
    principalId: userObjectId,
    principalType: "User",
    createdBy: userObjectId,
  });
}

/** 160 random bits, in a form that has every kind of character that a password needs. */
function makePassword(ids: Ids): string {
  return `Lz-${Buffer.from(ids.bytes(20)).toString("base64url")}-7`;
}
