/** The document of an authorization token by the Azure CLI, with the demo's own API. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Az, openAz } from "../support/az.ts";
import { azTokenClaims } from "../support/az-sign-in.ts";
import { browserEnvironment } from "../support/browser-command.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const API = "3a4a6e3e-de30-4c1a-8b57-a91c0de5a1f7";
const SCOPE_ID = "3a4a6e3e-5c0e-4c70-9a20-a91c0de5a1f7";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const APPLICATION = `https://graph.microsoft.com/v1.0/applications(appId='${API}')`;
const PRINCIPAL = `https://graph.microsoft.com/v1.0/servicePrincipals(appId='${API}')`;

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
});
