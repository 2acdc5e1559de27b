import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Claims,
  type ClaimsFixture,
  openClaimsFixture,
} from "../../../tests/support/claims-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { claimsOf } from "../../../tests/support/user-fixture.ts";
import { directoryRoleIds } from "../index.ts";

let fixture: ClaimsFixture;

beforeEach(async () => {
  fixture = await openClaimsFixture();
});

afterEach(() => fixture.close());

/** Puts somebody into new groups, into every second one through the group before. */
async function join(count: number, memberId: string = fixture.user.objectId): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { objectId } = await fixture.identity.createGroup({
      tenantId: TENANT_ID,
      displayName: `group ${n}`,
    });
    await fixture.identity.addGroupMember({
      tenantId: TENANT_ID,
      groupId: objectId,
      memberId: n % 2 === 0 ? memberId : (ids.at(-1) ?? memberId),
    });
    ids.push(objectId);
  }
  return ids.sort();
}

test("who asks for nothing is told of no groups, whatever the user is in", async () => {
  await join(2);
  expect(await fixture.tokens()).toEqual([fixture.plainAccess(), fixture.plainId()]);
  await fixture.changeApi({ groupMembershipClaims: "None" });
  expect(await fixture.tokens()).toEqual([fixture.plainAccess(), fixture.plainId()]);
});

describe("groups", () => {
  test("stand in access tokens as the API asks, in id tokens as the client asks", async () => {
    const groups = await join(2);
    await fixture.changeApi({ groupMembershipClaims: "SecurityGroup" });
    expect(await fixture.tokens()).toEqual([
      { ...fixture.plainAccess(), groups },
      fixture.plainId(),
    ]);
    await fixture.changeApi({ groupMembershipClaims: undefined });
    await fixture.changeClient({ groupMembershipClaims: "SecurityGroup" });
    expect(await fixture.tokens()).toEqual([
      fixture.plainAccess(),
      { ...fixture.plainId(), groups },
    ]);
  });

  test("for mail alone count where all are asked for", async () => {
    const { objectId } = await fixture.identity.createGroup({
      tenantId: TENANT_ID,
      displayName: "mail",
      isSecurityEnabled: false,
    });
    const member = { tenantId: TENANT_ID, groupId: objectId, memberId: fixture.user.objectId };
    await fixture.identity.addGroupMember(member);
    await fixture.changeApi({ groupMembershipClaims: "All" });
    await fixture.changeClient({ groupMembershipClaims: "SecurityGroup" });
    expect(await fixture.tokens()).toEqual([
      { ...fixture.plainAccess(), groups: [objectId] },
      fixture.plainId(),
    ]);
    await fixture.identity.removeGroupMember(member);
    expect(await fixture.tokens()).toEqual([fixture.plainAccess(), fixture.plainId()]);
  });

  test("of an application are those with a role there that name the user", async () => {
    const groups = await join(2);
    const appId = await registerRoleApi();
    for (const principalId of groups) await grantRole(principalId, appId);
    const { direct } = await fixture.identity.findMemberships(TENANT_ID, fixture.user.objectId);
    expect(direct).toHaveLength(1);
    expect(await tokenFor(appId)).toMatchObject({ groups: direct, roles: ["Operator"] });
  });

  test("of an application as itself stand in its token too", async () => {
    const groups = await join(1, PRINCIPAL_ID);
    await fixture.changeApi({ groupMembershipClaims: "SecurityGroup" });
    const token = await fixture.applicationToken();
    expect(token).toMatchObject({ groups, idtyp: "app", oid: PRINCIPAL_ID });
  });

  test("are 200 at most: with more, the token says where to ask", async () => {
    const groups = await join(200);
    await fixture.changeApi({ groupMembershipClaims: "SecurityGroup" });
    expect((await fixture.tokens())[0]).toEqual({ ...fixture.plainAccess(), groups });
    await join(1);
    expect((await fixture.tokens())[0]).toEqual({
      ...fixture.plainAccess(),
      _claim_names: { groups: "src1" },
      _claim_sources: {
        src1: {
          endpoint: `https://graph.microsoft.com/v1.0/users/${fixture.user.objectId}/getMemberObjects`,
        },
      },
    });
  });

  test("are five at most in what a browser brings back: with more, there are some", async () => {
    await fixture.changeClient({ groupMembershipClaims: "SecurityGroup" });
    await fixture.changeApi({ groupMembershipClaims: "SecurityGroup" });
    const groups = await join(5);
    expect(await fixture.frontChannelTokens()).toEqual([
      expect.objectContaining({ groups }),
      expect.objectContaining({ groups }),
    ]);
    await join(1);
    for (const token of await fixture.frontChannelTokens()) {
      expect(token).toMatchObject({ hasgroups: true });
      expect(token).not.toHaveProperty("groups");
    }
    expect((await fixture.tokens())[1]).not.toHaveProperty("hasgroups");
  });
});

const ROLE_API = "api://roles";

/** An API with a role, which asks for the groups that hold one. */
async function registerRoleApi(): Promise<string> {
  const { identity } = fixture;
  const { appId } = await identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "roles",
    identifierUris: [ROLE_API],
    requestedAccessTokenVersion: 2,
    appRoles: [
      {
        id: CLIENT_ID,
        value: "Operator",
        displayName: "Operator",
        memberTypes: ["Application", "User"],
      },
      { id: TENANT_ID, value: "Robot", displayName: "Robot" },
    ],
    scopes: [{ id: PRINCIPAL_ID, value: "Use", displayName: "Use" }],
    groupMembershipClaims: "ApplicationGroup",
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId });
  await identity.grantDelegated({
    tenantId: TENANT_ID,
    clientAppId: CLIENT_ID,
    resourceAppId: appId,
    scopes: ["Use"],
  });
  return appId;
}

const grantRole = (principalId: string, resourceAppId: string): Promise<void> =>
  fixture.identity.grantAppRole({
    tenantId: TENANT_ID,
    principalId,
    resourceAppId,
    role: "Operator",
  });

async function tokenFor(appId: string): Promise<Claims> {
  const response = await fixture.signIn("v2", {
    fields: { client_id: CLIENT_ID, client_secret: fixture.secret, scope: `${appId}/Use` },
  });
  expect(response.statusCode, response.body).toBe(200);
  return claimsOf(response.json().access_token);
}

describe("app roles", () => {
  test("for applications alone are given to no user and to no group", async () => {
    const resourceAppId = await registerRoleApi();
    const [group = ""] = await join(1);
    for (const principalId of [fixture.user.objectId, group]) {
      const grant = { tenantId: TENANT_ID, principalId, resourceAppId, role: "Robot" };
      await expect(fixture.identity.grantAppRole(grant)).rejects.toMatchObject({
        code: "identity/app-role-member-type",
      });
    }
  });

  test("of a user are his own and those of the groups that name him", async () => {
    const appId = await registerRoleApi();
    expect(await tokenFor(appId)).not.toHaveProperty("roles");
    const [group = "", ...others] = await join(1);
    expect(others).toEqual([]);
    await grantRole(group, appId);
    expect(await tokenFor(appId)).toMatchObject({ roles: ["Operator"] });
    await fixture.identity.removeGroupMember({
      tenantId: TENANT_ID,
      groupId: group,
      memberId: fixture.user.objectId,
    });
    expect(await tokenFor(appId)).not.toHaveProperty("roles");
    await grantRole(fixture.user.objectId, appId);
    expect(await tokenFor(appId)).toMatchObject({ roles: ["Operator"] });
  });

  test("of a group reach neither groups in it nor applications in it", async () => {
    const appId = await registerRoleApi();
    await join(2);
    const { all, direct } = await fixture.identity.findMemberships(
      TENANT_ID,
      fixture.user.objectId,
    );
    const outer = all.find((id) => !direct.includes(id)) ?? "";
    await grantRole(outer, appId);
    expect(await tokenFor(appId)).not.toHaveProperty("roles");
    const member = { tenantId: TENANT_ID, groupId: outer, memberId: PRINCIPAL_ID };
    await fixture.identity.addGroupMember(member);
    const response = await fixture.ask("v2", { fields: { scope: `${ROLE_API}/.default` } });
    expect(claimsOf(response.json().access_token)).not.toHaveProperty("roles");
  });

  test("of a user at the client itself stand in the id token", async () => {
    const appId = await registerRoleApi();
    await grantRole(fixture.user.objectId, appId);
    const { secretText } = await fixture.identity.addPassword({
      tenantId: TENANT_ID,
      applicationObjectId:
        (await fixture.directory.read.applications.findByAppId(appId))?.objectId ?? "",
    });
    const response = await fixture.signIn("v2", {
      fields: { client_id: appId, client_secret: secretText, scope: `${appId}/Use openid` },
    });
    expect(response.statusCode, response.body).toBe(400);
    await fixture.identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: appId,
      resourceAppId: appId,
      scopes: ["Use"],
    });
    const again = await fixture.signIn("v2", {
      fields: { client_id: appId, client_secret: secretText, scope: `${appId}/Use openid` },
    });
    expect(claimsOf(again.json().id_token)).toMatchObject({ aud: appId, roles: ["Operator"] });
  });
});

describe("directory roles", () => {
  test.each([
    ["All", true],
    ["DirectoryRole", true],
    ["SecurityGroup", false],
    ["ApplicationGroup", false],
    ["None", false],
  ] as const)("are told where the API asks for %s: %s", async (groupMembershipClaims, isTold) => {
    const wids = [directoryRoleIds.globalAdministrator, directoryRoleIds.globalReader];
    for (const roleTemplateId of wids) {
      for (const principalId of [fixture.user.objectId, PRINCIPAL_ID]) {
        const grant = { tenantId: TENANT_ID, principalId, roleTemplateId };
        await fixture.identity.assignDirectoryRole(grant);
      }
    }
    await fixture.changeApi({ groupMembershipClaims });
    expect(await fixture.tokens()).toEqual([
      { ...fixture.plainAccess(), ...(isTold && { wids }) },
      fixture.plainId(),
    ]);
    expect("wids" in (await fixture.applicationToken())).toBe(isTold);
  });
});
