/**
 * What a user writes with the library for managed identities. Standard input: the demo's ids; standard
 * output: one line of JSON.
 */
import { text } from "node:stream/consumers";
import { ManagedServiceIdentityClient } from "@azure/arm-msi";
import { ClientSecretCredential } from "@azure/identity";

interface Input {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const input = JSON.parse(await text(process.stdin)) as Input;
const credential = new ClientSecretCredential(input.tenantId, input.clientId, input.clientSecret);
const client = new ManagedServiceIdentityClient(credential, input.subscriptionId);
const { federatedIdentityCredentials, userAssignedIdentities } = client;

const made = await userAssignedIdentities.createOrUpdate("demo", "robot", {
  location: "westeurope",
  tags: { a: "b" },
});
const changed = await userAssignedIdentities.update("demo", "robot", { tags: { c: "d" } });
const read = await userAssignedIdentities.get("demo", "robot");
const listed: (string | undefined)[] = [];
for await (const { name } of userAssignedIdentities.listBySubscription()) listed.push(name);
for await (const { name } of userAssignedIdentities.listByResourceGroup("demo")) listed.push(name);
const trust = await federatedIdentityCredentials.createOrUpdate("demo", "robot", "build", {
  issuer: "https://issuer.contoso.test/",
  subject: "repo:one",
  audiences: ["api://AzureADTokenExchange"],
});
const trusted: (string | undefined)[] = [];
for await (const { name } of federatedIdentityCredentials.list("demo", "robot")) trusted.push(name);
await federatedIdentityCredentials.delete("demo", "robot", "build");
await userAssignedIdentities.delete("demo", "robot");
const after = await userAssignedIdentities.get("demo", "robot").then(
  () => "there",
  ({ code, statusCode }) => `${statusCode} ${code}`,
);
const all = { made, changed, read, listed, trust, trusted, after };
process.stdout.write(`${JSON.stringify(all)}\n`);
