/**
 * What a user writes: a credential and a token for each API. Run as a program of its own because
 * Node reads the authority's file and the gateway's address from the environment at its start.
 *
 * Standard input: a `GetTokensInput`; standard output: the tokens as one line of JSON.
 */
import { text } from "node:stream/consumers";
import {
  AuthorizationCodeCredential,
  AzureCliCredential,
  ClientAssertionCredential,
  ClientCertificateCredential,
  type ClientCertificateCredentialOptions,
  ClientSecretCredential,
  DefaultAzureCredential,
  DeviceCodeCredential,
  EnvironmentCredential,
  InteractiveBrowserCredential,
  ManagedIdentityCredential,
  type ManagedIdentityCredentialClientIdOptions,
  type ManagedIdentityCredentialObjectIdOptions,
  type ManagedIdentityCredentialResourceIdOptions,
  OnBehalfOfCredential,
  type TokenCredential,
  UsernamePasswordCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";

export interface GetTokensInput {
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential:
    | { readonly kind: "secret"; readonly secret: string }
    | { readonly kind: "certificate"; readonly path: string }
    | { readonly kind: "assertion"; readonly assertion: string }
    | { readonly kind: "workload"; readonly path: string }
    | { readonly kind: "password"; readonly userName: string; readonly password: string }
    | { readonly kind: "managed identity"; readonly choice: ManagedIdentityChoice }
    | { readonly kind: "on behalf of"; readonly secret: string; readonly assertion: string }
    | {
        readonly kind: "authorization code";
        readonly secret: string;
        readonly code: string;
        readonly redirectUri: string;
      }
    | { readonly kind: "browser"; readonly loginHint?: string }
    | { readonly kind: "default" | "environment" | "azure cli" | "device code" };
  readonly options?: ClientCertificateCredentialOptions;
  readonly scopes: readonly string[];
}

export type ManagedIdentityChoice =
  | ManagedIdentityCredentialClientIdOptions
  | ManagedIdentityCredentialObjectIdOptions
  | ManagedIdentityCredentialResourceIdOptions;

const { tenantId, clientId, credential, options, scopes } = JSON.parse(
  await text(process.stdin),
) as GetTokensInput;

function makeCredential(): TokenCredential {
  switch (credential.kind) {
    case "secret":
      return new ClientSecretCredential(tenantId, clientId, credential.secret, options);
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
    case "password": {
      const { userName, password } = credential;
      return new UsernamePasswordCredential(tenantId, clientId, userName, password, options);
    }
    case "managed identity":
      return new ManagedIdentityCredential(
        credential.choice as ManagedIdentityCredentialClientIdOptions,
      );
    case "on behalf of": {
      const { secret: clientSecret, assertion: userAssertionToken } = credential;
      const proof = { tenantId, clientId, clientSecret, userAssertionToken };
      return new OnBehalfOfCredential({ ...options, ...proof });
    }
    case "authorization code": {
      const { secret, code, redirectUri } = credential;
      return new AuthorizationCodeCredential(
        tenantId,
        clientId,
        secret,
        code,
        redirectUri,
        options,
      );
    }
    case "browser":
      return new InteractiveBrowserCredential({ ...options, ...credential, tenantId, clientId });
    case "default":
      return new DefaultAzureCredential(options);
    case "environment":
      return new EnvironmentCredential(options);
    case "device code":
      return new DeviceCodeCredential({
        ...options,
        tenantId,
        clientId,
        userPromptCallback: ({ message }) => void process.stderr.write(`${message}\n`),
      });
    case "azure cli":
      return new AzureCliCredential();
  }
}

const made = makeCredential();
const ask = async (scope: string) => (await made.getToken(scope))?.token;
/** A person signs in once, so the others wait for the account of the first. */
const hasPerson = ["browser", "device code", "authorization code"].includes(credential.kind);
const [scope = "", ...others] = scopes;
const first = hasPerson ? [await ask(scope)] : [];
const tokens = [...first, ...(await Promise.all((hasPerson ? others : scopes).map(ask)))];
process.stdout.write(`${JSON.stringify(tokens)}\n`);
