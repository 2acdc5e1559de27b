/**
 * What a user of openid-client writes who knows nothing of Microsoft. Standard input: an
 * `OpenIdInput`; standard output: what each step answered, as one line of JSON.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import * as client from "openid-client";
import { networkBrowser } from "../../support/network-browser.ts";
import { type Person, signInByPages } from "../../support/sign-in-by-pages.ts";

export interface OpenIdInput {
  /** Where discovery begins: the issuer. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
  readonly person: Person;
  readonly steps: readonly OpenIdStep[];
}

type Parameters = Readonly<Record<string, string>>;

export type OpenIdStep =
  /** A code with PKCE, state and nonce; `isHybrid` brings an id token along, by a form. */
  | { readonly kind: "sign in"; readonly parameters: Parameters; readonly isHybrid?: boolean }
  | { readonly kind: "refresh"; readonly parameters?: Parameters }
  | { readonly kind: "user info"; readonly subject?: string }
  | { readonly kind: "client credentials"; readonly parameters: Parameters }
  | { readonly kind: "device"; readonly parameters: Parameters };

export interface OpenIdAnswer {
  readonly claims?: object | undefined;
  readonly scope?: string | undefined;
  readonly accessToken?: string;
  readonly hasRefreshToken?: boolean;
  readonly userInfo?: object;
  readonly expiresIn?: number | undefined;
}

const { issuer, clientId, clientSecret, person, steps } = JSON.parse(
  await text(process.stdin),
) as OpenIdInput;
const authentication =
  clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret);
const config = await client.discovery(new URL(issuer), clientId, {}, authentication);
// Also where TLS would do: every id token is verified with the published keys.
client.enableNonRepudiationChecks(config);
const browser = networkBrowser();

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;
let last: Tokens | undefined;

/** Remembers what the next step goes on with. */
function tell(tokens: Tokens): OpenIdAnswer {
  last = tokens;
  return {
    claims: tokens.claims(),
    scope: tokens.scope,
    accessToken: tokens.access_token,
    hasRefreshToken: tokens.refresh_token !== undefined,
    expiresIn: tokens.expires_in,
  };
}

/** Listens at a free port until the browser came back. */
async function withRedirect(
  use: (redirectUri: string, answer: Promise<URL | Request>) => Promise<Tokens>,
): Promise<Tokens> {
  let resolve: (answer: URL | Request) => void;
  const answer = new Promise<URL | Request>((done) => {
    resolve = done;
  });
  const server = createServer(async (request, response) => {
    resolve(await readAnswer(request));
    response.end("signed in");
  });
  await new Promise<void>((listening) => server.listen(0, "localhost", listening));
  const { port } = server.address() as AddressInfo;
  try {
    return await use(`http://localhost:${port}/callback`, answer);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function readAnswer(request: IncomingMessage): Promise<URL | Request> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
  if (request.method !== "POST") return url;
  const headers = { "content-type": String(request.headers["content-type"]) };
  return new Request(url, { method: "POST", headers, body: await text(request) });
}

async function signIn(parameters: Parameters, isHybrid: boolean): Promise<Tokens> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  if (isHybrid) client.useCodeIdTokenResponseType(config);
  return await withRedirect(async (redirectUri, answer) => {
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state: expectedState,
      nonce: expectedNonce,
      ...(isHybrid && { response_mode: "form_post" }),
      ...parameters,
    });
    const page = await signInByPages(browser, url.href, person);
    if (page.text !== "signed in")
      throw new Error(`the browser ended at ${page.url}: ${page.text}`);
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    const { max_age: maxAge } = parameters;
    const wanted = maxAge === undefined ? checks : { ...checks, maxAge: Number(maxAge) };
    return await client.authorizationCodeGrant(config, await answer, wanted);
  });
}

async function approveDevice(parameters: Parameters): Promise<Tokens> {
  const started = await client.initiateDeviceAuthorization(config, { ...parameters });
  const who = { ...person, userCode: started.user_code };
  await signInByPages(browser, started.verification_uri, who);
  return await client.pollDeviceAuthorizationGrant(config, started);
}

async function take(step: OpenIdStep): Promise<OpenIdAnswer> {
  switch (step.kind) {
    case "sign in":
      return tell(await signIn(step.parameters, step.isHybrid === true));
    case "refresh": {
      const token = last?.refresh_token ?? "";
      return tell(await client.refreshTokenGrant(config, token, { ...step.parameters }));
    }
    case "user info": {
      const subject = step.subject ?? last?.claims()?.sub ?? "";
      return { userInfo: await client.fetchUserInfo(config, last?.access_token ?? "", subject) };
    }
    case "client credentials":
      return tell(await client.clientCredentialsGrant(config, { ...step.parameters }));
    default:
      return tell(await approveDevice(step.parameters));
  }
}

const answers: OpenIdAnswer[] = [];
for (const step of steps) answers.push(await take(step));
await browser.close();
process.stdout.write(`${JSON.stringify(answers)}\n`);
