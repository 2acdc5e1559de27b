/**
 * What a user writes: a credential, a logs client, one query. Run as a program of its own because
 * Node reads the authority's file and the gateway's address from the environment at its start.
 *
 * Standard input: `{ "credential": {…}, "client": {…}, "workspaceId": …, "query": … }`; standard
 * output: one line of JSON.
 */
import { text } from "node:stream/consumers";
import {
  ClientSecretCredential,
  type ClientSecretCredentialOptions,
  DefaultAzureCredential,
} from "@azure/identity";
import {
  LogsQueryClient,
  type LogsQueryClientOptions,
  LogsQueryResultStatus,
} from "@azure/monitor-query-logs";

export interface QueryLogsInput {
  /** Without it, the default credential reads the environment. */
  readonly secretOf?: {
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  readonly credentialOptions?: ClientSecretCredentialOptions;
  readonly clientOptions?: LogsQueryClientOptions;
  readonly workspaceId: string;
  readonly query: string;
  /** Scope of the token that is printed. */
  readonly scope: string;
}

export interface QueryLogsOutput {
  readonly token: string;
  readonly expiresOnTimestamp: number;
  readonly columns: readonly { readonly name?: string; readonly type?: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

const input = JSON.parse(await text(process.stdin)) as QueryLogsInput;
const { secretOf } = input;
const credential =
  secretOf === undefined
    ? new DefaultAzureCredential()
    : new ClientSecretCredential(
        secretOf.tenantId,
        secretOf.clientId,
        secretOf.clientSecret,
        input.credentialOptions,
      );
const token = await credential.getToken(input.scope);
const client = new LogsQueryClient(credential, input.clientOptions);
const result = await client.queryWorkspace(input.workspaceId, input.query, { duration: "P1D" });
if (result.status !== LogsQueryResultStatus.Success) throw new Error(JSON.stringify(result));
const [table] = result.tables;
const output: QueryLogsOutput = {
  token: token.token,
  expiresOnTimestamp: token.expiresOnTimestamp,
  columns: table?.columnDescriptors ?? [],
  rows: table?.rows ?? [],
};
process.stdout.write(`${JSON.stringify(output)}\n`);
