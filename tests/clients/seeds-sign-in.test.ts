/**
 * The sign-ins of the documents that Lazurite was made for: each request as printed there, under
 * Microsoft's names, with its placeholders filled in. A test is named by document and heading.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ApplicationListener,
  startApplicationListener,
} from "../support/application-listener.ts";
import { type Az, azProgram, openAz } from "../support/az.ts";
import { browserEnvironment } from "../support/browser-command.ts";
import { type CurlAnswer, curl } from "../support/curl.ts";
import { getTokens, getTokensByPython } from "../support/get-tokens.ts";
import { networkBrowser } from "../support/network-browser.ts";
import { type Person, signInByPages } from "../support/sign-in-by-pages.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { claimsOf } from "../support/tokens.ts";
import type { GetTokensInput } from "./programs/get-tokens.ts";

const LOGS = "https://api.loganalytics.io";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const JWT = expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
const SECONDS = expect.stringMatching(/^\d+$/);

let server: RunningLazurite;
let application: ApplicationListener;

beforeAll(async () => {
  server = await startLazurite();
  application = await startApplicationListener();
});

afterAll(async () => {
  await application?.close();
  await server?.end();
});

const person = (): Person => ({
  userName: server.ready.demo.user,
  password: server.ready.demo.password,
});

/** The claims of the token in an answer of az. */
const tokenClaims = (answer: unknown): object =>
  claimsOf((answer as { readonly accessToken: string }).accessToken);

describe("001, request an authorization token", () => {
  /** The lines of a printed request, put together as they stand there. */
  const asPrinted = (...lines: readonly string[]): string => lines.join("");

  /** Opens a printed address in a browser, where a person signs in, until the application has it. */
  async function authorize(responseType: string): Promise<URL> {
    const browser = networkBrowser(server.caText, server.env);
    const address = asPrinted(
      `https://login.microsoftonline.com/${server.ready.tenantId}/oauth2/authorize?`,
      `client_id=${server.ready.demo.clientId}`,
      `&response_type=${responseType}`,
      `&redirect_uri=${application.redirectUri}`,
      `&resource=${LOGS}`,
    );
    const end = await signInByPages(browser, address, person());
    await browser.close();
    return new URL(end.url);
  }

  const post = (...lines: readonly string[]): Promise<CurlAnswer> =>
    curl(
      server,
      "-X",
      "POST",
      `https://login.microsoftonline.com/${server.ready.tenantId}/oauth2/token`,
      "-H",
      "Content-Type: application/x-www-form-urlencoded",
      "--data-raw",
      asPrinted(...lines),
    );

  const redeem = (code: string): Promise<CurlAnswer> =>
    post(
      "grant_type=authorization_code",
      `&client_id=${server.ready.demo.clientId}`,
      `&code=${code}`,
      `&redirect_uri=${application.redirectUri}`,
      `&resource=${LOGS}`,
      `&client_secret=${server.ready.demo.clientSecret}`,
    );

  async function expectOpensLogs(token: string): Promise<void> {
    expect(claimsOf(token)).toMatchObject({ aud: LOGS, scp: "Data.Read", ver: "1.0" });
    const answer = await curl(
      server,
      `${LOGS}/v1/workspaces/${server.ready.demo.workspaceId}/query`,
      "-H",
      `Authorization: Bearer ${token}`,
      "-H",
      "Content-Type: application/json",
      "-d",
      '{"query": "AzureActivity | summarize count() by Category"}',
    );
    expect(answer.status, answer.body).toBe(200);
  }

  test("Client Credentials Token URL: the application's own token", async () => {
    const answer = await post(
      "grant_type=client_credentials",
      `&client_id=${server.ready.demo.clientId}`,
      `&redirect_uri=${application.redirectUri}`,
      "&resource=https://management.azure.com/",
      `&client_secret=${server.ready.demo.clientSecret}`,
    );
    expect(answer.status, answer.body).toBe(200);
    expect(answer.json()).toEqual({
      token_type: "Bearer",
      expires_in: SECONDS,
      ext_expires_in: SECONDS,
      expires_on: SECONDS,
      not_before: SECONDS,
      resource: "https://management.azure.com/",
      access_token: JWT,
    });
  });

  test("Authorization Code URL: the browser brings a code and session_state", async () => {
    const { origin, pathname, searchParams } = await authorize("code");
    expect(`${origin}${pathname}`).toBe(application.redirectUri);
    expect([...searchParams.keys()]).toEqual(["code", "session_state"]);
    expect(searchParams.get("session_state")).toMatch(GUID);
  });

  test("Authorization Code Token URL: the code brings tokens, which a refresh renews", async () => {
    const code = (await authorize("code")).searchParams.get("code") ?? "";
    const answer = await redeem(code);
    expect(answer.status, answer.body).toBe(200);
    const tokens = {
      token_type: "Bearer",
      scope: "Data.Read",
      expires_in: SECONDS,
      ext_expires_in: SECONDS,
      expires_on: SECONDS,
      not_before: SECONDS,
      resource: LOGS,
      access_token: JWT,
      refresh_token: expect.any(String),
      id_token: JWT,
    };
    expect(answer.json()).toEqual(tokens);
    const first = answer.json() as { access_token: string; refresh_token: string };
    await expectOpensLogs(first.access_token);
    const renewed = await post(
      `client_id=${server.ready.demo.clientId}`,
      `&refresh_token=${first.refresh_token}`,
      "&grant_type=refresh_token",
      `&resource=${LOGS}`,
      `&client_secret=${server.ready.demo.clientSecret}`,
    );
    expect(renewed.status, renewed.body).toBe(200);
    expect(renewed.json()).toMatchObject({ resource: LOGS, refresh_token: expect.any(String) });
    await expectOpensLogs((renewed.json() as { access_token: string }).access_token);
    const replayed = await redeem(code);
    expect(replayed.json()).toMatchObject({ error: "invalid_grant", error_codes: [54005] });
  });

  test("Implicit Code Authorize URL: the fragment brings a token", async () => {
    const { origin, pathname, search, hash } = await authorize("token");
    expect(`${origin}${pathname}${search}`).toBe(application.redirectUri);
    const { access_token: token = "", ...others } = Object.fromEntries(
      new URLSearchParams(hash.slice(1)),
    );
    expect(others).toEqual({
      token_type: "Bearer",
      expires_in: SECONDS,
      scope: "Data.Read",
      session_state: expect.stringMatching(GUID),
    });
    await expectOpensLogs(token);
  });
});

describe("az of a user who signed in in the browser", () => {
  let az: Az;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "lazurite-person-"));
    const { env } = browserEnvironment(folder, person());
    az = openAz({ ...server.env, ...env });
    await az.run("login");
  });

  afterAll(() => {
    az?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("002, Get Authorization Token: an API that trusts the Azure CLI gives it a token", async () => {
    const scope = { id: "0a1b2c3d-5c0e-4c70-8a10-0c0ffee01a2b", value: "Manage", type: "User" };
    const words = { adminConsentDisplayName: "Manage", adminConsentDescription: "Manages it." };
    const graph = "https://graph.microsoft.com/v1.0/applications";
    const made = await az.run("ad", "app", "create", "--display-name", "Management API");
    const { id, appId } = made as { readonly id: string; readonly appId: string };
    await az.run("ad", "sp", "create", "--id", appId);
    const exposed = { oauth2PermissionScopes: [{ ...scope, ...words, isEnabled: true }] };
    const trusted = [{ appId: AZURE_CLI, delegatedPermissionIds: [scope.id] }];
    for (const api of [exposed, { preAuthorizedApplications: trusted }]) {
      const body = JSON.stringify({ api });
      await az.run("rest", "--method", "patch", "--url", `${graph}/${id}`, "--body", body);
    }
    const answer = await az.run("account", "get-access-token", "--resource", appId);
    expect(answer).toMatchObject({ tokenType: "Bearer", expires_on: expect.any(Number) });
    const claims = tokenClaims(answer) as { readonly iat: number; readonly exp: number };
    expect(claims).toMatchObject({ aud: appId, scp: "Manage", upn: person().userName });
    // An hour; tokens are dated five minutes back, for clocks that differ.
    expect(claims.exp - claims.iat).toBe(3_900);
  });

  test("003, CLI: a token without naming any API is one of Azure Resource Manager", async () => {
    const claims = tokenClaims(await az.run("account", "get-access-token"));
    expect(claims).toMatchObject({ aud: expect.stringMatching(/^https:\/\/management\./) });
  });

  test("004, AAD bearer token: a token of IoT Central", async () => {
    const resource = "https://apps.azureiotcentral.com";
    const claims = tokenClaims(await az.run("account", "get-access-token", "--resource", resource));
    expect(claims).toMatchObject({ aud: resource, upn: person().userName });
  });

  test("003, SDK: DefaultAzureCredential goes on as the user of az", async () => {
    const path = [dirname(azProgram()), process.env["PATH"]].join(delimiter);
    await expectUserTokens({ kind: "default" }, "DefaultAzureCredential", {
      ...az.env,
      PATH: path,
    });
  });
});

const SCOPES = ["https://management.azure.com/.default"];

/** The tokens for ARM that a credential of each SDK gets are the person's. */
async function expectUserTokens(
  credential: GetTokensInput["credential"],
  pythonKind: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { tenantId } = server.ready;
  const byNode = await getTokens(
    { tenantId, clientId: AZURE_CLI, credential, scopes: SCOPES },
    env,
  );
  const byPython = await getTokensByPython(pythonKind, {}, env, SCOPES);
  for (const token of [...byNode, ...byPython]) {
    expect(claimsOf(token)).toMatchObject({ appid: AZURE_CLI, upn: person().userName });
  }
}

describe("003, SDK", () => {
  test("ClientSecretCredential gets the application's token", async () => {
    const { tenantId, demo } = server.ready;
    const credential = { kind: "secret", secret: demo.clientSecret } as const;
    const { clientId } = demo;
    const input = { tenantId, clientId, credential, scopes: SCOPES };
    const settings = {
      tenant_id: tenantId,
      client_id: demo.clientId,
      client_secret: demo.clientSecret,
    };
    const tokens = [
      ...(await getTokens(input, server.env)),
      ...(await getTokensByPython("ClientSecretCredential", settings, server.env, SCOPES)),
    ];
    for (const token of tokens) {
      expect(claimsOf(token)).toMatchObject({
        aud: "https://management.azure.com",
        appid: clientId,
      });
    }
  });

  test("InteractiveBrowserCredential opens a browser, in which a person signs in", async () => {
    const { env } = browserEnvironment(temporaryFolder(), person());
    await expectUserTokens({ kind: "browser" }, "InteractiveBrowserCredential", {
      ...server.env,
      ...env,
    });
  });
});
