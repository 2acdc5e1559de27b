import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type IdentityFixture,
  openIdentityFixture,
} from "../../../tests/support/identity-fixture.ts";
import { firstPartyAppIds } from "../first-party-apps.ts";
import type { User } from "../users.ts";
import type { TenantConsent } from "./tenant-consent.ts";

const USER_READ = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
const USER_READ_ALL = "df021288-bdef-4463-88db-98f22de89214";

let fixture: IdentityFixture;
let consent: TenantConsent;

beforeEach(async () => {
  fixture = await openIdentityFixture();
  const { identity, tenantId } = fixture;
  const { appId } = await identity.createApplication({
    tenantId,
    displayName: "needy",
    requiredResourceAccess: [
      {
        resourceAppId: firstPartyAppIds.microsoftGraph,
        scopes: [USER_READ],
        roles: [USER_READ_ALL],
      },
    ],
  });
  const { objectId: userObjectId } = await makeUser("ada", true);
  const client = await identity.interactive.findClient({ kind: "tenant", id: tenantId }, appId);
  const offers = await identity.interactive.askTenantConsent({ tenantId, client }, undefined);
  consent = { tenantId, client, userObjectId, offers };
});

afterEach(() => fixture.close());

const makeUser = (name: string, isAdministrator: boolean): Promise<User> =>
  fixture.identity.createUser({
    tenantId: fixture.tenantId,
    userPrincipalName: `${name}@contoso.test`,
    displayName: name,
    password: " Correct-horse-1 ",
    isAdministrator,
  });

/** How many permissions the application holds for users and as itself; undefined while absent. */
async function given(): Promise<readonly [number, number] | undefined> {
  const { delegatedGrants, servicePrincipals } = fixture.directory.read;
  const { tenantId, client, offers } = consent;
  const present = await servicePrincipals.findByAppId(tenantId, client.appId);
  const resourceId = offers[0]?.resource.objectId ?? "";
  if (present === undefined) return undefined;
  const scopes = await delegatedGrants.list(present.objectId, resourceId);
  const roles = await servicePrincipals.listAppRoleGrants([present.objectId], resourceId);
  return [scopes.flatMap((grant) => grant.scopes).length, roles.length];
}

test("a consent gives all of it at once, and makes the application present", async () => {
  expect(await given()).toBeUndefined();
  await fixture.identity.interactive.consentForTenant(consent);
  expect(await given()).toEqual([1, 1]);
});

test("where the last permission cannot be given none is, and the application stays absent", async () => {
  const offers = consent.offers.map(({ roles, ...offer }) => ({
    ...offer,
    roles: roles.map((role) => ({ ...role, memberTypes: ["User" as const] })),
  }));
  await expect(
    fixture.identity.interactive.consentForTenant({ ...consent, offers }),
  ).rejects.toMatchObject({ code: "identity/app-role-member-type" });
  expect(await given()).toBeUndefined();
});

test("a user cannot consent to what is for administrators, whatever the question said", async () => {
  const { identity, directory, tenantId } = fixture;
  const { objectId } = await makeUser("bob", false);
  const user = await directory.read.users.find(tenantId, objectId);
  if (user === undefined) throw new Error("he was just made");
  const offers = consent.offers.map(({ resource, scopes }) => ({
    resource,
    permissions: scopes.map((scope) => ({ ...scope, isAdminOnly: true })),
  }));
  const asked = {
    resource: "https://graph.microsoft.com",
    prefix: "",
    permissions: [],
    openid: [],
  };
  const names = { userObjectId: objectId, userName: user.userPrincipalName };
  const subject = { ...consent, ...names, asked, isForced: false };
  const question = { offers, needsAdministrator: false };
  await expect(
    identity.interactive.acceptConsent({ subject, question, user, isForAll: false }),
  ).rejects.toMatchObject({ code: "identity/administrator-needed" });
  expect(await given()).toBeUndefined();
});
