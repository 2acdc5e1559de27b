import { afterEach, beforeEach, expect, test } from "vitest";
import { type IdentityFixture, openIdentityFixture } from "../../tests/support/identity-fixture.ts";
import { directoryRoleIds } from "./directory-roles.ts";
import type { Group, GroupDraft } from "./groups.ts";

let fixture: IdentityFixture;

beforeEach(async () => {
  fixture = await openIdentityFixture();
});

afterEach(() => fixture.close());

const UNKNOWN = "99999999-2222-4333-8444-555555555555";

const group = (name: string, more: Partial<GroupDraft> = {}): Promise<Group> =>
  fixture.identity.createGroup({ tenantId: fixture.tenantId, displayName: name, ...more });

const add = (groupId: string, memberId: string): Promise<void> =>
  fixture.identity.addGroupMember({ tenantId: fixture.tenantId, groupId, memberId });

test("a principal is in its groups, in those that hold them, and in circles once", async () => {
  const { identity, tenantId, principalId } = fixture;
  const inner = (await group("inner")).objectId;
  const outer = (await group("outer")).objectId;
  const mail = (await group("mail", { isSecurityEnabled: false })).objectId;
  await add(inner, principalId);
  await add(inner, principalId);
  await add(outer, inner);
  await add(mail, outer);
  await add(inner, mail);
  expect(await identity.findMemberships(tenantId, principalId)).toEqual({
    direct: [inner],
    all: [inner, mail, outer].sort(),
    security: [inner, outer].sort(),
  });
  await identity.removeGroupMember({ tenantId, groupId: inner, memberId: principalId });
  expect(await identity.findMemberships(tenantId, principalId)).toEqual({
    direct: [],
    all: [],
    security: [],
  });
});

test("what stands for a group says so, unless it is for mail alone", async () => {
  const { identity, tenantId } = fixture;
  const { objectId } = await group("Operators");
  const mail = await group("Mail", { isSecurityEnabled: false });
  expect(await identity.findPrincipal(tenantId, mail.objectId)).toBeUndefined();
  expect(await identity.findPrincipal(tenantId, objectId.toUpperCase())).toEqual({
    kind: "group",
    name: "Operators",
  });
});

test("what is no group, and what is no member, is refused by name", async () => {
  const { identity, tenantId, principalId, clientId } = fixture;
  const { objectId } = await group("g");
  await expect(group("again", { objectId })).rejects.toMatchObject({
    code: "identity/group-exists",
  });
  await expect(group("principal", { objectId: principalId })).rejects.toMatchObject({
    code: "identity/group-exists",
  });
  await expect(group("elsewhere", { tenantId: UNKNOWN })).rejects.toMatchObject({
    code: "identity/tenant-not-found",
  });
  await expect(add(principalId, principalId)).rejects.toMatchObject({
    code: "identity/group-not-found",
  });
  await expect(add(objectId, clientId)).rejects.toMatchObject({
    code: "identity/principal-not-found",
  });
  await expect(add(objectId, objectId)).rejects.toMatchObject({ code: "identity/group-in-itself" });
  await expect(
    identity.removeGroupMember({ tenantId, groupId: objectId, memberId: principalId }),
  ).rejects.toMatchObject({ code: "identity/group-member-missing" });
});

test("groups of another tenant are neither found nor joined", async () => {
  const { identity, principalId } = fixture;
  const other = await identity.createTenant({ displayName: "Other", domains: ["other.test"] });
  const { objectId } = await group("theirs", { tenantId: other.id });
  await expect(add(objectId, principalId)).rejects.toMatchObject({
    code: "identity/group-not-found",
  });
  await expect(
    identity.addGroupMember({ tenantId: other.id, groupId: objectId, memberId: principalId }),
  ).rejects.toMatchObject({ code: "identity/principal-not-found" });
});

test("an administrator is who holds a role that may consent for everybody", async () => {
  const { identity, tenantId } = fixture;
  const draft = { tenantId, displayName: "Ada", password: "Correct-horse-1" };
  const ada = await identity.createUser({
    ...draft,
    userPrincipalName: "ada@contoso.test",
    isAdministrator: true,
  });
  const bob = await identity.createUser({ ...draft, userPrincipalName: "bob@contoso.test" });
  expect(await identity.isAdministrator(tenantId, ada.objectId)).toBe(true);
  expect(await identity.isAdministrator(tenantId, bob.objectId)).toBe(false);
  const role = { tenantId, principalId: bob.objectId };
  const { globalReader, cloudApplicationAdministrator } = directoryRoleIds;
  await identity.assignDirectoryRole({ ...role, roleTemplateId: globalReader });
  expect(await identity.isAdministrator(tenantId, bob.objectId)).toBe(false);
  await identity.assignDirectoryRole({ ...role, roleTemplateId: cloudApplicationAdministrator });
  expect(await identity.isAdministrator(tenantId, bob.objectId)).toBe(true);
  await identity.unassignDirectoryRole({ ...role, roleTemplateId: cloudApplicationAdministrator });
  expect(await identity.isAdministrator(tenantId, bob.objectId)).toBe(false);
});

test("a role that is not known, or not held, is refused by name", async () => {
  const { identity, tenantId, principalId } = fixture;
  const { globalReader } = directoryRoleIds;
  await expect(
    identity.assignDirectoryRole({ tenantId, principalId, roleTemplateId: UNKNOWN }),
  ).rejects.toMatchObject({ code: "identity/directory-role-unknown", facts: { role: UNKNOWN } });
  await expect(
    identity.assignDirectoryRole({ tenantId, principalId: UNKNOWN, roleTemplateId: globalReader }),
  ).rejects.toMatchObject({ code: "identity/principal-not-found" });
  await expect(
    identity.unassignDirectoryRole({ tenantId, principalId, roleTemplateId: globalReader }),
  ).rejects.toMatchObject({ code: "identity/directory-role-not-held" });
});
