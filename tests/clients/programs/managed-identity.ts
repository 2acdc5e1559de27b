/**
 * What a user writes on a machine with a managed identity: a credential without any secret, a logs
 * client, one query. Run as a program of its own because the credential reads its environment.
 *
 * Standard input: `{ "credential": {…}, "client": {…}, "workspaceId": …, "query": … }`; standard
 * output: one line of JSON.
 */
import { text } from "node:stream/consumers";
import {
  ManagedIdentityCredential,
  type ManagedIdentityCredentialClientIdOptions,
} from "@azure/identity";
import {
  LogsQueryClient,
  type LogsQueryClientOptions,
  LogsQueryResultStatus,
} from "@azure/monitor-query-logs";

export interface ManagedIdentityInput {
  readonly credential: ManagedIdentityCredentialClientIdOptions;
  readonly client: LogsQueryClientOptions;
  readonly workspaceId: string;
  readonly query: string;
  /** Scope of the token that is printed. */
  readonly scope: string;
}

export interface ManagedIdentityOutput {
  readonly token: string;
  readonly expiresOnTimestamp: number;
  readonly rows: readonly (readonly unknown[])[];
}

const input = JSON.parse(await text(process.stdin)) as ManagedIdentityInput;
const credential = new ManagedIdentityCredential(input.credential);
const token = await credential.getToken(input.scope);
const client = new LogsQueryClient(credential, input.client);
const result = await client.queryWorkspace(input.workspaceId, input.query, { duration: "P1D" });
if (result.status !== LogsQueryResultStatus.Success) throw new Error(JSON.stringify(result));
const output: ManagedIdentityOutput = {
  token: token.token,
  expiresOnTimestamp: token.expiresOnTimestamp,
  rows: result.tables[0]?.rows ?? [],
};
process.stdout.write(`${JSON.stringify(output)}\n`);
