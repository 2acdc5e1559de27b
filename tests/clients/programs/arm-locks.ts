/**
 * What a user writes with the library for locks: one is made, read, listed, and removed, and what it
 * kept is tried meanwhile. Standard input: the demo's ids; standard output: one line of JSON.
 */
import { text } from "node:stream/consumers";
import { ManagementLockClient } from "@azure/arm-locks";
import { ResourceManagementClient } from "@azure/arm-resources";
import { ClientSecretCredential } from "@azure/identity";

interface Input {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const input = JSON.parse(await text(process.stdin)) as Input;
const credential = new ClientSecretCredential(input.tenantId, input.clientId, input.clientSecret);
const { managementLocks } = new ManagementLockClient(credential, input.subscriptionId);
const { resourceGroups } = new ResourceManagementClient(credential, input.subscriptionId);

await resourceGroups.createOrUpdate("kept", { location: "westeurope" });
const made = await managementLocks.createOrUpdateAtResourceGroupLevel("kept", "keep", {
  level: "ReadOnly",
  notes: "why",
});
const refused = await resourceGroups
  .createOrUpdate("kept", { location: "westeurope", tags: { a: "b" } })
  .then(
    () => "nothing",
    ({ code, statusCode }) => `${statusCode} ${code}`,
  );
const read = await managementLocks.getAtResourceGroupLevel("kept", "keep");
const listed: (string | undefined)[] = [];
for await (const { name } of managementLocks.listAtSubscriptionLevel()) listed.push(name);
await managementLocks.deleteAtResourceGroupLevel("kept", "keep");
const after = await managementLocks.getAtResourceGroupLevel("kept", "keep").then(
  () => "there",
  ({ code, statusCode }) => `${statusCode} ${code}`,
);
process.stdout.write(`${JSON.stringify({ made, refused, read, listed, after })}\n`);
