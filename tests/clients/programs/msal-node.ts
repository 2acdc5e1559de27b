/**
 * What a user of msal-node writes. Standard input: an `MsalInput`; standard output: what each call
 * answered, as one line of JSON.
 */
import { text } from "node:stream/consumers";
import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type NodeAuthOptions,
  PublicClientApplication,
} from "@azure/msal-node";
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

export interface MsalInput {
  readonly auth: NodeAuthOptions;
  readonly steps: readonly MsalStep[];
}

export type MsalStep =
  | { readonly kind: "client credentials"; readonly scopes: readonly string[] }
  | {
      readonly kind: "password";
      readonly username: string;
      readonly password: string;
      readonly scopes: readonly string[];
    }
  | { readonly kind: "device code"; readonly scopes: readonly string[] }
  | { readonly kind: "silent"; readonly scopes: readonly string[]; readonly forceRefresh?: boolean }
  | {
      readonly kind: "code";
      readonly code: string;
      readonly codeVerifier: string;
      readonly redirectUri: string;
      readonly scopes: readonly string[];
    }
  /** Opens no browser, but says on standard error which address it would. */
  | { readonly kind: "browser"; readonly scopes: readonly string[] }
  | {
      readonly kind: "on behalf of";
      readonly assertion: string;
      readonly scopes: readonly string[];
    };

export interface MsalAnswer {
  readonly accessToken: string;
  readonly idTokenClaims: object;
  readonly account: { readonly username: string; readonly homeAccountId: string } | null;
  readonly scopes: readonly string[];
  readonly fromCache: boolean;
  /** Milliseconds since 1970. */
  readonly expiresOn: number;
}

// msal-node 7 asks by Node's own fetch, which reads HTTPS_PROXY by itself only from Node 24 on.
if (process.env["HTTPS_PROXY"] !== undefined) setGlobalDispatcher(new EnvHttpProxyAgent());

const { auth, steps } = JSON.parse(await text(process.stdin)) as MsalInput;
const isConfidential =
  auth.clientSecret !== undefined ||
  auth.clientCertificate !== undefined ||
  auth.clientAssertion !== undefined;
const confidential = isConfidential ? new ConfidentialClientApplication({ auth }) : undefined;
const pub = isConfidential ? undefined : new PublicClientApplication({ auth });

async function take(step: MsalStep): Promise<AuthenticationResult | null | undefined> {
  const scopes = [...step.scopes];
  const either = confidential ?? pub;
  switch (step.kind) {
    case "client credentials":
      return await confidential?.acquireTokenByClientCredential({ scopes });
    case "password":
      return await either?.acquireTokenByUsernamePassword({ ...step, scopes });
    case "device code": {
      const deviceCodeCallback = ({ message }: { message: string }) =>
        void process.stderr.write(`${message}\n`);
      return await pub?.acquireTokenByDeviceCode({ scopes, deviceCodeCallback });
    }
    case "silent": {
      const [account] = (await either?.getTokenCache().getAllAccounts()) ?? [];
      if (account === undefined) throw new Error("no account is cached");
      const forceRefresh = step.forceRefresh ?? false;
      return await either?.acquireTokenSilent({ account, scopes, forceRefresh });
    }
    case "code":
      return await either?.acquireTokenByCode({ ...step, scopes });
    case "browser": {
      const openBrowser = async (url: string) => void process.stderr.write(`${url}\n`);
      return await pub?.acquireTokenInteractive({ scopes, openBrowser });
    }
    case "on behalf of":
      return await confidential?.acquireTokenOnBehalfOf({ oboAssertion: step.assertion, scopes });
  }
}

const answers: MsalAnswer[] = [];
for (const step of steps) {
  const answer = await take(step);
  if (answer === null || answer === undefined) throw new Error(`${step.kind} answered nothing`);
  const { accessToken, idTokenClaims, account, scopes, fromCache, expiresOn } = answer;
  answers.push({
    accessToken,
    idTokenClaims,
    account,
    scopes,
    fromCache,
    expiresOn: expiresOn?.getTime() ?? 0,
  });
}
process.stdout.write(`${JSON.stringify(answers)}\n`);
