import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { denialLog } from "../../../tests/support/denial-log.ts";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { LOGIN, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { USER_NAME } from "../../../tests/support/user-fixture.ts";
import { systemIds } from "../../base/index.ts";
import { createLogger } from "../../http/index.ts";
import {
  createIdentity,
  type DirectoryAuditEvent,
  directoryRoleIds,
  firstPartyAppIds,
  type Identity,
} from "../../identity/index.ts";
import { createGraphSurface } from "./surface.ts";

let fixture: GraphFixture;
let identity: Identity;
let userObjectId: string;
let events: DirectoryAuditEvent[] = [];
let call: (method: "POST" | "PATCH" | "DELETE", url: string, body?: object) => Promise<object>;

beforeAll(async () => {
  fixture = await openGraphFixture();
  const { clock, directory } = fixture;
  identity = await createIdentity({
    directory,
    clock,
    ids: systemIds,
    resourceAliases: new Map(),
    loginOrigins: [LOGIN],
    directoryAudit: { record: (event) => void events.push(event) },
  });
  const user = await identity.findUserByName(TENANT_ID, USER_NAME);
  userObjectId = user?.objectId ?? "";
  await identity.assignDirectoryRole({
    tenantId: TENANT_ID,
    principalId: userObjectId,
    roleTemplateId: directoryRoleIds.globalAdministrator,
  });
  const graph = createGraphSurface({
    identity,
    authenticator: identity.authenticator,
    audiences: () => identity.audiencesOf(firstPartyAppIds.microsoftGraph),
    loginOrigin: () => LOGIN,
    denials: denialLog(clock),
    log: createLogger({ level: "silent" }),
    clock,
    ids: systemIds,
  });
  call = async (method, url, body) => {
    const headers = {
      authorization: `Bearer ${fixture.userToken}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    const answer = await graph.inject({ method, url: `/v1.0${url}`, headers, ...payload });
    return answer.body === "" ? {} : (answer.json() as object);
  };
});

beforeEach(() => {
  events = [];
});

afterAll(() => fixture.close());

test("who changed what is told, with the old and the new values", async () => {
  const { id } = (await call("POST", "/applications", { displayName: "Old" })) as { id: string };
  await call("PATCH", `/applications/${id}`, { displayName: "New" });
  await call("DELETE", `/applications/${id}`);
  expect(events).toMatchObject([
    { activity: "Add application", targetKind: "application", targetId: id },
    {
      activity: "Update application",
      actor: { kind: "user", tenantId: TENANT_ID, name: USER_NAME },
      targetId: id,
      changes: [{ property: "displayName", oldValue: '"Old"', newValue: '"New"' }],
    },
    { activity: "Delete application", targetId: id },
  ]);
});

test("a service principal that goes with its registration is told of as well", async () => {
  const app = (await call("POST", "/applications", { displayName: "Both" })) as {
    readonly id: string;
    readonly appId: string;
  };
  const { id } = (await call("POST", "/servicePrincipals", { appId: app.appId })) as { id: string };
  events = [];
  await call("DELETE", `/applications/${app.id}`);
  expect(events).toMatchObject([
    { activity: "Delete application", targetKind: "application", targetId: app.id },
    { activity: "Remove service principal", targetKind: "servicePrincipal", targetId: id },
  ]);
  expect(events[1]?.changes).toContainEqual({
    property: "displayName",
    oldValue: '"Both"',
    newValue: undefined,
  });
});

test("deleting, restoring and deleting for good are told of each kind of object", async () => {
  const made = async (path: string, body: object) =>
    (await call("POST", path, body)) as { readonly id: string; readonly appId: string };
  const app = await made("/applications", { displayName: "Back" });
  const principal = await made("/servicePrincipals", { appId: app.appId });
  const user = await made("/users", {
    accountEnabled: true,
    displayName: "Back",
    mailNickname: "back",
    userPrincipalName: "back@contoso.test",
    passwordProfile: { password: "Correct-horse-2" },
  });
  events = [];
  for (const [path, { id }] of [
    ["/servicePrincipals", principal],
    ["/applications", app],
    ["/users", user],
  ] as const) {
    await call("DELETE", `${path}/${id}`);
    await call("POST", `/directory/deletedItems/${id}/restore`);
    await call("DELETE", `${path}/${id}`);
    await call("DELETE", `/directory/deletedItems/${id}`);
  }
  const told = (targetKind: string, targetId: string, ...activities: readonly string[]) =>
    activities.map((activity) => ({ activity, targetKind, targetId }));
  const [removed, back] = ["Remove service principal", "Restore service principal"];
  const ofUser = ["Delete user", "Restore user", "Delete user", "Hard delete user"];
  const kind = "application";
  expect(events).toMatchObject([
    ...told("servicePrincipal", principal.id, removed, back, removed),
    ...told("servicePrincipal", principal.id, "Hard delete service principal"),
    ...told(kind, app.id, "Delete application", "Restore application", "Delete application"),
    ...told(kind, app.id, "Hard delete application"),
    ...told("user", user.id, ...ofUser),
  ]);
  expect(events[1]?.changes.map(({ property }) => property)).toContain("displayName");
});

test("of a secret neither its text, its beginning nor its hash is told", async () => {
  const { id } = (await call("POST", "/applications", { displayName: "Keeper" })) as { id: string };
  const made = (await call("POST", `/applications/${id}/addPassword`, {
    passwordCredential: { displayName: "first" },
  })) as { readonly secretText: string; readonly keyId: string };
  const [, event] = events;
  expect(event).toMatchObject({
    activity: "Update application – Certificates and secrets management",
    targetId: id,
    changes: [{ property: "passwords", newValue: expect.stringContaining(made.keyId) }],
  });
  const text = JSON.stringify(events);
  for (const untold of [made.secretText, "hint", "sha256", "Sha256"]) {
    expect(text).not.toContain(untold);
  }
});

test("a secret and a certificate list of a service principal are told as its own", async () => {
  const { appId } = (await call("POST", "/applications", { displayName: "Holder" })) as {
    appId: string;
  };
  const { id } = (await call("POST", "/servicePrincipals", { appId })) as { id: string };
  events = [];
  const path = `/servicePrincipals/${id}`;
  const made = (await call("POST", `${path}/addPassword`, {})) as { keyId: string };
  await call("POST", `${path}/removePassword`, { keyId: made.keyId });
  await call("POST", `${path}/addPassword`, {});
  await call("PATCH", path, { passwordCredentials: [] });
  const told = {
    targetKind: "servicePrincipal",
    targetId: id,
    changes: [{ property: "passwords" }],
  };
  expect(events).toMatchObject([
    { activity: "Add service principal credentials", ...told },
    { activity: "Remove service principal credentials", ...told },
    { activity: "Add service principal credentials", ...told },
    { activity: "Update service principal", ...told },
  ]);
});

test("owners and app roles are told as those of the kind of object that they were given to", async () => {
  const made = async (path: string, body: object) =>
    (await call("POST", path, body)) as { readonly id: string; readonly appId: string };
  const app = await made("/applications", { displayName: "Owned" });
  const principal = await made("/servicePrincipals", { appId: app.appId });
  const names = { displayName: "owned", mailNickname: "owned" };
  const group = await made("/groups", { ...names, mailEnabled: false, securityEnabled: true });
  const ownerId = principal.id;
  const owner = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${ownerId}` };
  events = [];
  for (const path of [`/applications/${app.id}`, `/servicePrincipals/${principal.id}`]) {
    await call("POST", `${path}/owners/$ref`, owner);
    await call("DELETE", `${path}/owners/${ownerId}/$ref`);
  }
  const acting = identity.actingAs({
    kind: "user",
    tenantId: TENANT_ID,
    objectId: userObjectId,
    name: USER_NAME,
    appId: app.appId,
  });
  await acting.addOwner({ tenantId: TENANT_ID, objectId: group.id, ownerId });
  await acting.grantAppRole({
    tenantId: TENANT_ID,
    principalId: principal.id,
    resourceAppId: firstPartyAppIds.microsoftGraph,
    role: "User.Read.All",
  });
  expect(
    events.map(({ activity, targetKind, targetId }) => [activity, targetKind, targetId]),
  ).toEqual([
    ["Add owner to application", "application", app.id],
    ["Remove owner from application", "application", app.id],
    ["Add owner to service principal", "servicePrincipal", principal.id],
    ["Remove owner from service principal", "servicePrincipal", principal.id],
    ["Add owner to group", "group", group.id],
    ["Add app role assignment to service principal", "servicePrincipal", principal.id],
  ]);
});

test("an administrator's consent is told with what was given", async () => {
  const needed = { id: "df021288-bdef-4463-88db-98f22de89214", type: "Role" };
  const resourceAppId = firstPartyAppIds.microsoftGraph;
  const { appId } = (await call("POST", "/applications", {
    displayName: "Needy",
    requiredResourceAccess: [{ resourceAppId, resourceAccess: [needed] }],
  })) as { readonly appId: string };
  const { interactive } = identity;
  const tenantId = TENANT_ID;
  const client = await interactive.findClient({ kind: "tenant", id: tenantId }, appId);
  const offers = await interactive.askTenantConsent({ tenantId, client }, undefined);
  await interactive.consentForTenant({ tenantId, client, offers, userObjectId });
  expect(events.at(-1)).toMatchObject({
    activity: "Consent to application",
    actor: { kind: "user", objectId: userObjectId, name: USER_NAME, appId },
    changes: [
      { property: "isForAll", newValue: "true" },
      { property: resourceAppId, newValue: '{"scopes":[],"roles":["User.Read.All"]}' },
    ],
  });
});

test("a change that is refused is none, and neither is a read", async () => {
  await call("PATCH", "/applications/11111111-0000-4333-8444-555555555555", { displayName: "x" });
  expect(events).toEqual([]);
});
