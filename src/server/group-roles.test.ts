import { expect, test } from "vitest";
import { openIdentityFixture } from "../../tests/support/identity-fixture.ts";
import { createAccess } from "../access/index.ts";
import { firstPartyAppIds } from "../identity/index.ts";

const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const SCOPE = "/subscriptions/50000000-0000-0000-0000-000000000001";

test("an Azure role of a group counts for who is in it, through groups in it, at once", async () => {
  const { identity, directory, clock, ids, tenantId, clientId, principalId, secret, close } =
    await openIdentityFixture();
  const access = createAccess({ directory, clock, ids, propagationDelayMs: 0 });
  const { accessToken } = await identity.issueFor({
    tenant: tenantId,
    origin: "https://localhost:8443",
    grantType: "client_credentials",
    clientId,
    credential: { kind: "secret", secretText: secret },
    resource: "https://management.azure.com/",
    capabilities: [],
  });
  const mayRead = async (): Promise<boolean> => {
    const principal = await identity.authenticator.authenticate(
      `Bearer ${accessToken}`,
      identity.audiencesOf(firstPartyAppIds.azureResourceManager),
    );
    const decision = await access.evaluate({
      principalIds: [principal.objectId, ...principal.groupIds],
      action: "Microsoft.Resources/subscriptions/read",
      armScope: SCOPE,
    });
    return decision.allowed;
  };
  const inner = await identity.createGroup({ tenantId, displayName: "inner" });
  const outer = await identity.createGroup({ tenantId, displayName: "outer" });
  await identity.addGroupMember({ tenantId, groupId: outer.objectId, memberId: inner.objectId });
  await access.assign({
    tenantId,
    armScope: SCOPE,
    assignmentName: "c0000000-0000-0000-0000-000000000001",
    roleDefinitionId: READER,
    principalId: outer.objectId,
    principalType: "Group",
    createdBy: principalId,
  });
  expect(await mayRead()).toBe(false);
  const member = { tenantId, groupId: inner.objectId, memberId: principalId };
  await identity.addGroupMember(member);
  expect(await mayRead()).toBe(true);
  await identity.removeGroupMember(member);
  expect(await mayRead()).toBe(false);
  await close();
});
