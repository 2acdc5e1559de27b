import { type Clock, limits } from "../base/index.ts";
import type {
  AuditedKind,
  DirectoryActor,
  DirectoryAudit,
  PropertyChange,
} from "./directory-audit.ts";
import type { DirectoryObjects } from "./directory-objects/directory-objects.ts";
import type { ServicePrincipalObject } from "./directory-objects/service-principal-objects.ts";
import type { DirectoryOperations } from "./directory-operations.ts";

/** What an operation is about, found in its first argument, or in its answer for what is new. */
interface Audited {
  /** Ends in the kind's own words where any kind may be meant. */
  readonly activity: string;
  /** `any` where only the object that the id names can tell. */
  readonly kind: AuditedKind | "any";
  /** Name of the field that holds the id of the object. */
  readonly id: string;
  /** Fields of the first argument that are told as new values, where the object itself tells little. */
  readonly told?: readonly string[];
  /** What it is called where a service principal's object id is given instead. */
  readonly ofPrincipal?: string;
  /** Whether the service principal of the registration goes with it. */
  readonly endsPrincipal?: boolean;
}

const of = (
  activity: string,
  kind: Audited["kind"],
  id = "objectId",
  told: readonly string[] = [],
): Audited => ({ activity, kind, id, told });

const SECRETS = "Update application – Certificates and secrets management";

const ofSecrets = (ofPrincipal: string): Audited => ({
  ...of(SECRETS, "application", "applicationObjectId"),
  ofPrincipal,
});

/** Operations that change nothing. */
type Reading =
  | "findTenant"
  | "findManagedIdentity"
  | "findPrincipal"
  | "findUserByName"
  | "isAdministrator"
  | "isSpaOrigin"
  | "requirePossession";

/**
 * Every operation that changes something, but for making a tenant, where nobody is yet.
 *
 * Source: learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities.
 */
const AUDITED: Readonly<
  Record<Exclude<keyof DirectoryOperations, Reading | "createTenant">, Audited>
> = {
  createApplication: of("Add application", "application"),
  updateApplication: of("Update application", "application", "applicationObjectId"),
  createManagedIdentity: of("Add service principal", "servicePrincipal"),
  registerApplication: of("Add application", "application"),
  changeApplication: of("Update application", "application"),
  deleteApplication: { ...of("Delete application", "application"), endsPrincipal: true },
  addPassword: ofSecrets("Add service principal credentials"),
  removePassword: ofSecrets("Remove service principal credentials"),
  addKeyCredential: ofSecrets("Add service principal credentials"),
  removeKeyCredential: ofSecrets("Remove service principal credentials"),
  addFederatedCredential: of(
    "Add federated identity credential",
    "application",
    "applicationObjectId",
    ["name", "issuer", "subject", "audiences"],
  ),
  changeFederatedCredential: of(
    "Update federated identity credential",
    "application",
    "applicationObjectId",
    ["id", "name", "issuer", "subject", "audiences"],
  ),
  removeFederatedCredential: of(
    "Delete federated identity credential",
    "application",
    "applicationObjectId",
    ["id"],
  ),
  createServicePrincipal: of("Add service principal", "servicePrincipal"),
  setServicePrincipalEnabled: of("Update service principal", "servicePrincipal"),
  changeServicePrincipal: of("Update service principal", "servicePrincipal"),
  deleteServicePrincipal: of("Remove service principal", "servicePrincipal"),
  restoreObject: of("Restore", "any"),
  purgeObject: of("Hard delete", "any"),
  createScopeGrant: of("Add delegated permission grant", "servicePrincipal", "clientId", [
    "resourceId",
    "userId",
    "scopes",
  ]),
  setGrantedScopes: of("Update delegated permission grant", "delegatedGrant", "id"),
  removeScopeGrant: of("Remove delegated permission grant", "delegatedGrant", "id"),
  grantAppRole: of("Add app role assignment to", "any", "principalId", [
    "principalId",
    "resourceAppId",
    "role",
  ]),
  removeAppRoleAssignment: of("Remove app role assignment", "appRoleAssignment", "id"),
  addOwner: of("Add owner to", "any", "objectId", ["ownerId"]),
  removeOwner: of("Remove owner from", "any", "objectId", ["ownerId"]),
  createGroup: of("Add group", "group"),
  changeGroup: of("Update group", "group"),
  deleteGroup: of("Delete group", "group"),
  addGroupMember: of("Add member to group", "group", "groupId", ["memberId"]),
  removeGroupMember: of("Remove member from group", "group", "groupId", ["memberId"]),
  createUser: of("Add user", "user"),
  changeUserNames: of("Update user", "user"),
  setUserEnabled: of("Update user", "user"),
  setPassword: of("Reset password", "user"),
  deleteUser: of("Delete user", "user"),
  assignDirectoryRole: of("Add member to role", "directoryRole", "roleTemplateId", ["principalId"]),
  unassignDirectoryRole: of("Remove member from role", "directoryRole", "roleTemplateId", [
    "principalId",
  ]),
};

export interface AuditDependencies {
  readonly objects: DirectoryObjects;
  readonly audit: DirectoryAudit;
  readonly clock: Clock;
}

type Fields = Readonly<Record<string, unknown>>;
type Operation = (...args: readonly unknown[]) => Promise<unknown>;

/** The same operations, each of which is told to the audit once it was done. */
export function auditedOperations(
  operations: DirectoryOperations,
  actor: DirectoryActor,
  deps: AuditDependencies,
): DirectoryOperations {
  const audited = Object.entries(AUDITED).map(([name, row]) => {
    const run = operations[name as keyof DirectoryOperations] as Operation;
    return [name, (...args: readonly unknown[]) => runAudited(run, args, row, actor, deps)];
  });
  return { ...operations, ...(Object.fromEntries(audited) as Partial<DirectoryOperations>) };
}

async function runAudited(
  run: Operation,
  args: readonly unknown[],
  row: Audited,
  actor: DirectoryActor,
  { objects, audit, clock }: AuditDependencies,
): Promise<unknown> {
  const [first] = args as readonly [Fields];
  const { activity, kind, id, told = [] } = rowFor(row, first);
  const named = textOf(first[id]);
  const target = await kindOf(kind, objects, actor.tenantId, named);
  const before = await shownObject(objects, actor.tenantId, target, named);
  const goesWith =
    row.endsPrincipal === true ? await principalOf(objects, actor.tenantId, before) : undefined;
  const answer = await run(...args);
  const targetId = named ?? textOf((answer as Fields | undefined)?.[id]) ?? "";
  const after = await shownObject(objects, actor.tenantId, target, targetId);
  const arguments_ = told.filter((name) => first[name] !== undefined);
  audit.record({
    time: clock.now(),
    activity: kind === "any" ? `${activity} ${wordsOf(target)}` : activity,
    actor,
    targetKind: target,
    targetId,
    changes: [
      ...differences(before, after),
      ...arguments_.map((property) => ({
        property,
        oldValue: undefined,
        newValue: spell(first[property]),
      })),
    ],
  });
  if (goesWith !== undefined) {
    audit.record({
      time: clock.now(),
      activity: AUDITED.deleteServicePrincipal.activity,
      actor,
      targetKind: "servicePrincipal",
      targetId: goesWith.objectId,
      changes: differences({ ...goesWith }, {}),
    });
  }
  return answer;
}

/** The service principal that a registration has in its tenant. */
async function principalOf(
  { servicePrincipals }: DirectoryObjects,
  tenantId: string,
  { appId }: Fields,
): Promise<ServicePrincipalObject | undefined> {
  if (typeof appId !== "string") return undefined;
  const { items } = await servicePrincipals.page(tenantId, {
    condition: { kind: "compare", column: "appId", operator: "eq", value: appId },
    order: { column: "id", isDescending: false },
    after: undefined,
    limit: 1,
  });
  return items[0];
}

function rowFor(row: Audited, first: Fields): Audited {
  const { ofPrincipal } = row;
  if (ofPrincipal === undefined || first["servicePrincipalObjectId"] === undefined) return row;
  return {
    ...row,
    activity: ofPrincipal,
    kind: "servicePrincipal",
    id: "servicePrincipalObjectId",
  };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

/** `servicePrincipal` as `service principal`. */
const wordsOf = (kind: AuditedKind): string =>
  kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** An operation on an object that is not there fails, and is not told at all. */
async function kindOf(
  kind: Audited["kind"],
  objects: DirectoryObjects,
  tenantId: string,
  id: string | undefined,
): Promise<AuditedKind> {
  if (kind !== "any") return kind;
  const there = await objects.findAny(tenantId, id ?? "");
  const found = there ?? (await objects.deleted.find(tenantId, id ?? ""));
  return found?.type ?? "application";
}

async function shownObject(
  objects: DirectoryObjects,
  tenantId: string,
  kind: AuditedKind,
  id: string | undefined,
): Promise<Fields> {
  if (id === undefined || kind === "directoryRole") return {};
  const found = await objects[`${kind}s`].find(tenantId, id);
  return { ...found };
}

function differences(before: Fields, after: Fields): readonly PropertyChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .map((property) => ({
      property,
      oldValue: spell(before[property]),
      newValue: spell(after[property]),
    }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
}

/** The beginning of a secret, and the bulk of a certificate, are nobody's to read in a log. */
const UNTOLD: ReadonlySet<string> = new Set(["hint", "secretSha256", "certificateBase64"]);

function spell(value: unknown): string | undefined {
  const text = JSON.stringify(value, (name, inner: unknown) =>
    UNTOLD.has(name) ? undefined : inner,
  ) as string | undefined;
  const max = limits.identity.auditedValueCharactersMax;
  return text === undefined || text.length <= max ? text : `${text.slice(0, max)}…`;
}
