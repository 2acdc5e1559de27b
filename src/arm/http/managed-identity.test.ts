/** Managed identities as resources, and identities of resources. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  type ArmWorld,
  group,
  makeArmWorld,
  people,
  roles,
  subscription,
  subscriptionId,
  tenantId,
} from "../../../tests/support/arm-fixture.ts";

let world: ArmWorld;

beforeEach(async () => {
  world = await makeArmWorld();
});

const TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";
const VERSION = "api-version=2023-01-31";
const VAULTS = "api-version=2023-07-01";
const robot = `${group}/providers/${TYPE}/robot`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/safe-of-robot`;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Body {
  readonly properties: Readonly<Record<string, string>>;
  readonly identity?: Readonly<Record<string, unknown>>;
}

async function makeRobot(id: string = robot): Promise<Body> {
  const body = { location: "West Europe", tags: { a: "b" } };
  const made = await world.call("PUT", `${id}?${VERSION}`, { body });
  expect(made.status).toBe(201);
  return made.body as Body;
}

describe("a user-assigned identity", () => {
  test("is made with its principal, keeps its ids, and takes the principal along", async () => {
    const made = await makeRobot();
    const expected = {
      id: robot,
      name: "robot",
      type: TYPE,
      location: "westeurope",
      tags: { a: "b" },
      properties: {
        tenantId,
        principalId: expect.stringMatching(GUID),
        clientId: expect.stringMatching(GUID),
      },
    };
    expect(made).toMatchObject(expected);
    const { principalId, clientId } = made.properties;
    expect([...world.principals.values()]).toMatchObject([
      { principalId, clientId, tenantId, assignment: "user", resourceId: robot },
    ]);
    expect(await world.call("GET", `${robot}?${VERSION}`)).toMatchObject({
      status: 200,
      body: made,
    });
    const again = await world.call("PUT", `${robot}?${VERSION}`, { body: made });
    expect(again).toMatchObject({ status: 200, body: { properties: made.properties } });
    const changed = await world.call("PATCH", `${robot}?${VERSION}`, {
      body: { tags: { c: "d" } },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { tags: { c: "d" }, properties: made.properties },
    });
    for (const scope of [group, subscription]) {
      const list = await world.call("GET", `${scope}/providers/${TYPE}?${VERSION}`);
      expect(list.body).toMatchObject({ value: [{ name: "robot", properties: made.properties }] });
    }
    expect((await world.call("DELETE", `${robot}?${VERSION}`)).status).toBe(200);
    expect((await world.call("DELETE", `${robot}?${VERSION}`)).status).toBe(204);
    expect(world.principals.size).toBe(0);
  });

  test("goes with its group", async () => {
    await makeRobot();
    await world.call("DELETE", `${group}?api-version=2021-04-01`);
    expect(world.principals.size).toBe(0);
  });

  const refused: [string, string, object, string][] = [
    ["without a location", robot, {}, "LocationRequired"],
    [
      "with a short name",
      `${robot.slice(0, -5)}ab`,
      { location: "westeurope" },
      "InvalidResourceName",
    ],
    ["that is isolated", robot, isolated("Regional"), "NotSupported"],
    ["with an unknown field", robot, { location: "westeurope", kind: "x" }, "NotSupported"],
  ];
  test.each(refused)("%s is refused and leaves no principal", async (_, id, body, code) => {
    const answer = await world.call("PUT", `${id}?api-version=2024-11-30`, { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
    expect(world.principals.size).toBe(0);
  });

  test("takes a role of its own", async () => {
    const body = { location: "westeurope" };
    const answer = await world.call("PUT", `${robot}?${VERSION}`, { as: people.nobody, body });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: "AuthorizationFailed" } } });
  });
});

function isolated(isolationScope: string): object {
  return { location: "westeurope", properties: { isolationScope } };
}

describe("federated credentials", () => {
  const path = (name: string): string => `${robot}/federatedIdentityCredentials/${name}`;
  const trust = (subject: string, more: object = {}) => ({
    properties: {
      issuer: "https://issuer.contoso.test/",
      subject,
      audiences: ["api://AzureADTokenExchange"],
      ...more,
    },
  });
  const put = (name: string, body: object) =>
    world.call("PUT", `${path(name)}?${VERSION}`, { body });

  test("are made, read, listed, changed and removed", async () => {
    await makeRobot();
    const described = {
      id: path("build"),
      name: "build",
      type: `${TYPE}/federatedIdentityCredentials`,
      ...trust("repo:one"),
    };
    expect(await put("build", trust("repo:one"))).toMatchObject({ status: 201, body: described });
    const one = await world.call("GET", `${path("build")}?${VERSION}`);
    expect(one).toMatchObject({ status: 200, body: described });
    expect((await put("build", trust("repo:two"))).status).toBe(200);
    const list = await world.call("GET", `${robot}/federatedIdentityCredentials?${VERSION}`);
    expect(list.body).toMatchObject({ value: [{ name: "build", ...trust("repo:two") }] });
    expect((await world.call("DELETE", `${path("build")}?${VERSION}`)).status).toBe(200);
    expect((await world.call("DELETE", `${path("build")}?${VERSION}`)).status).toBe(204);
  });

  const refused: [string, object][] = [
    ["an issuer that is not fetched", trust("s", { issuer: "http://issuer.contoso.test/" })],
    ["no subject", trust("")],
    ["two audiences", trust("s", { audiences: ["a", "b"] })],
    ["no audience", trust("s", { audiences: [] })],
    ["an expression", trust("s", { claimsMatchingExpression: { value: "x" } })],
    ["the pair of another", trust("taken")],
  ];
  test.each(refused)("with %s are refused", async (_, body) => {
    await makeRobot();
    expect((await put("first", trust("taken"))).status).toBe(201);
    expect((await put("second", body)).status).toBe(400);
  });

  test("need the identity, and are twenty at most", async () => {
    expect(await put("build", trust("s"))).toMatchObject({
      status: 404,
      body: { error: { code: "ParentResourceNotFound" } },
    });
    await makeRobot();
    for (let at = 0; at < 20; at += 1) {
      expect((await put(`build${at}`, trust(`s${at}`))).status).toBe(201);
    }
    expect(await put("more", trust("more"))).toMatchObject({
      status: 400,
      body: { error: { code: "TooManyFicsPerUami" } },
    });
  });
});

describe("the identity of a resource", () => {
  const body = (identity?: unknown) => ({
    location: "westeurope",
    properties: { tenantId, sku: { family: "A", name: "standard" } },
    ...(identity === undefined ? {} : { identity }),
  });
  const put = async (identity?: unknown, as: string = people.owner) =>
    world.call("PUT", `${vault}?${VAULTS}`, { body: body(identity), as });
  const identityIn = ({ body: answered }: { body: unknown }) => (answered as Body).identity;

  test("of its own comes with the type, stays, and goes with it", async () => {
    const made = await put({ type: "systemAssigned" });
    expect(made).toMatchObject({
      status: 201,
      body: {
        identity: { type: "SystemAssigned", tenantId, principalId: expect.stringMatching(GUID) },
      },
    });
    const before = identityIn(made);
    const own = `${vault}/providers/Microsoft.ManagedIdentity/identities/default`;
    expect(await world.call("GET", `${own}?${VERSION}`)).toMatchObject({
      status: 200,
      body: {
        id: own,
        name: "default",
        type: "Microsoft.ManagedIdentity/identities",
        location: "westeurope",
        properties: {
          tenantId,
          principalId: before?.["principalId"],
          clientId: expect.stringMatching(GUID),
        },
      },
    });
    expect(identityIn(await put(before))).toEqual(before);
    const patched = await world.call("PATCH", `${vault}?${VAULTS}`, { body: { tags: { a: "b" } } });
    expect(identityIn(patched)).toEqual(before);
    expect(identityIn(await put({ type: "None" }))).toBeUndefined();
    expect(world.principals.size).toBe(0);
    expect((await world.call("GET", `${own}?${VERSION}`)).status).toBe(404);
    await put({ type: "SystemAssigned" });
    await world.call("DELETE", `${vault}?${VAULTS}`);
    expect(world.principals.size).toBe(0);
  });

  test("may be a user-assigned one, which stays where the resource goes", async () => {
    const { properties } = await makeRobot();
    const { principalId, clientId } = properties;
    const made = await put({
      type: "SystemAssigned,UserAssigned",
      userAssignedIdentities: { [robot]: {} },
    });
    expect(identityIn(made)).toEqual({
      type: "SystemAssigned, UserAssigned",
      tenantId,
      principalId: expect.stringMatching(GUID),
      userAssignedIdentities: { [robot]: { principalId, clientId } },
    });
    expect(
      await world.call("POST", `${robot}/listAssociatedResources?api-version=2022-01-31-preview`),
    ).toMatchObject({
      status: 200,
      body: {
        totalCount: 1,
        value: [
          {
            id: vault,
            name: "safe-of-robot",
            type: "Microsoft.KeyVault/vaults",
            resourceGroup: "demo",
            subscriptionId,
            subscriptionDisplayName: "Demo",
          },
        ],
      },
    });
    const patch = {
      identity: { type: "SystemAssigned", userAssignedIdentities: { [robot]: null } },
    };
    const patched = await world.call("PATCH", `${vault}?${VAULTS}`, { body: patch });
    expect(identityIn(patched)).toMatchObject({ type: "SystemAssigned" });
    expect(identityIn(patched)).not.toHaveProperty("userAssignedIdentities");
    await world.call("DELETE", `${vault}?${VAULTS}`);
    expect([...world.principals.values()]).toMatchObject([{ assignment: "user" }]);
  });

  const refused: [string, unknown, string][] = [
    ["an unknown type", { type: "Magic" }, "InvalidIdentityType"],
    ["no type", { userAssignedIdentities: {} }, "InvalidIdentityType"],
    ["a type that is both", { type: "None, SystemAssigned" }, "InvalidIdentityType"],
    ["no identity for the type", { type: "UserAssigned" }, "InvalidRequestContent"],
    [
      "identities that the type does not have",
      { type: "SystemAssigned", userAssignedIdentities: { [robot]: {} } },
      "InvalidRequestContent",
    ],
    [
      "an identity that is not there",
      { type: "UserAssigned", userAssignedIdentities: { [`${robot}9`]: {} } },
      "FailedIdentityOperation",
    ],
  ];
  test.each(refused)("with %s is refused, and nothing is kept", async (_, identity, code) => {
    await makeRobot();
    expect(await put(identity)).toMatchObject({ status: 400, body: { error: { code } } });
    expect((await world.call("GET", `${vault}?${VAULTS}`)).status).toBe(404);
    expect(world.principals.size).toBe(1);
  });

  test("cannot be one on which the caller has no role", async () => {
    await makeRobot();
    await world.access.assign({
      tenantId,
      armScope: group,
      assignmentName: "c0000000-0000-0000-0000-000000000009",
      roleDefinitionId: "f25e0fa2-a7c8-4377-a976-54943a77a395",
      principalId: people.reader,
      principalType: "User",
      createdBy: people.owner,
    });
    const identity = { type: "UserAssigned", userAssignedIdentities: { [robot]: {} } };
    const refusal = await put(identity, people.reader);
    expect(refusal).toMatchObject({
      status: 403,
      body: { error: { code: "LinkedAuthorizationFailed" } },
    });
    const said = JSON.stringify(refusal.body);
    expect(said).toContain(`'Microsoft.KeyVault/vaults/write' on scope '${vault}'`);
    expect(said).toContain(`'${TYPE}/assign/action' on the linked scope(s) '${robot}'`);
    const { pathname } = new URL(String(refusal.headers["x-lazurite-why"]));
    expect(await world.call("GET", pathname)).toMatchObject({
      body: {
        reason: { action: `${TYPE}/assign/action`, scope: robot, isGrantedMeanwhile: false },
      },
    });
    await world.access.assign({
      tenantId,
      armScope: robot,
      assignmentName: "c0000000-0000-0000-0000-000000000008",
      roleDefinitionId: roles.contributor,
      principalId: people.reader,
      principalType: "User",
      createdBy: people.owner,
    });
    expect((await put(identity, people.reader)).status).toBe(201);
  });
});

test("a resource that is refused after its identity was made leaves no principal", async () => {
  const body = { location: "westeurope" };
  expect((await world.call("PUT", `${vault}?${VAULTS}`, { body })).status).toBe(201);
  const taken = vault.replace("/demo/", "/second/");
  await world.arm.createResourceGroup({ subscriptionId, name: "second", location: "westeurope" });
  const identity = { type: "SystemAssigned" };
  const answer = await world.call("PUT", `${taken}?${VAULTS}`, { body: { ...body, identity } });
  expect(answer.status).toBe(409);
  expect(world.principals.size).toBe(0);
});

describe("an identity that is attached", () => {
  const path = `${vault}?${VAULTS}`;
  const attaching = (id: string, value: object | null = {}) => ({
    type: "UserAssigned",
    userAssignedIdentities: { [id]: value },
  });
  const change = (identity: object) => world.call("PATCH", path, { body: { identity } });

  beforeEach(async () => {
    await makeRobot();
    const body = { location: "westeurope", identity: attaching(robot.toUpperCase()) };
    expect(await world.call("PUT", path, { body })).toMatchObject({
      status: 201,
      body: { identity: { userAssignedIdentities: { [robot]: {} } } },
    });
  });

  test("is one, however it is spelled, and goes by any spelling", async () => {
    const again = await change(attaching(robot.toUpperCase()));
    const { identity } = again.body as Body;
    expect(Object.keys(identity?.["userAssignedIdentities"] ?? {})).toEqual([robot]);
    const gone = await change({ ...attaching(robot.toLowerCase(), null), type: "None" });
    expect(gone.status).toBe(200);
    expect(gone.body).not.toHaveProperty("identity");
  });

  test("is not the one that comes later under its name, until it is attached anew", async () => {
    await world.call("DELETE", `${robot}?${VERSION}`);
    await makeRobot();
    for (const answer of [
      await world.call("PATCH", path, { body: { tags: { a: "b" } } }),
      await change(attaching(robot)),
    ]) {
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { code: "FailedIdentityOperation" } },
      });
    }
    expect((await change({ ...attaching(robot, null), type: "None" })).status).toBe(200);
    expect((await change(attaching(robot))).status).toBe(200);
  });
});
