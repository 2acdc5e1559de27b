/** Every kind of answer of Microsoft Graph is valid by Microsoft's published types. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { directoryRoleIds } from "../../src/identity/index.ts";
import { makeDailySigner } from "../support/assertion-fixture.ts";
import { type GraphFixture, openGraphFixture } from "../support/graph-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID } from "../support/identity-fixture.ts";
import { graphTypes, violations } from "./graph-types.ts";

const types = graphTypes();

let fixture: GraphFixture;
let applicationId: string;
let groupId: string;

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fixture.call("POST", `/v1.0/${path}`, { body });
  if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.body}`);
  return answer.body === "" ? {} : answer.json();
}

async function makeDeleted() {
  const app = await post("applications", { displayName: "deleted", tags: ["one"] });
  const user = await post("users", {
    accountEnabled: true,
    displayName: "deleted",
    mailNickname: "deleted",
    userPrincipalName: "deleted@contoso.test",
    passwordProfile: { password: "Correct-horse-2" },
  });
  await post("servicePrincipals", { appId: app["appId"] });
  return [
    ["applications", app],
    ["users", user],
  ] as const;
}

beforeAll(async () => {
  if (types === undefined) return;
  fixture = await openGraphFixture();
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.globalAdministrator,
  });
  const application = await post("applications", {
    displayName: "whole",
    identifierUris: ["api://whole"],
    signInAudience: "AzureADMultipleOrgs",
    tags: ["one"],
    notes: "noted",
    web: {
      redirectUris: ["https://whole.contoso.test/back"],
      implicitGrantSettings: { enableIdTokenIssuance: true },
    },
    spa: { redirectUris: ["http://localhost/"] },
    optionalClaims: { idToken: [{ name: "email" }], accessToken: [], saml2Token: [] },
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: [
        {
          id: "aaaaaaaa-2222-4333-8444-555555555555",
          value: "Read",
          type: "User",
          isEnabled: true,
          adminConsentDisplayName: "Read",
          adminConsentDescription: "Reads",
          userConsentDisplayName: "Read",
          userConsentDescription: "Reads",
        },
      ],
    },
    appRoles: [
      {
        id: "bbbbbbbb-2222-4333-8444-555555555555",
        value: "Task.Run",
        displayName: "Run",
        description: "Runs",
        isEnabled: true,
        allowedMemberTypes: ["Application", "User"],
      },
    ],
    requiredResourceAccess: [
      {
        resourceAppId: "00000003-0000-0000-c000-000000000000",
        resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }],
      },
    ],
  });
  applicationId = String(application["id"]);
  await post(`applications/${applicationId}/federatedIdentityCredentials`, {
    name: "ci",
    issuer: "https://issuer.contoso.test/",
    subject: "job",
    audiences: ["api://AzureADTokenExchange"],
  });
  const principal = await post("servicePrincipals", {
    appId: application["appId"],
    appRoleAssignmentRequired: true,
    tags: ["two"],
    notes: "noted",
    description: "described",
    homepage: "https://whole.contoso.test",
    loginUrl: "https://whole.contoso.test/in",
    preferredSingleSignOnMode: "oidc",
    notificationEmailAddresses: ["ada@contoso.test"],
  });
  await post("oauth2PermissionGrants", {
    clientId: PRINCIPAL_ID,
    consentType: "AllPrincipals",
    resourceId: principal["id"],
    scope: "Read",
  });
  await post(`servicePrincipals/${PRINCIPAL_ID}/appRoleAssignments`, {
    principalId: PRINCIPAL_ID,
    resourceId: principal["id"],
    appRoleId: "bbbbbbbb-2222-4333-8444-555555555555",
  });
  await post(`users/${fixture.user.objectId}/appRoleAssignments`, {
    principalId: fixture.user.objectId,
    resourceId: principal["id"],
    appRoleId: "bbbbbbbb-2222-4333-8444-555555555555",
  });
  const names = { displayName: "whole", mailNickname: "whole" };
  const group = await post("groups", { ...names, mailEnabled: false, securityEnabled: true });
  groupId = String(group["id"]);
  for (const [path, { id }] of await makeDeleted()) {
    await fixture.call("DELETE", `/v1.0/${path}/${String(id)}`);
  }
  await post(`groups/${groupId}/members/$ref`, {
    "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${PRINCIPAL_ID}`,
  });
});
afterAll(() => fixture?.close());

/** Lists with something in them, and the type of what is in them; undefined for any of several. */
const LISTS: readonly (readonly [path: () => string, type: string | undefined])[] = [
  [() => "applications", "application"],
  [() => "servicePrincipals", "servicePrincipal"],
  [() => "users", "user"],
  [() => "groups", "group"],
  [() => "oauth2PermissionGrants", "oAuth2PermissionGrant"],
  [() => `servicePrincipals/${PRINCIPAL_ID}/appRoleAssignments`, "appRoleAssignment"],
  [
    () => `applications/${applicationId}/federatedIdentityCredentials`,
    "federatedIdentityCredential",
  ],
  [() => "directory/deletedItems/microsoft.graph.user", "user"],
  [() => "directory/deletedItems/microsoft.graph.application", "application"],
  [() => "directory/deletedItems/microsoft.graph.servicePrincipal", "servicePrincipal"],
  [() => "organization", "organization"],
  [() => "domains", "domain"],
  [() => "directoryRoles", "directoryRole"],
  [() => `groups/${groupId}/members`, undefined],
  [() => `groups/${groupId}/members/microsoft.graph.servicePrincipal`, "servicePrincipal"],
  [() => `servicePrincipals/${PRINCIPAL_ID}/memberOf/microsoft.graph.group`, "group"],
  [() => "me/appRoleAssignments", "appRoleAssignment"],
  [() => "me/memberOf", undefined],
  [() => "me/memberOf/microsoft.graph.directoryRole", "directoryRole"],
  [() => `servicePrincipals/${PRINCIPAL_ID}/memberOf`, undefined],
  [() => `applications/${applicationId}/owners`, undefined],
  [() => `directoryRoles/${directoryRoleIds.globalAdministrator}/members`, undefined],
];

test.skipIf(types === undefined)("what lists hold is valid by its type", async () => {
  if (types === undefined) return;
  const wrong: string[] = [];
  for (const [path, type] of LISTS) {
    const { value } = (await fixture.get(`/v1.0/${path()}`)).json() as { value?: object[] };
    if (value === undefined || value.length === 0) wrong.push(`${path()}: nothing in it`);
    for (const one of value ?? []) {
      const own = (one as { "@odata.type"?: string })["@odata.type"]?.slice(1);
      const name = type === undefined ? String(own) : `microsoft.graph.${type}`;
      wrong.push(...violations(one, name, types, path()));
    }
  }
  expect([...new Set(wrong)]).toEqual([]);
});

test.skipIf(types === undefined)("single objects and new secrets are valid", async () => {
  if (types === undefined) return;
  const app = await fixture.get(`/v1.0/applications(appId='${CLIENT_ID}')`);
  const me = await fixture.get("/v1.0/me");
  const secret = await post(`applications/${applicationId}/addPassword`, {
    passwordCredential: { displayName: "one" },
  });
  const ownSecret = await post(`servicePrincipals/${PRINCIPAL_ID}/addPassword`, {});
  const { certificate } = await makeDailySigner();
  const principal = await fixture.call("PATCH", `/v1.0/servicePrincipals/${PRINCIPAL_ID}`, {
    body: {
      keyCredentials: [
        { type: "AsymmetricX509Cert", usage: "Verify", key: certificate.toString("base64") },
      ],
    },
  });
  expect(principal.statusCode, principal.body).toBe(204);
  const holder = await fixture.get(`/v1.0/servicePrincipals/${PRINCIPAL_ID}`);
  expect(holder.json()).toMatchObject({ keyCredentials: [{}], passwordCredentials: [{}] });
  expect([
    ...violations(holder.json(), "microsoft.graph.servicePrincipal", types, "servicePrincipal"),
    ...violations(ownSecret, "microsoft.graph.passwordCredential", types, "own addPassword"),
    ...violations(app.json(), "microsoft.graph.application", types, "application"),
    ...violations(me.json(), "microsoft.graph.user", types, "me"),
    ...violations(secret, "microsoft.graph.passwordCredential", types, "addPassword"),
  ]).toEqual([]);
});
