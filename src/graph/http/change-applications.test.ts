import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { GUID } from "../../../tests/support/login-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

const SCOPE = {
  id: "88888888-0003-4333-8444-555555555555",
  value: "user_impersonation",
  type: "User",
  isEnabled: true,
  adminConsentDisplayName: "Access the API",
  adminConsentDescription: "As the user.",
  userConsentDisplayName: "Access it",
  userConsentDescription: "As you.",
};
const ROLE = {
  id: "88888888-0004-4333-8444-555555555555",
  value: "Task.Write",
  displayName: "Writer",
  description: "Writes tasks.",
  allowedMemberTypes: ["Application", "User"],
  isEnabled: true,
};

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

async function make(body: object, token?: string): Promise<{ id: string; appId: string }> {
  const answer = await fixture.call("POST", "/v1.0/applications", {
    body,
    ...(token === undefined ? {} : { token }),
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
}

async function patch(id: string, body: object) {
  return await fixture.call("PATCH", `/v1.0/applications/${id}`, { body });
}

test("a member registers an application as az does, and owns it", async () => {
  const answer = await fixture.call("POST", "/v1.0/applications", {
    body: { displayName: "mine", keyCredentials: [] },
  });
  expect(answer.statusCode).toBe(201);
  const made = answer.json();
  expect(made).toMatchObject({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
    id: expect.stringMatching(GUID),
    appId: expect.stringMatching(GUID),
    displayName: "mine",
    signInAudience: "AzureADMyOrg",
    identifierUris: [],
  });
  expect(answer.headers["location"]).toBe(
    `https://graph.microsoft.com/v1.0/directoryObjects/${made.id}`,
  );
  expect((await patch(made.id, { displayName: "still mine" })).statusCode).toBe(204);
  const read = await fixture.get(`/v1.0/applications/${made.id}?$select=displayName`);
  expect(read.json()).toMatchObject({ displayName: "still mine" });
});

test("everything that a registration says comes back as it was said", async () => {
  const said = {
    displayName: "whole",
    signInAudience: "AzureADMultipleOrgs",
    isFallbackPublicClient: true,
    tags: ["a", "b"],
    notes: "a note",
    groupMembershipClaims: "SecurityGroup",
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: [SCOPE],
      preAuthorizedApplications: [
        {
          appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
          delegatedPermissionIds: [SCOPE.id],
        },
      ],
    },
    appRoles: [ROLE],
    web: {
      homePageUrl: "https://whole.test",
      logoutUrl: "https://whole.test/out",
      redirectUris: ["https://whole.test/in"],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: true },
    },
    spa: { redirectUris: ["https://whole.test/spa"] },
    publicClient: { redirectUris: ["http://localhost"] },
    requiredResourceAccess: [
      {
        resourceAppId: "00000003-0000-0000-c000-000000000000",
        resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }],
      },
    ],
  };
  const { id } = await make(said);
  const read = (await fixture.get(`/v1.0/applications/${id}`)).json();
  expect(read).toMatchObject(said);
  const change = { web: { redirectUris: [] }, identifierUris: [`api://${read.appId}`] };
  expect((await patch(id, change)).statusCode).toBe(204);
  expect((await fixture.get(`/v1.0/applications/${id}`)).json()).toMatchObject({
    ...said,
    ...change,
    web: { ...said.web, redirectUris: [] },
  });
});

test("a secret is told once, opens the token endpoint, and closes it when it is removed", async () => {
  const { id, appId } = await make({ displayName: "secret" });
  await fixture.call("POST", "/v1.0/servicePrincipals", { body: { appId } });
  const answer = await fixture.call("POST", `/v1.0/applications/${id}/addPassword`, {
    body: { passwordCredential: { displayName: "ci", endDateTime: "2026-06-01T00:00:00Z" } },
  });
  expect(answer.statusCode).toBe(200);
  const { secretText, keyId } = answer.json();
  expect(answer.json()).toEqual({
    "@odata.context":
      "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential",
    customKeyIdentifier: null,
    displayName: "ci",
    endDateTime: "2026-06-01T00:00:00Z",
    hint: secretText.slice(0, 3),
    keyId: expect.stringMatching(GUID),
    secretText: expect.stringMatching(/^.{40}$/),
    startDateTime: "2026-01-02T03:04:05Z",
  });
  const ask = async () =>
    (await fixture.ask("v2", { fields: { client_id: appId, client_secret: secretText } }))
      .statusCode;
  expect(await ask()).toBe(200);
  expect((await fixture.get(`/v1.0/applications/${id}`)).body).not.toContain(secretText);
  const removal = { body: { keyId } };
  const path = `/v1.0/applications/${id}/removePassword`;
  expect((await fixture.call("POST", path, removal)).statusCode).toBe(204);
  expect(await ask()).toBe(401);
  expect((await fixture.call("POST", path, removal)).statusCode).toBe(400);
});

test("a service principal is made once, switched off and on, and gone with its application", async () => {
  const { id, appId } = await make({ displayName: "present" });
  const body = { appId, accountEnabled: true };
  const made = await fixture.call("POST", "/v1.0/servicePrincipals", { body });
  expect(made.statusCode).toBe(201);
  expect(made.json()).toMatchObject({ appId, displayName: "present", accountEnabled: true });
  expect((await fixture.call("POST", "/v1.0/servicePrincipals", { body })).statusCode).toBe(409);
  const path = `/v1.0/servicePrincipals/${made.json().id}`;
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.cloudApplicationAdministrator,
  });
  const off = await fixture.call("PATCH", path, { body: { accountEnabled: false } });
  expect(off.statusCode).toBe(204);
  expect((await fixture.get(`${path}?$select=accountEnabled`)).json()).toMatchObject({
    accountEnabled: false,
  });
  expect((await fixture.call("DELETE", `/v1.0/applications/${id}`)).statusCode).toBe(204);
  expect((await fixture.get(path)).statusCode).toBe(404);
  expect((await fixture.get(`/v1.0/applications/${id}`)).statusCode).toBe(404);
  await fixture.identity.unassignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.cloudApplicationAdministrator,
  });
});

test("who makes a service principal owns it, and manages it without a role", async () => {
  const app = (
    await fixture.call("POST", "/v1.0/applications", { body: { displayName: "mine" } })
  ).json();
  const made = await fixture.call("POST", "/v1.0/servicePrincipals", {
    body: { appId: app.appId },
  });
  const path = `/v1.0/servicePrincipals/${made.json().id}`;
  const change = await fixture.call("PATCH", path, { body: { notes: "mine" } });
  expect(change.statusCode, change.body).toBe(204);
  expect((await fixture.get(`${path}/owners?$select=id`)).json().value).toMatchObject([
    { id: fixture.user.objectId },
  ]);
  const assignments = `${path}/appRoleAssignedTo`;
  const body = {
    principalId: fixture.user.objectId,
    resourceId: made.json().id,
    appRoleId: "00000000-0000-0000-0000-000000000000",
  };
  const given = await fixture.call("POST", assignments, { body });
  expect(given.statusCode, given.body).toBe(201);
  const taken = await fixture.call("DELETE", `${assignments}/${given.json().id}`);
  expect(taken.statusCode).toBe(204);
  const others = `/v1.0/servicePrincipals/${PRINCIPAL_ID}/appRoleAssignedTo`;
  const foreign = { ...body, resourceId: PRINCIPAL_ID };
  expect((await fixture.call("POST", others, { body: foreign })).statusCode).toBe(403);
  expect((await fixture.call("DELETE", path)).statusCode).toBe(204);
});

test("a member may not touch what another owns", async () => {
  const path = `/v1.0/applications/${fixture.applicationObjectId}`;
  expect((await patch(fixture.applicationObjectId, { displayName: "x" })).statusCode).toBe(403);
  expect((await fixture.call("DELETE", path)).statusCode).toBe(403);
  const secret = await fixture.call("POST", `${path}/addPassword`, { body: {} });
  expect(secret.json()).toMatchObject({ error: { code: "Authorization_RequestDenied" } });
});

test("an enabled permission is disabled before it is removed, and a disabled one is not issued", async () => {
  const { id } = await make({ displayName: "api", api: { oauth2PermissionScopes: [SCOPE] } });
  const remove = { api: { oauth2PermissionScopes: [] } };
  expect((await patch(id, remove)).json()).toMatchObject({
    error: { code: "CannotDeleteOrUpdateEnabledEntitlement" },
  });
  const disabled = { api: { oauth2PermissionScopes: [{ ...SCOPE, isEnabled: false }] } };
  expect((await patch(id, disabled)).statusCode).toBe(204);
  expect((await patch(id, remove)).statusCode).toBe(204);
});

test.each([
  [{ shoeSize: 43 }, "BadRequest", /property named 'shoeSize'/],
  [{ displayName: null }, "Request_BadRequest", /'displayName' of resource 'Application'/],
  [{ displayName: "" }, "Request_BadRequest", /'displayName'/],
  [{ signInAudience: "PersonalMicrosoftAccount" }, "Request_BadRequest", /'signInAudience'/],
  [{ tokenEncryptionKeyId: SCOPE.id }, "Request_BadRequest", /'tokenEncryptionKeyId'/],
  [{ api: { acceptMappedClaims: true } }, "Request_BadRequest", /'api.acceptMappedClaims'/],
  [
    { optionalClaims: { idToken: [{ name: "shoe_size" }] } },
    "Request_BadRequest",
    /optional claim 'shoe_size'/,
  ],
  [{ web: { redirectUris: ["ftp://a.test"] } }, "Request_BadRequest", /'redirectUris'/],
  [{ identifierUris: ["no uri"] }, "Request_BadRequest", /'identifierUris'/],
  [{ identifierUris: ["api://lab"] }, "Request_BadRequest", /already exists: 'api:\/\/lab'/],
  [{ appRoles: [{ ...ROLE, allowedMemberTypes: [] }] }, "Request_BadRequest", /allowedMember/],
])("%j is refused as %s, and nothing is changed", async (body, code, message) => {
  const { id } = await make({ displayName: "kept" });
  const before = (await fixture.get(`/v1.0/applications/${id}`)).json();
  const answer = await patch(id, body);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect((await fixture.get(`/v1.0/applications/${id}`)).json()).toEqual(before);
});
