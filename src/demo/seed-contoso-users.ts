import { contoso, contosoSubscription } from "./contoso.ts";
import type { DemoRooms } from "./seed-contoso.ts";
import { unlessPresent } from "./unless-present.ts";

/** Who the demo's people are, and which built-in role each has on the subscription. */
const people = [
  {
    person: contoso.administrator,
    // Owner.
    roleDefinitionId: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    assignmentName: "0a551900-adad-4e47-9a7e-0c0ffee01a2b",
  },
  {
    person: contoso.reader,
    // Reader.
    roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    assignmentName: "0a551900-4ead-4e47-9a7e-0c0ffee01a2b",
  },
  {
    person: contoso.operator,
    // Monitoring Contributor.
    roleDefinitionId: "749f88d5-cbae-40b8-bcfc-e573ddc772fa",
    assignmentName: "0a551900-09e4-4e47-9a7e-0c0ffee01a2b",
  },
] as const;

/** Makes the demo's people; those that are there stay as they are. */
export async function seedContosoUsers({ identity, access }: DemoRooms): Promise<void> {
  const { tenantId } = contoso;
  for (const { person, roleDefinitionId, assignmentName } of people) {
    const { objectId, displayName, givenName, familyName, password } = person;
    await unlessPresent(
      "identity/user-exists",
      identity.createUser({
        tenantId,
        objectId,
        userPrincipalName: person.name,
        displayName,
        givenName,
        familyName,
        mail: person.name,
        password,
      }),
    );
    await access.assign({
      isImmediate: true,
      tenantId,
      armScope: contosoSubscription,
      assignmentName,
      roleDefinitionId,
      principalId: objectId,
      principalType: "User",
      createdBy: contoso.client.principalId,
    });
  }
}
