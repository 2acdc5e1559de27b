/**
 * What a user writes: a credential and a token for each API. Run as a program of its own because
 * Node reads the authority's file and the gateway's address from the environment at its start.
 *
 * Standard input: a `GetTokensInput`; standard output: the tokens as one line of JSON.
 */
import { text } from "node:stream/consumers";
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  type ClientCertificateCredentialOptions,
  DefaultAzureCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";

export interface GetTokensInput {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential:
    | { readonly kind: "certificate"; readonly path: string }
    | { readonly kind: "assertion"; readonly assertion: string }
    | { readonly kind: "workload"; readonly path: string }
    | { readonly kind: "default" };
  readonly options?: ClientCertificateCredentialOptions;
  readonly scopes: readonly string[];
}

const { tenantId, clientId, credential, options, scopes } = JSON.parse(
  await text(process.stdin),
) as GetTokensInput;

function makeCredential(): TokenCredential {
  switch (credential.kind) {
    case "certificate":
      return new ClientCertificateCredential(tenantId, clientId, credential.path, options);
    case "assertion":
      return new ClientAssertionCredential(
        tenantId,
        clientId,
        async () => credential.assertion,
        options,
      );
    case "workload":
      return new WorkloadIdentityCredential({
        ...options,
        tenantId,
        clientId,
        tokenFilePath: credential.path,
      });
    case "default":
      return new DefaultAzureCredential(options);
  }
}

const made = makeCredential();
const tokens = await Promise.all(scopes.map(async (scope) => (await made.getToken(scope))?.token));
process.stdout.write(`${JSON.stringify(tokens)}\n`);
