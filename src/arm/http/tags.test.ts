/** Tags apart from what they are on, and the names that a subscription offers for them. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  type ArmWorld,
  box,
  group,
  makeArmWorld,
  people,
  subscription,
  tenantId,
} from "../../../tests/support/arm-fixture.ts";

let world: ArmWorld;

beforeEach(async () => {
  world = await makeArmWorld();
  const body = { location: "westeurope", tags: { Made: "first" }, properties: { key: "k" } };
  expect((await world.call("PUT", `${box}?api-version=2026-01-01`, { body })).status).toBe(201);
});

const VERSION = "api-version=2021-04-01";
const TAG_CONTRIBUTOR = "4a9ae827-6dc8-4573-8ac7-8239d42aa03f";
const idOf = (scope: string): string => `${scope}/providers/Microsoft.Resources/tags/default`;
const at = (scope: string): string => `${idOf(scope)}?${VERSION}`;

const described = (scope: string, tags: object): object => ({
  id: idOf(scope),
  name: "default",
  type: "Microsoft.Resources/tags",
  properties: { tags },
});

const patch = (scope: string, operation: string, tags: object) =>
  world.call("PATCH", at(scope), { body: { operation, properties: { tags } } });

describe.each([
  ["a subscription", subscription, "2022-12-01"],
  ["a resource group", group, "2021-04-01"],
  ["a resource", box, "2026-01-01"],
])("tags of %s", (_, scope, version) => {
  test("are replaced, merged, taken away one by one, and all at once", async () => {
    const body = { properties: { tags: { cost: "1", Team: "a" } } };
    expect(await world.call("PUT", at(scope), { body })).toMatchObject({
      status: 200,
      body: described(scope, { cost: "1", Team: "a" }),
    });
    expect((await patch(scope, "merge", { TEAM: "b", stage: "test" })).body).toEqual(
      described(scope, { cost: "1", TEAM: "b", stage: "test" }),
    );
    expect((await patch(scope, "Delete", { cost: "2", team: "b", stage: "" })).body).toEqual(
      described(scope, { cost: "1" }),
    );
    expect((await patch(scope, "Replace", { one: "only" })).body).toEqual(
      described(scope, { one: "only" }),
    );
    expect(await world.call("GET", at(scope))).toMatchObject({
      status: 200,
      body: described(scope, { one: "only" }),
    });
    const holder = await world.call("GET", `${scope}?api-version=${version}`);
    expect(holder.body).toMatchObject({ tags: { one: "only" } });
    expect(await world.call("DELETE", at(scope))).toMatchObject({ status: 200, body: "" });
    expect((await world.call("GET", at(scope))).body).toEqual(described(scope, {}));
  });

  const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, ""]));
  const refused: [string, object, string][] = [
    ["more than fifty", many, "InvalidTags"],
    ["a long name", { ["n".repeat(513)]: "" }, "InvalidTags"],
    ["a long value", { n: "v".repeat(257) }, "InvalidTags"],
    ["a forbidden character", { "a/b": "" }, "InvalidTags"],
    ["a control character", { "a\u0007": "" }, "InvalidTags"],
    ["two names that differ in case", { a: "", A: "" }, "InvalidTags"],
    ["a value that is no text", { a: 1 }, "InvalidTags"],
  ];
  test.each(refused)("%s are refused, and nothing changes", async (_, tags, code) => {
    const before = await world.call("GET", at(scope));
    for (const method of ["PUT", "PATCH"] as const) {
      const operation = method === "PATCH" ? { operation: "Merge" } : {};
      const body = { ...operation, properties: { tags } };
      const answer = await world.call(method, at(scope), { body });
      expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
    }
    expect((await world.call("GET", at(scope))).body).toEqual(before.body);
  });

  test("a merge that would make more than fifty is refused", async () => {
    const fifty = Object.fromEntries(Object.entries(many).slice(0, 50));
    expect((await patch(scope, "Replace", fifty)).status).toBe(200);
    expect(await patch(scope, "Merge", { one: "more" })).toMatchObject({
      status: 400,
      body: { error: { code: "InvalidTags" } },
    });
  });

  test("are a Tag Contributor's to change, and nothing else is", async () => {
    await world.access.assign({
      tenantId,
      armScope: subscription,
      assignmentName: "c0000000-0000-0000-0000-000000000009",
      roleDefinitionId: TAG_CONTRIBUTOR,
      principalId: people.reader,
      principalType: "User",
      createdBy: people.owner,
    });
    const body = { operation: "Merge", properties: { tags: { a: "b" } } };
    expect((await world.call("PATCH", at(scope), { as: people.reader, body })).status).toBe(200);
    expect(await world.call("PATCH", at(scope), { as: people.nobody, body })).toMatchObject({
      status: 403,
      body: { error: { code: "AuthorizationFailed" } },
    });
    const write = { as: people.reader, body: { tags: {} } };
    expect((await world.call("PATCH", `${group}?${VERSION}`, write)).status).toBe(403);
  });
});

test.each([
  ["no operation", { properties: { tags: {} } }, "InvalidRequestContent"],
  ["an unknown operation", { operation: "Add", properties: { tags: {} } }, "InvalidRequestContent"],
  ["no properties", { operation: "Merge" }, "InvalidRequestContent"],
  ["an unknown field", { operation: "Merge", properties: { tags: {}, more: 1 } }, "NotSupported"],
])("a PATCH with %s is refused", async (_, body, code) => {
  expect(await world.call("PATCH", at(group), { body })).toMatchObject({
    status: 400,
    body: { error: { code } },
  });
});

test("what is not there has no tags, and neither has what shows none", async () => {
  const item = `${box}/items/first`;
  expect((await world.call("PUT", `${item}?api-version=2026-01-01`, { body: {} })).status).toBe(
    201,
  );
  for (const [scope, code] of [
    [`${group}9`, "ResourceGroupNotFound"],
    [`${box}9`, "ResourceNotFound"],
    [item, "ResourceTypeDoesNotSupportTags"],
  ] as const) {
    expect((await world.call("GET", at(scope))).body).toMatchObject({ error: { code } });
  }
});

test("tags are refused where a lock stands against writing", async () => {
  await world.arm.locks.put({
    armScope: group,
    name: "keep",
    level: "ReadOnly",
    notes: undefined,
    author: { name: "x", type: "User" },
  });
  const body = { operation: "Merge", properties: { tags: { a: "b" } } };
  for (const scope of [group, box]) {
    expect(await world.call("PATCH", at(scope), { body })).toMatchObject({
      status: 409,
      body: { error: { code: "ScopeLocked" } },
    });
  }
});

describe("names of tags", () => {
  const names = `${subscription}/tagNames`;
  const total = (value: number) => ({ type: "Total", value });

  test("are offered with their values, and counted where something has them", async () => {
    expect(await world.call("PUT", `${names}/Stage?${VERSION}`)).toMatchObject({
      status: 201,
      body: { id: `${names}/Stage`, tagName: "Stage", count: total(0), values: [] },
    });
    const value = `${names}/stage/tagValues/test`;
    expect(await world.call("PUT", `${value}?${VERSION}`)).toMatchObject({
      status: 201,
      body: { id: `${names}/Stage/tagValues/test`, tagValue: "test", count: total(0) },
    });
    expect((await world.call("PUT", `${value}?${VERSION}`)).status).toBe(200);
    await patch(group, "Merge", { STAGE: "test" });
    await patch(subscription, "Merge", { stage: "live" });
    expect((await world.call("GET", `${names}?${VERSION}`)).body).toEqual({
      value: [
        {
          id: `${names}/Made`,
          tagName: "Made",
          count: total(1),
          values: [{ id: `${names}/Made/tagValues/first`, tagValue: "first", count: total(1) }],
        },
        {
          id: `${names}/Stage`,
          tagName: "Stage",
          count: total(2),
          values: [
            { id: `${names}/Stage/tagValues/test`, tagValue: "test", count: total(1) },
            { id: `${names}/Stage/tagValues/live`, tagValue: "live", count: total(1) },
          ],
        },
      ],
    });
  });

  test("are not deleted while something has them or they have values", async () => {
    await world.call("PUT", `${names}/stage?${VERSION}`);
    await world.call("PUT", `${names}/stage/tagValues/test?${VERSION}`);
    const remove = (path: string) => world.call("DELETE", `${names}/${path}?${VERSION}`);
    expect(await remove("stage")).toMatchObject({
      status: 409,
      body: { error: { code: "TagInUse" } },
    });
    await patch(group, "Merge", { stage: "test" });
    expect((await remove("stage/tagValues/test")).status).toBe(409);
    await patch(group, "Delete", { stage: "" });
    expect((await remove("stage/tagValues/test")).status).toBe(200);
    expect((await remove("stage")).status).toBe(200);
    expect((await remove("stage")).status).toBe(204);
  });

  test("have no values before they are offered, and need a role", async () => {
    expect(await world.call("PUT", `${names}/none/tagValues/x?${VERSION}`)).toMatchObject({
      status: 404,
      body: { error: { code: "TagNameNotFound" } },
    });
    const answer = await world.call("PUT", `${names}/stage?${VERSION}`, { as: people.nobody });
    expect(answer).toMatchObject({ status: 403 });
    expect((await world.call("PUT", `${names}/a%3Fb?${VERSION}`)).status).toBe(400);
  });
});
