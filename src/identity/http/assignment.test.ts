import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BACK, type CodeFixture, openCodeFixture } from "../../../tests/support/code-fixture.ts";
import { type DeviceCalls, deviceCalls } from "../../../tests/support/device-fixture.ts";
import {
  CLIENT_ID,
  LOGIN,
  PRINCIPAL_ID,
  TENANT_ID,
} from "../../../tests/support/identity-fixture.ts";
import { errorBody, type LoginAnswer } from "../../../tests/support/login-fixture.ts";
import {
  API,
  API_ID,
  claimsOf,
  NATIVE_ID,
  USER_NAME,
} from "../../../tests/support/user-fixture.ts";

let fixture: CodeFixture;
let devices: DeviceCalls;
let nativeId: string;
let apiId: string;

beforeAll(async () => {
  fixture = await openCodeFixture();
  devices = deviceCalls(fixture);
  const { servicePrincipals } = fixture.directory.read;
  nativeId = (await servicePrincipals.findByAppId(TENANT_ID, NATIVE_ID))?.objectId ?? "";
  apiId = (await servicePrincipals.findByAppId(TENANT_ID, API_ID))?.objectId ?? "";
});

afterAll(() => fixture.close());

/** Runs while an application is for assigned ones alone; takes every assignment away again. */
async function gated(objectId: string, work: () => Promise<void>): Promise<void> {
  const { identity, directory } = fixture;
  const name = { tenantId: TENANT_ID, objectId };
  await identity.changeServicePrincipal(name, { requiresAssignment: true });
  try {
    await work();
  } finally {
    await identity.changeServicePrincipal(name, { requiresAssignment: false });
    const everything = { kind: "always", holds: true } as const;
    const { items } = await identity.objects.appRoleAssignments.page(TENANT_ID, {
      condition: everything,
      order: { column: "id", isDescending: false },
      after: undefined,
      limit: 100,
    });
    for (const { id } of items) await identity.removeAppRoleAssignment({ tenantId: TENANT_ID, id });
    expect(await directory.read.search.count("appRoleAssignments", TENANT_ID, everything)).toBe(0);
  }
}

const assign = (principalId: string, resourceAppId: string) =>
  fixture.identity.grantAppRole({ tenantId: TENANT_ID, principalId, resourceAppId, role: null });

const byPassword = () =>
  fixture.signIn("v2", {
    fields: { client_id: NATIVE_ID, scope: `${API}/Read openid offline_access` },
  });

const refusedUser = (appId: string, name: string) =>
  errorBody(
    50105,
    "invalid_grant",
    `The application '${appId}' (${name}) is for assigned users alone: '${USER_NAME}' is not assigned to it, nor is a group that the user is directly in.`,
  );

function expectRefused(answer: LoginAnswer, appId = NATIVE_ID, name = "native"): void {
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toEqual(refusedUser(appId, name));
}

describe("an application for assigned users", () => {
  test("lets nobody else in by password, and who is assigned in at once", async () => {
    await gated(nativeId, async () => {
      expectRefused(await byPassword());
      await assign(fixture.user.objectId, NATIVE_ID);
      const answer = await byPassword();
      expect(answer.statusCode, answer.body).toBe(200);
      expect(claimsOf(answer.json().access_token)).not.toHaveProperty("roles");
    });
  });

  test("knows those who are directly in an assigned group, and not those of a group inside", async () => {
    const { identity, user } = fixture;
    const outer = await identity.createGroup({ tenantId: TENANT_ID, displayName: "outer" });
    const inner = await identity.createGroup({ tenantId: TENANT_ID, displayName: "inner" });
    const put = (groupId: string, memberId: string) =>
      identity.addGroupMember({ tenantId: TENANT_ID, groupId, memberId });
    await put(outer.objectId, inner.objectId);
    await put(inner.objectId, user.objectId);
    await gated(nativeId, async () => {
      await assign(outer.objectId, NATIVE_ID);
      expectRefused(await byPassword());
      await assign(inner.objectId, NATIVE_ID);
      expect((await byPassword()).statusCode).toBe(200);
    });
  });

  test("stops its refresh tokens, which go on once the user is assigned", async () => {
    const { refresh_token } = (await byPassword()).json();
    const renew = () =>
      fixture.renew("v2", {
        fields: { client_id: NATIVE_ID, refresh_token, scope: `${API}/Read` },
      });
    await gated(nativeId, async () => {
      expectRefused(await renew());
      await assign(fixture.user.objectId, NATIVE_ID);
      expect((await renew()).statusCode).toBe(200);
    });
  });

  test("stops codes that were brought before", async () => {
    const code = await fixture.code({ scope: `${API}/Read` });
    const redeem = () => fixture.exchange("v2", { fields: { code, redirect_uri: BACK } });
    await gated(PRINCIPAL_ID, async () => {
      expectRefused(await redeem(), CLIENT_ID, "demo-client");
      await expect(fixture.code({ scope: `${API}/Read` })).rejects.toMatchObject({
        code: "identity/user-not-assigned",
      });
      await assign(fixture.user.objectId, CLIENT_ID);
      expect((await redeem()).statusCode).toBe(200);
    });
  });
});

describe("an API for assigned ones", () => {
  test("gives users no tokens of other applications either", async () => {
    await gated(apiId, async () => {
      expectRefused(await byPassword(), API_ID, "lab");
      await assign(fixture.user.objectId, NATIVE_ID);
      expectRefused(await byPassword(), API_ID, "lab");
      await assign(fixture.user.objectId, API_ID);
      expect((await byPassword()).statusCode).toBe(200);
    });
  });

  test("is called for a user by an application that he is assigned to with it", async () => {
    const { identity, directory } = fixture;
    const api = await directory.read.applications.findByAppId(API_ID);
    const key = { tenantId: TENANT_ID, applicationObjectId: api?.objectId ?? "" };
    const { secretText } = await identity.addPassword(key);
    await identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: API_ID,
      resourceAppId: API_ID,
      scopes: ["Read"],
    });
    const { access_token: assertion } = (await byPassword()).json();
    const act = () =>
      fixture.ask("v2", {
        fields: {
          grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
          requested_token_use: "on_behalf_of",
          client_id: API_ID,
          client_secret: secretText,
          scope: `${API}/Read`,
          assertion,
        },
      });
    await gated(apiId, async () => {
      expectRefused(await act(), API_ID, "lab");
      await assign(fixture.user.objectId, API_ID);
      expect((await act()).statusCode).toBe(200);
    });
  });

  test("gives an application a token of its own only where it holds an app role", async () => {
    const ask = () => fixture.ask("v2", { fields: { scope: `${API}/.default` } });
    await gated(apiId, async () => {
      const refused = await ask();
      expect(refused.statusCode).toBe(400);
      expect(refused.json()).toEqual(
        errorBody(
          501051,
          "invalid_grant",
          `The application '${CLIENT_ID}' (demo-client) is not assigned to a role of the application '${API_ID}' (lab), which is for assigned ones alone.`,
        ),
      );
      await assign(PRINCIPAL_ID, API_ID);
      const answer = await ask();
      expect(answer.statusCode, answer.body).toBe(200);
      expect(claimsOf(answer.json().access_token)).not.toHaveProperty("roles");
    });
  });

  test("gives a managed identity a token only where it holds an app role", async () => {
    const { identity } = fixture;
    const machine = await identity.createManagedIdentity({
      tenantId: TENANT_ID,
      displayName: "machine",
      assignment: "user",
      resourceId:
        "/subscriptions/99999999-0000-4333-8444-555555555555/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/machine",
    });
    const ask = () =>
      identity.issueToManagedIdentity({ identity: machine, resource: API, origin: LOGIN });
    await gated(apiId, async () => {
      await expect(ask()).rejects.toMatchObject({ code: "identity/application-not-assigned" });
      await assign(machine.objectId, API_ID);
      await expect(ask()).resolves.toHaveProperty("accessToken");
    });
  });
});

test("an application that is for assigned users itself may act as itself without", async () => {
  await gated(PRINCIPAL_ID, async () => {
    expect((await fixture.ask("v2")).statusCode).toBe(200);
  });
});

// Last: it moves the clock.
test("an application for assigned users stops devices, when they are approved and when they ask", async () => {
  const call = { fields: { client_id: NATIVE_ID, scope: `${API}/Read` } };
  const approved = await devices.codes(call);
  const waiting = await devices.codes(call);
  await devices.approve(approved);
  await gated(nativeId, async () => {
    await expect(devices.approve(waiting)).rejects.toMatchObject({
      code: "identity/user-not-assigned",
    });
    const poll = () => devices.poll(approved, { fields: { client_id: NATIVE_ID } });
    expectRefused(await poll());
    await assign(fixture.user.objectId, NATIVE_ID);
    fixture.clock.move(5_000);
    expect((await poll()).statusCode).toBe(200);
  });
});
