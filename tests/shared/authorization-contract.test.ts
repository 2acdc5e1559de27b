/** Answers of Microsoft.Authorization are valid by its published OpenAPI documents. */
import { beforeAll, expect, test } from "vitest";
import {
  type ArmWorld,
  box,
  group,
  makeArmWorld,
  people,
  roles,
  subscription,
} from "../support/arm-fixture.ts";
import { readApiDocument } from "./arm-documents.ts";
import { at, body, type Step, walk } from "./contract-steps.ts";

const FOLDER = [
  ...["authorization", "resource-manager", "Microsoft.Authorization", "stable", "2022-04-01"],
];
const documents = {
  assignments: readApiDocument(...FOLDER, "authorization-RoleAssignmentsCalls.json"),
  definitions: readApiDocument(...FOLDER, "authorization-RoleDefinitionsCalls.json"),
  denials: readApiDocument(...FOLDER, "authorization-DenyAssignmentCalls.json"),
};

let world: ArmWorld;
beforeAll(async () => {
  world = await makeArmWorld();
  const made = { body: { location: "westeurope", properties: { key: "contract" } } };
  await world.call("PUT", `${box}?api-version=2026-01-01`, made);
});

const authorization = (type: string, scope: string, name = ""): string =>
  `${scope}/providers/Microsoft.Authorization/${type}${name === "" ? "" : `/${name}`}`;
const guid = (digit: string): string => `d0000000-0000-0000-0000-00000000000${digit}`;
const assignment = (digit: string, scope: string) =>
  at(authorization("roleAssignments", scope, guid(digit)));
const definition = (digit: string) =>
  at(authorization("roleDefinitions", subscription, guid(digit)));

const assigning = (principalId: string, more: object = {}) => {
  const roleDefinitionId = authorization("roleDefinitions", subscription, roles.reader);
  return body({ properties: { roleDefinitionId, principalId, principalType: "User", ...more } });
};

const role = body({
  properties: {
    roleName: "Contract",
    description: "",
    permissions: [{ actions: ["*/read"], dataActions: ["Microsoft.Insights/Metrics/Write"] }],
    assignableScopes: [subscription],
  },
});

const condition = {
  condition: "@Environment[UtcNow] DateTimeGreaterThan '2020-01-01T00:00:00Z'",
  conditionVersion: "2.0",
};

const STEPS: readonly Step<keyof typeof documents>[] = [
  ["definitions", "RoleDefinitions_CreateOrUpdate", definition("1"), 201, role],
  ["definitions", "RoleDefinitions_CreateOrUpdate", definition("1"), 201, role],
  ["definitions", "RoleDefinitions_CreateOrUpdate", definition("2"), 409, role],
  ["definitions", "RoleDefinitions_CreateOrUpdate", definition("2"), 400, body({ properties: {} })],
  ["definitions", "RoleDefinitions_Get", definition("1"), 200],
  ["definitions", "RoleDefinitions_Get", definition("2"), 404],
  ["definitions", "RoleDefinitions_List", at(authorization("roleDefinitions", group)), 200],
  [
    "assignments",
    "RoleAssignments_Create",
    assignment("1", subscription),
    201,
    assigning(people.reader),
  ],
  ["assignments", "RoleAssignments_Create", assignment("2", group), 201, assigning(people.reader)],
  [
    "assignments",
    "RoleAssignments_Create",
    assignment("2", group),
    200,
    assigning(people.reader, condition),
  ],
  ["assignments", "RoleAssignments_Create", assignment("3", group), 409, assigning(people.reader)],
  [
    "assignments",
    "RoleAssignments_Create",
    assignment("3", box),
    400,
    assigning(guid("9"), { principalType: null }),
  ],
  [
    "assignments",
    "RoleAssignments_CreateById",
    assignment("4", box),
    201,
    assigning(people.nobody),
  ],
  ["assignments", "RoleAssignments_Get", assignment("2", group), 200],
  ["assignments", "RoleAssignments_Get", assignment("9", group), 404],
  ["assignments", "RoleAssignments_GetById", assignment("4", box), 200],
  [
    "assignments",
    "RoleAssignments_ListForSubscription",
    at(authorization("roleAssignments", subscription)),
    200,
  ],
  [
    "assignments",
    "RoleAssignments_ListForResourceGroup",
    at(authorization("roleAssignments", group)),
    200,
  ],
  [
    "assignments",
    "RoleAssignments_ListForResource",
    at(authorization("roleAssignments", box)),
    200,
  ],
  ["assignments", "RoleAssignments_ListForScope", at(authorization("roleAssignments", group)), 200],
  ["definitions", "Permissions_ListForResourceGroup", at(authorization("permissions", group)), 200],
  ["definitions", "Permissions_ListForResource", at(authorization("permissions", box)), 200],
  ["assignments", "RoleAssignments_Delete", assignment("2", group), 200],
  ["assignments", "RoleAssignments_Delete", assignment("2", group), 204],
  ["assignments", "RoleAssignments_DeleteById", assignment("4", box), 200],
  ["definitions", "RoleDefinitions_Delete", definition("1"), 200],
  ["definitions", "RoleDefinitions_Delete", definition("1"), 204],
  ["denials", "DenyAssignments_List", at(authorization("denyAssignments", subscription)), 200],
  [
    "denials",
    "DenyAssignments_ListForResourceGroup",
    at(authorization("denyAssignments", group)),
    200,
  ],
  ["denials", "DenyAssignments_ListForResource", at(authorization("denyAssignments", box)), 200],
  ["denials", "DenyAssignments_ListForScope", at(authorization("denyAssignments", group)), 200],
  ["denials", "DenyAssignments_Get", at(authorization("denyAssignments", group, guid("1"))), 404],
  [
    "denials",
    "DenyAssignments_GetById",
    at(authorization("denyAssignments", group, guid("1"))),
    404,
  ],
];

/** Source: learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest (answers). */
const NULLABLE = [
  "condition",
  "conditionVersion",
  "description",
  "delegatedManagedIdentityResourceId",
];

const isAbsent = Object.values(documents).includes(undefined);

test.skipIf(isAbsent)("every kind of answer is valid by the published documents", async () => {
  const { checked, wrong } = await walk(world, documents, STEPS, NULLABLE);
  expect(wrong).toEqual([]);
  expect(checked.size).toBe(22);
});
