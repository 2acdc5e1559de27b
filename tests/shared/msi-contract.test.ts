/** Answers of managed identities and of tags are valid by the published documents. */
import { beforeAll, expect, test } from "vitest";
import { type ArmWorld, group, makeArmWorld, subscription } from "../support/arm-fixture.ts";
import { readApiDocument } from "./arm-documents.ts";
import { at, body, type Step, walk } from "./contract-steps.ts";

const documents = {
  msi: readApiDocument(
    "msi",
    "resource-manager",
    "Microsoft.ManagedIdentity",
    "stable",
    "2023-01-31",
    "ManagedIdentity.json",
  ),
  resources: readApiDocument(
    "resources",
    "resource-manager",
    "Microsoft.Resources",
    "stable",
    "2024-07-01",
    "resources.json",
  ),
};
type Name = keyof typeof documents;

let world: ArmWorld;
beforeAll(async () => {
  world = await makeArmWorld();
});

/** The body of one of the document's own examples. */
const example = (name: Name, file: string) => (): unknown =>
  documents[name]?.example(file)["parameters"];

const identities = "providers/Microsoft.ManagedIdentity/userAssignedIdentities";
const one = `${group}/${identities}/identityName`;
const credential = `${one}/federatedIdentityCredentials/ficResourceName`;
const own = "providers/Microsoft.ManagedIdentity/identities/default";
const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm1`;
const tags = "providers/Microsoft.Resources/tags/default";
const names = `${subscription}/tagNames`;

const STEPS: readonly Step<Name>[] = [
  [
    "msi",
    "UserAssignedIdentities_CreateOrUpdate",
    at(one),
    201,
    example("msi", "IdentityCreate.json"),
  ],
  [
    "msi",
    "UserAssignedIdentities_CreateOrUpdate",
    at(one),
    200,
    example("msi", "IdentityCreate.json"),
  ],
  ["msi", "UserAssignedIdentities_CreateOrUpdate", at(one), 400, body({})],
  ["msi", "UserAssignedIdentities_Update", at(one), 200, body({ tags: { a: "b" } })],
  ["msi", "UserAssignedIdentities_Get", at(one), 200],
  ["msi", "UserAssignedIdentities_Get", at(`${one}2`), 404],
  ["msi", "UserAssignedIdentities_ListBySubscription", at(`${subscription}/${identities}`), 200],
  ["msi", "UserAssignedIdentities_ListByResourceGroup", at(`${group}/${identities}`), 200],
  [
    "msi",
    "FederatedIdentityCredentials_CreateOrUpdate",
    at(credential),
    201,
    example("msi", "FederatedIdentityCredentialCreate.json"),
  ],
  ["msi", "FederatedIdentityCredentials_CreateOrUpdate", at(credential), 400, body({})],
  ["msi", "FederatedIdentityCredentials_Get", at(credential), 200],
  ["msi", "FederatedIdentityCredentials_Get", at(`${credential}2`), 404],
  ["msi", "FederatedIdentityCredentials_List", at(`${one}/federatedIdentityCredentials`), 200],
  ["msi", "FederatedIdentityCredentials_Delete", at(credential), 200],
  ["msi", "FederatedIdentityCredentials_Delete", at(credential), 204],
  [
    "resources",
    "Tags_CreateOrUpdateAtScope",
    at(`${one}/${tags}`),
    200,
    example("resources", "PutTagsResource.json"),
  ],
  [
    "resources",
    "Tags_UpdateAtScope",
    at(`${one}/${tags}`),
    200,
    example("resources", "PatchTagsResource.json"),
  ],
  ["resources", "Tags_UpdateAtScope", at(`${one}/${tags}`), 400, body({})],
  [
    "resources",
    "Tags_CreateOrUpdateAtScope",
    at(`${subscription}/${tags}`),
    200,
    example("resources", "PutTagsSubscription.json"),
  ],
  ["resources", "Tags_GetAtScope", at(`${subscription}/${tags}`), 200],
  ["msi", "SystemAssignedIdentities_GetByScope", at(`${one}/${own}`), 404],
  [
    "resources",
    "Resources_CreateOrUpdate",
    at(machine),
    201,
    body({ location: "westeurope", identity: { type: "SystemAssigned" } }),
    "api-version=2024-07-01",
  ],
  ["msi", "SystemAssignedIdentities_GetByScope", at(`${machine}/${own}`), 200],
  ["resources", "Tags_GetAtScope", at(`${group}9/${tags}`), 404],
  ["resources", "Tags_DeleteAtScope", at(`${one}/${tags}`), 200],
  ["resources", "Tags_CreateOrUpdate", at(`${names}/stage`), 201],
  ["resources", "Tags_CreateOrUpdateValue", at(`${names}/stage/tagValues/test`), 201],
  ["resources", "Tags_List", at(names), 200],
  ["resources", "Tags_Delete", at(`${names}/stage`), 409],
  ["resources", "Tags_DeleteValue", at(`${names}/stage/tagValues/test`), 200],
  ["resources", "Tags_Delete", at(`${names}/stage`), 200],
  ["msi", "UserAssignedIdentities_Delete", at(one), 200],
  ["msi", "UserAssignedIdentities_Delete", at(one), 204],
];

const isAbsent = Object.values(documents).includes(undefined);

test.skipIf(isAbsent)("every kind of answer is valid by the published documents", async () => {
  const { checked, wrong } = await walk(world, documents, STEPS);
  expect(wrong).toEqual([]);
  expect(checked.size).toBe(21);
});
