/** The document of an authorization token by the Azure CLI, with the demo's own API, which runs. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Az, openAz } from "../support/az.ts";
import { azTokenClaims } from "../support/az-sign-in.ts";
import { browserEnvironment } from "../support/browser-command.ts";
import { curl } from "../support/curl.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const API = "3a4a6e3e-de30-4c1a-8b57-a91c0de5a1f7";
const SCOPE_ID = "3a4a6e3e-5c0e-4c70-9a20-a91c0de5a1f7";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const APPLICATION = `https://graph.microsoft.com/v1.0/applications(appId='${API}')`;
const PRINCIPAL = `https://graph.microsoft.com/v1.0/servicePrincipals(appId='${API}')`;

const EXAMPLE = join(import.meta.dirname, "..", "..", "examples", "management-api", "server.mjs");

let server: RunningLazurite;
let az: Az;

beforeAll(async () => {
  server = await startLazurite();
  az = openAz(server.env);
  await signIn(az);
});

afterAll(async () => {
  az?.close();
  await server?.end();
});

function signIn(one: Az): Promise<unknown> {
  const { user, password } = server.ready.demo;
  return one.run("login", "--username", user, "--password", password);
}

const patch = (url: string, body: object): Promise<unknown> =>
  az.run("rest", "--method", "PATCH", "--url", url, "--body", JSON.stringify(body));

/** Az keeps a token while it is good, so each time it has to ask anew. */
async function ask(): Promise<object> {
  const fresh = openAz(server.env);
  try {
    await signIn(fresh);
    return await azTokenClaims(fresh, "--resource", API);
  } finally {
    fresh.close();
  }
}

test("az account get-access-token gives an hour's token for the API", async () => {
  const { user: userName, password } = server.ready.demo;
  const { env } = browserEnvironment(temporaryFolder(), { userName, password });
  const own = openAz({ ...server.env, ...env });
  await own.run("login");
  const claims = await azTokenClaims(own, "--resource", API);
  own.close();
  expect(claims).toMatchObject({
    aud: API,
    azp: AZURE_CLI,
    scp: "user_impersonation",
    ver: "2.0",
    preferred_username: server.ready.demo.user,
  });
  const { iat, exp } = claims as { readonly iat: number; readonly exp: number };
  // An hour from now, and issued five minutes ago for clocks that are behind.
  expect(exp - iat).toBe(3_900);
});

describe("the API of the example", () => {
  let api: ChildProcess;
  let origin = "";

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "lazurite-api-"));
    const { login, ca } = server.ready;
    api = spawn(process.execPath, [EXAMPLE], {
      env: {
        ...process.env,
        LOGIN_ORIGIN: login,
        NODE_EXTRA_CA_CERTS: ca,
        DATABASE: join(folder, "services.db"),
        PORT: "0",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    api.stdout?.setEncoding("utf8");
    const [line] = (await once(api.stdout ?? api, "data")) as [string];
    origin = line.trim().split(" ").at(-1) ?? "";
  });

  afterAll(async () => {
    api.kill("SIGTERM");
    await once(api, "exit");
  });

  const call = async (authorization: string | undefined, body?: object) => {
    const answer = await fetch(`${origin}/services`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const challenge = answer.headers.get("www-authenticate");
    return { status: answer.status, challenge, body: await answer.json() };
  };

  const bearer = async (resource: string, one: Az = az): Promise<string> => {
    const asked = ["account", "get-access-token", "--resource", resource];
    const { accessToken } = (await one.run(...asked)) as { readonly accessToken: string };
    return `Bearer ${accessToken}`;
  };

  test("takes az's token, and keeps what its user registers", async () => {
    const token = await bearer(API);
    const orders = { name: "orders", url: "https://orders.example" };
    const kept = { ...orders, registeredBy: server.ready.demo.user };
    expect(await call(token, orders)).toMatchObject({ status: 201, body: kept });
    expect(await call(token, orders)).toMatchObject({ status: 409 });
    expect(await call(token)).toMatchObject({ status: 200, body: { services: [kept] } });
    expect(await call(token, { name: "no address" })).toMatchObject({ status: 400 });
  });

  test("refuses calls without a token, or with another's", async () => {
    expect(await call(undefined)).toMatchObject({ status: 401, challenge: "Bearer" });
    for (const wrong of [await bearer("https://graph.microsoft.com"), `${await bearer(API)}x`]) {
      expect(await call(wrong)).toMatchObject({
        status: 401,
        challenge: expect.stringContaining('error="invalid_token"'),
      });
    }
  });

  test("refuses an application's token, which has no scope", async () => {
    const { clientId, clientSecret } = server.ready.demo;
    const other = openAz(server.env);
    const login = ["--username", clientId, "--password", clientSecret];
    const { tenantId } = server.ready;
    await other.run("login", "--service-principal", ...login, "--tenant", tenantId);
    expect(await call(await bearer(API, other))).toMatchObject({
      status: 403,
      challenge: 'Bearer error="insufficient_scope", scope="user_impersonation"',
    });
    other.close();
  });
});

test("without its trust in az, the same command needs consent", async () => {
  await patch(APPLICATION, { api: { preAuthorizedApplications: [] } });
  await expect(ask()).rejects.toThrow(/AADSTS65001/);
  const trusted = { appId: AZURE_CLI, delegatedPermissionIds: [SCOPE_ID] };
  await patch(APPLICATION, { api: { preAuthorizedApplications: [trusted] } });
  expect(await ask()).toMatchObject({ aud: API });
});

test("a disabled API gets no tokens, at once", async () => {
  await patch(PRINCIPAL, { accountEnabled: false });
  await expect(ask()).rejects.toThrow(/AADSTS50001:/);
  await patch(PRINCIPAL, { accountEnabled: true });
  expect(await ask()).toMatchObject({ aud: API });
});

test("without its scope, the API cannot be asked for", async () => {
  const { api } = (await az.run("rest", "--url", APPLICATION)) as {
    readonly api: { readonly oauth2PermissionScopes: readonly object[] };
  };
  const disabled = api.oauth2PermissionScopes.map((scope) => ({ ...scope, isEnabled: false }));
  await patch(APPLICATION, { api: { oauth2PermissionScopes: disabled } });
  await patch(APPLICATION, {
    api: { preAuthorizedApplications: [], oauth2PermissionScopes: [] },
  });
  await expect(ask()).rejects.toThrow(/AADSTS650057/);
  const named = openAz(server.env);
  await signIn(named);
  const asking = azTokenClaims(named, "--scope", `${API}/user_impersonation`);
  await expect(asking).rejects.toThrow(/AADSTS650053/);
  named.close();
});

describe("a client whose service principal is disabled", () => {
  const GRAPH = "00000003-0000-0000-c000-000000000000";
  const USER_READ = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
  let appId = "";
  let password = "";

  beforeAll(async () => {
    const make = ["ad", "sp", "create-for-rbac", "--name", "switched"];
    ({ appId, password } = (await az.run(...make)) as { appId: string; password: string });
    const permission = ["--id", appId, "--api", GRAPH];
    const needs = ["--api-permissions", `${USER_READ}=Scope`];
    await az.run("ad", "app", "permission", "add", ...permission, ...needs);
    await az.run("ad", "app", "permission", "grant", ...permission, "--scope", "User.Read");
  });

  const enable = (isEnabled: boolean) =>
    az.run("ad", "sp", "update", "--id", appId, "--set", `accountEnabled=${isEnabled}`);

  /** A request at the token endpoint; its answer. */
  const token = async (fields: Readonly<Record<string, string>>) => {
    const url = `https://login.microsoftonline.com/${server.ready.tenantId}/oauth2/v2.0/token`;
    const form = { client_id: appId, client_secret: password, ...fields };
    const sent = Object.entries(form).flatMap(([name, value]) => [
      ...["--data-urlencode", `${name}=${value}`],
    ]);
    const { json } = await curl(server, url, ...sent);
    return json() as { refresh_token?: string; access_token?: string; error_codes?: number[] };
  };

  test("gets no tokens, at once, neither by a refresh token that it holds", async () => {
    const { user: username, password: theirs } = server.ready.demo;
    const scope = "https://graph.microsoft.com/User.Read offline_access";
    const asUser = { grant_type: "password", username, password: theirs, scope };
    const { refresh_token: held = "" } = await token(asUser);
    expect(held).not.toBe("");
    const asked = [
      { grant_type: "refresh_token", refresh_token: held, scope },
      { grant_type: "client_credentials", scope: "https://graph.microsoft.com/.default" },
      asUser,
    ];
    await enable(false);
    for (const fields of asked) {
      expect(await token(fields)).toMatchObject({ error_codes: [7000112] });
    }
    const other = openAz(server.env);
    const login = ["--username", appId, "--password", password, "--tenant", server.ready.tenantId];
    const signingIn = other.run("login", "--service-principal", ...login);
    await expect(signingIn).rejects.toThrow(/AADSTS7000112/);
    other.close();
    await enable(true);
    for (const fields of asked) {
      expect(await token(fields)).toMatchObject({ access_token: expect.any(String) });
    }
    expect(asked).toHaveLength(3);
  });
});
