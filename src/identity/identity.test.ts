import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type IdentityFixture,
  LOGIN,
  openIdentityFixture,
} from "../../tests/support/identity-fixture.ts";
import { firstPartyAppIds } from "./index.ts";

const ARM = "https://management.azure.com";
const DAY_MS = 24 * 60 * 60 * 1000;

let fixture: IdentityFixture;

beforeAll(async () => {
  fixture = await openIdentityFixture();
});

afterAll(() => fixture.close());

interface Asked {
  readonly tenant?: string;
  readonly clientId?: string;
  readonly secret?: string;
  readonly resource?: string;
}

async function claimsFor(asked: Asked = {}): Promise<Record<string, unknown>> {
  const { accessToken } = await fixture.identity.issueFor({
    tenant: asked.tenant ?? fixture.tenantId,
    origin: LOGIN,
    grantType: "client_credentials",
    clientId: asked.clientId ?? fixture.clientId,
    credential: { kind: "secret", secretText: asked.secret ?? fixture.secret },
    resource: asked.resource ?? ARM,
    capabilities: [],
  });
  return JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString());
}

const failure = (code: string) => expect.objectContaining({ name: "Failure", code });

/** A registration with its service principal. */
async function register(more: object = {}) {
  const { identity, tenantId } = fixture;
  const application = await identity.createApplication({ tenantId, displayName: "api", ...more });
  const principal = await identity.createServicePrincipal({ tenantId, appId: application.appId });
  return { application, principal };
}

describe("secrets", () => {
  const password = (more: object = {}) =>
    fixture.identity.addPassword({
      tenantId: fixture.tenantId,
      applicationObjectId: fixture.applicationObjectId,
      ...more,
    });

  test("each of several secrets is good, until it is removed", async () => {
    const second = await password();
    await claimsFor({ secret: second.secretText });
    await claimsFor();
    await fixture.identity.removePassword({
      tenantId: fixture.tenantId,
      applicationObjectId: fixture.applicationObjectId,
      keyId: second.keyId,
    });
    await expect(claimsFor({ secret: second.secretText })).rejects.toEqual(
      failure("identity/client-secret-wrong"),
    );
    await claimsFor();
  });

  test("a secret is good from its start to just before its end", async () => {
    const now = fixture.clock.now();
    const { secretText: secret } = await password({
      startsAt: now + DAY_MS,
      endsAt: now + 2 * DAY_MS,
    });
    await expect(claimsFor({ secret })).rejects.toEqual(failure("identity/client-secret-wrong"));
    fixture.clock.move(DAY_MS);
    await claimsFor({ secret });
    fixture.clock.move(DAY_MS - 1);
    await claimsFor({ secret });
    fixture.clock.move(1);
    await expect(claimsFor({ secret })).rejects.toEqual(failure("identity/client-secret-expired"));
    await claimsFor();
    fixture.clock.move(-2 * DAY_MS);
  });

  test("the store holds the hash and the hint only", async () => {
    const made = await password();
    const rows = await fixture.directory.read.passwordCredentials.listAll([
      fixture.applicationObjectId,
    ]);
    expect(JSON.stringify(rows)).not.toContain(made.secretText);
    expect(rows.find(({ keyId }) => keyId === made.keyId)).toMatchObject({
      hint: made.secretText.slice(0, 3),
      secretSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("a secret that ends before it starts, or is easily guessed, is not taken", async () => {
    await expect(password({ endsAt: 0 })).rejects.toEqual(failure("identity/credential-lifetime"));
    await expect(password({ secretText: "short" })).rejects.toEqual(
      failure("identity/credential-weak"),
    );
  });

  test("another application's secret and an unknown key are refused", async () => {
    const { application } = await register();
    await expect(claimsFor({ clientId: application.appId })).rejects.toEqual(
      failure("identity/client-secret-wrong"),
    );
    await expect(
      fixture.identity.removePassword({
        tenantId: fixture.tenantId,
        applicationObjectId: application.objectId,
        keyId: randomUUID(),
      }),
    ).rejects.toEqual(failure("identity/credential-not-found"));
  });
});

describe("resources", () => {
  test("an API of our own is found by each of its identifiers and by its id", async () => {
    const { application } = await register({ identifierUris: ["api://own", "https://Own.test/"] });
    for (const resource of ["api://own", "API://OWN/", "https://own.test", application.appId]) {
      expect(await claimsFor({ resource })).toMatchObject({ aud: resource, ver: "1.0" });
    }
  });

  test("an API that asks for version 2.0 gets it, whatever name was used", async () => {
    const { application } = await register({
      identifierUris: ["api://second"],
      requestedAccessTokenVersion: 2,
    });
    expect(await claimsFor({ resource: "api://second" })).toMatchObject({
      ver: "2.0",
      aud: application.appId,
      azp: fixture.clientId,
      iss: `${LOGIN}/${fixture.tenantId}/v2.0`,
    });
  });

  test("a registration without a service principal is no resource and no client", async () => {
    const { identity, tenantId } = fixture;
    const lone = await identity.createApplication({ tenantId, displayName: "lone" });
    await expect(claimsFor({ resource: lone.appId })).rejects.toEqual(
      failure("identity/resource-not-found"),
    );
    const { secretText: secret } = await identity.addPassword({
      tenantId,
      applicationObjectId: lone.objectId,
    });
    await expect(claimsFor({ clientId: lone.appId, secret })).rejects.toEqual(
      failure("identity/service-principal-missing"),
    );
  });

  test("a disabled API gives no tokens until it is enabled again", async () => {
    const { application, principal } = await register();
    const { tenantId, objectId } = principal;
    const set = (isEnabled: boolean) =>
      fixture.identity.setServicePrincipalEnabled({ tenantId, objectId, isEnabled });
    await set(false);
    await expect(claimsFor({ resource: application.appId })).rejects.toEqual(
      failure("identity/resource-disabled"),
    );
    await set(true);
    await claimsFor({ resource: application.appId });
  });

  test("a name longer than any identifier is not looked up", async () => {
    await expect(claimsFor({ resource: `https://${"a".repeat(300)}` })).rejects.toEqual(
      failure("identity/resource-not-found"),
    );
  });
});

describe("app roles", () => {
  const role = { id: randomUUID(), value: "Things.Read", displayName: "Read things" };
  const grant = (resourceAppId: string, value: string) =>
    fixture.identity.grantAppRole({
      tenantId: fixture.tenantId,
      principalId: fixture.principalId,
      resourceAppId,
      role: value,
    });

  test("a token carries the roles that were granted for its resource, at once", async () => {
    const other = { ...role, id: randomUUID(), value: "Things.Write" };
    const { application } = await register({ appRoles: [role, other] });
    const resource = application.appId;
    expect(await claimsFor({ resource })).not.toHaveProperty("roles");
    await grant(resource, "Things.Read");
    await grant(resource, "Things.Read");
    expect(await claimsFor({ resource })).toMatchObject({ roles: ["Things.Read"] });
    expect(await claimsFor()).not.toHaveProperty("roles");
  });

  test("roles of Microsoft's own APIs can be granted", async () => {
    await grant(firstPartyAppIds.microsoftGraph, "User.Read.All");
    expect(await claimsFor({ resource: "https://graph.microsoft.com" })).toMatchObject({
      roles: ["User.Read.All"],
    });
  });

  test("a role that is not offered, and a principal that is not there, are refused", async () => {
    await expect(grant(firstPartyAppIds.microsoftGraph, "Nothing.Read")).rejects.toEqual(
      failure("identity/app-role-not-found"),
    );
    await expect(grant(randomUUID(), "Things.Read")).rejects.toEqual(
      failure("identity/resource-not-found"),
    );
  });
});

describe("tenants", () => {
  test("an application of many tenants gets tokens where it is present", async () => {
    const { identity } = fixture;
    const away = await identity.createTenant({
      displayName: "Fabrikam",
      domains: ["fabrikam.test"],
    });
    const { application } = await register({ signInAudience: "AzureADMultipleOrgs" });
    const { secretText: secret } = await identity.addPassword({
      tenantId: fixture.tenantId,
      applicationObjectId: application.objectId,
    });
    const asked = { tenant: "fabrikam.test", clientId: application.appId, secret };
    await expect(claimsFor(asked)).rejects.toEqual(failure("identity/application-not-found"));
    const principal = await identity.createServicePrincipal({
      tenantId: away.id,
      appId: application.appId,
    });
    expect(await claimsFor(asked)).toMatchObject({ tid: away.id, oid: principal.objectId });
    await expect(
      identity.createServicePrincipal({ tenantId: away.id, appId: fixture.clientId }),
    ).rejects.toEqual(failure("identity/application-single-tenant"));
  });

  test("ids, domains and identifier URIs are taken once", async () => {
    const { identity, tenantId, clientId } = fixture;
    const draft = { displayName: "again", domains: ["again.test"] };
    const taken: readonly [string, () => Promise<unknown>][] = [
      ["tenant-exists", () => identity.createTenant({ ...draft, id: tenantId })],
      ["domain-taken", () => identity.createTenant({ ...draft, domains: ["Contoso.Test"] })],
      ["domain-malformed", () => identity.createTenant({ ...draft, domains: ["no dot"] })],
      ["guid-malformed", () => identity.createTenant({ ...draft, id: "1" })],
      ["application-exists", () => register({ appId: clientId })],
      ["application-exists", () => register({ appId: firstPartyAppIds.azureCli })],
      ["identifier-uri-taken", () => register({ identifierUris: [`${ARM}/`] })],
      ["identifier-uri-taken", () => register({ identifierUris: ["api://x", "API://X/"] })],
      ["identifier-uri-malformed", () => register({ identifierUris: ["no uri"] })],
      [
        "service-principal-exists",
        () => identity.createServicePrincipal({ tenantId, appId: clientId }),
      ],
    ];
    for (const [code, attempt] of taken) {
      await expect(attempt()).rejects.toEqual(failure(`identity/${code}`));
    }
  });
});

test("an object id tells what it stands for", async () => {
  const { identity, tenantId, principalId } = fixture;
  expect(await identity.findPrincipal(tenantId, principalId.toUpperCase())).toEqual({
    kind: "servicePrincipal",
    name: "demo-client",
  });
  const graph = identity.firstPartyObjectId(tenantId, firstPartyAppIds.microsoftGraph);
  expect(await identity.findPrincipal(tenantId, graph)).toEqual({
    kind: "servicePrincipal",
    name: "Microsoft Graph",
  });
  expect(await identity.findPrincipal(tenantId, randomUUID())).toBeUndefined();
});

test("no two of Microsoft's services share an audience", () => {
  const seen = new Map<string, string>();
  for (const appId of Object.values(firstPartyAppIds)) {
    for (const audience of fixture.identity.audiencesOf(appId)) {
      expect(seen.get(audience), audience).toBeUndefined();
      seen.set(audience, appId);
    }
  }
});
