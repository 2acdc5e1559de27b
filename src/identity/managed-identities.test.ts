import { afterEach, beforeEach, expect, test } from "vitest";
import {
  CLIENT_ID,
  type IdentityFixture,
  openIdentityFixture,
  PRINCIPAL_ID,
  TENANT_ID,
} from "../../tests/support/identity-fixture.ts";

const RESOURCE =
  "/subscriptions/66666666-2222-4333-8444-555555555555/resourceGroups/demo/providers/Microsoft.ManagedIdentity/userAssignedIdentities/One";
const DRAFT = {
  tenantId: TENANT_ID,
  displayName: "One",
  assignment: "user" as const,
  resourceId: RESOURCE,
};

let fixture: IdentityFixture;

beforeEach(async () => {
  fixture = await openIdentityFixture();
});

afterEach(() => fixture.close());

test("a managed identity is found by each of its ids, in any case", async () => {
  const { identity } = fixture;
  const made = await identity.createManagedIdentity(DRAFT);
  for (const [by, value] of [
    ["appId", made.appId.toUpperCase()],
    ["objectId", made.objectId],
    ["resourceId", `${RESOURCE.toLowerCase()}/`],
  ] as const) {
    expect(await identity.findManagedIdentity({ by, value })).toEqual(made);
  }
  const byWrongId = { by: "objectId" as const, value: made.appId };
  expect(await identity.findManagedIdentity(byWrongId)).toBeUndefined();
});

test("a foreign letter does not make a resource another one", async () => {
  const { identity } = fixture;
  const resourceId = RESOURCE.replace("/demo/", "/kit/");
  const kelvin = RESOURCE.replace("/demo/", "/\u212Ait/");
  const made = await identity.createManagedIdentity({ ...DRAFT, resourceId });
  expect(await identity.findManagedIdentity({ by: "resourceId", value: kelvin })).toBeUndefined();
  const other = await identity.createManagedIdentity({ ...DRAFT, resourceId: kelvin });
  expect(other.objectId).not.toBe(made.objectId);
});

test("its service principal can be named in role assignments", async () => {
  const { objectId } = await fixture.identity.createManagedIdentity(DRAFT);
  expect(await fixture.identity.findPrincipal(TENANT_ID, objectId)).toEqual({
    kind: "servicePrincipal",
    name: "One",
  });
});

test.each([
  ["the resource has one", { resourceId: RESOURCE.toUpperCase() }],
  ["an application has the client id", { resourceId: `${RESOURCE}2`, appId: CLIENT_ID }],
  ["a principal has the object id", { resourceId: `${RESOURCE}2`, objectId: PRINCIPAL_ID }],
])("a second identity is refused when %s", async (_, change) => {
  await fixture.identity.createManagedIdentity(DRAFT);
  await expect(
    fixture.identity.createManagedIdentity({ ...DRAFT, ...change }),
  ).rejects.toMatchObject({ code: "identity/managed-identity-exists" });
});

test.each(["", "/", "/subscriptions/a", "/subscriptions/a/resourceGroups/b", `${RESOURCE}/`])(
  "%o is not the id of a resource",
  async (resourceId) => {
    await expect(
      fixture.identity.createManagedIdentity({ ...DRAFT, resourceId }),
    ).rejects.toMatchObject({ code: "identity/resource-id-malformed" });
  },
);

test("an application cannot be registered under a managed identity's client id", async () => {
  const { appId } = await fixture.identity.createManagedIdentity(DRAFT);
  await expect(
    fixture.identity.createApplication({ tenantId: TENANT_ID, displayName: "a", appId }),
  ).rejects.toMatchObject({ code: "identity/application-exists" });
});

test("a managed identity has no way in at the token endpoint", async () => {
  const { appId } = await fixture.identity.createManagedIdentity(DRAFT);
  const request = {
    tenant: TENANT_ID,
    origin: "https://localhost:8443",
    grantType: "client_credentials",
    clientId: appId,
    credential: { kind: "secret" as const, secretText: "anything" },
    resource: "https://management.azure.com/",
    capabilities: [],
  };
  await expect(fixture.identity.issueFor(request)).rejects.toMatchObject({
    code: "identity/application-not-found",
  });
});

test("roles that were granted to it are in its token", async () => {
  const { identity } = fixture;
  const api = { tenantId: TENANT_ID, appId: "dddddddd-1111-4333-8444-555555555555" };
  const role = {
    id: "dddddddd-2222-4333-8444-555555555555",
    value: "Data.Read",
    displayName: "Read",
  };
  await identity.createApplication({
    ...api,
    displayName: "api",
    identifierUris: ["api://data"],
    requestedAccessTokenVersion: 2,
    appRoles: [role],
  });
  await identity.createServicePrincipal(api);
  const made = await identity.createManagedIdentity(DRAFT);
  await identity.grantAppRole({
    tenantId: TENANT_ID,
    principalId: made.objectId,
    resourceAppId: api.appId,
    role: role.value,
  });
  const { accessToken } = await identity.issueToManagedIdentity({
    identity: made,
    resource: "api://data",
    origin: "https://localhost:8443",
  });
  const [, payload = ""] = accessToken.split(".");
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
    ver: "2.0",
    aud: api.appId,
    azp: made.appId,
    azpacr: "2",
    roles: ["Data.Read"],
    xms_mirid: RESOURCE,
  });
});
