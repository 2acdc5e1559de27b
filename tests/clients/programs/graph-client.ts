/**
 * What a user writes with Microsoft Graph's own library: an application is registered, given a
 * secret, listed by pages, counted, read in a batch, and removed. Standard input: where Graph is and
 * who asks; standard output: what came back, as one line of JSON.
 */
import { text } from "node:stream/consumers";
import { ClientSecretCredential } from "@azure/identity";
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
} from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";

export interface GraphClientInput {
  /** Origin of Graph; its host is told to the library as a custom one. */
  readonly graph: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Named {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
}

const input = JSON.parse(await text(process.stdin)) as GraphClientInput;
const { graph, tenantId, clientId, clientSecret } = input;
const client = Client.initWithMiddleware({
  baseUrl: `${graph}/`,
  customHosts: new Set([new URL(graph).hostname]),
  authProvider: new TokenCredentialAuthenticationProvider(
    new ClientSecretCredential(tenantId, clientId, clientSecret),
    { scopes: ["https://graph.microsoft.com/.default"] },
  ),
});

const made: Named[] = [];
for (const number of [1, 2, 3, 4, 5]) {
  made.push(await client.api("/applications").post({ displayName: `by-library ${number}` }));
}
const [first] = made as [Named];
const secret = await client
  .api(`/applications/${first.id}/addPassword`)
  .post({ passwordCredential: { displayName: "library" } });

const listed: string[] = [];
const page = await client
  .api("/applications")
  .filter("startswith(displayName,'by-library')")
  .select(["id", "displayName"])
  .top(2)
  .get();
const iterator = new PageIterator(client, page, ({ displayName }: Named) => {
  listed.push(displayName);
  return true;
});
await iterator.iterate();
listed.sort();
const counted = await client
  .api("/applications")
  .header("ConsistencyLevel", "eventual")
  .filter("startswith(displayName,'by-library')")
  .count(true)
  .top(1)
  .get();
const plainCount = await client
  .api("/applications/$count")
  .header("ConsistencyLevel", "eventual")
  .get();

const batch = new BatchRequestContent([
  { id: "read", request: new Request(`${graph}/applications/${first.id}`) },
  {
    id: "rename",
    request: new Request(`${graph}/applications/${first.id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ displayName: "by-library renamed" }),
    }),
    dependsOn: ["read"],
  },
  {
    id: "none",
    request: new Request(`${graph}/applications/${tenantId}`),
    dependsOn: ["rename"],
  },
]);
const answers = new BatchResponseContent(
  await client.api("/$batch").post(await batch.getContent()),
);
const read = (await answers.getResponseById("read").json()) as Named;
const batched = {
  read: read.displayName,
  none: answers.getResponseById("none").status,
  rename: answers.getResponseById("rename").status,
};
const renamed = (await client.api(`/applications/${first.id}`).get()) as Named;

const refused = await client
  .api(`/applications/${tenantId}`)
  .get()
  .catch((error: unknown) => {
    if (!(error instanceof GraphError)) throw error;
    const { statusCode, code, message, requestId, body } = error;
    const inner = Object.keys((JSON.parse(body) as { innerError: object }).innerError);
    return { statusCode, code, message, requestId, inner };
  });
for (const { id } of made) await client.api(`/applications/${id}`).delete();
const left = await client.api("/applications").filter("startswith(displayName,'by-library')").get();
const { length: pageLength } = page.value as unknown[];
const count = { ofList: counted["@odata.count"], ofAll: plainCount };
const answer = { secret, pageLength, listed, count, batched, renamed, refused, left: left.value };
process.stdout.write(`${JSON.stringify(answer)}\n`);
