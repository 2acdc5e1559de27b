import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CodeFixture, openCodeFixture } from "../../../tests/support/code-fixture.ts";
import { LOGIN, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, type TokenCall } from "../../../tests/support/login-fixture.ts";
import { API, API_ID, claimsOf, NATIVE_ID } from "../../../tests/support/user-fixture.ts";
import { firstPartyAppIds } from "../index.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const GRAPH = "https://graph.microsoft.com";
const OTHER_TENANT = "44444444-8888-4333-8444-555555555555";

let fixture: CodeFixture;
let secret: string;

beforeAll(async () => {
  fixture = await openCodeFixture();
  const { identity, directory } = fixture;
  const api = await directory.read.applications.findByAppId(API_ID);
  const key = { tenantId: TENANT_ID, applicationObjectId: api?.objectId ?? "" };
  secret = (await identity.addPassword(key)).secretText;
  await identity.grantDelegated({
    tenantId: TENANT_ID,
    clientAppId: API_ID,
    resourceAppId: firstPartyAppIds.microsoftGraph,
    scopes: ["openid", "profile", "offline_access", "User.Read"],
  });
  await identity.createTenant({ id: OTHER_TENANT, displayName: "F", domains: ["fabrikam.test"] });
});

afterAll(() => fixture.close());

/** The token that a native application calls the API with. */
async function callersToken(scope = `${API}/Read`): Promise<string> {
  const { access_token } = await callersTokens(scope);
  return access_token;
}

async function callersTokens(scope: string) {
  const fields = { client_id: NATIVE_ID, scope };
  const response = await fixture.signIn("v2", { fields });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

/** One more API in many tenants, of tokens in version 1.0, which the native application may use. */
async function makeApi({ appId, uri }: { appId: string; uri: string }): Promise<string> {
  const { identity } = fixture;
  const { objectId } = await identity.createApplication({
    tenantId: TENANT_ID,
    displayName: uri,
    appId,
    signInAudience: "AzureADMultipleOrgs",
    identifierUris: [uri],
    scopes: [{ id: fixture.ids.guid(), value: "Do", displayName: "Do" }],
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId });
  const grant = { tenantId: TENANT_ID, scopes: ["Do"] };
  await identity.grantDelegated({ ...grant, clientAppId: NATIVE_ID, resourceAppId: appId });
  const key = { tenantId: TENANT_ID, applicationObjectId: objectId };
  return (await identity.addPassword(key)).secretText;
}

const act = (version: "v1" | "v2", { fields, ...call }: TokenCall) =>
  fixture.ask(version, {
    ...call,
    fields: {
      grant_type: JWT_BEARER,
      requested_token_use: "on_behalf_of",
      client_id: API_ID,
      client_secret: secret,
      ...(version === "v1" ? { resource: GRAPH } : { scope: `${GRAPH}/User.Read` }),
      ...fields,
    },
  });

describe.each(["v1", "v2"] as const)("%s", (version) => {
  test("an API gets a token of its caller's user for the next API", async () => {
    const assertion = await callersToken();
    const response = await act(version, { fields: { assertion } });
    expect(response.statusCode, response.body).toBe(200);
    const answer = response.json();
    expect(claimsOf(answer.access_token)).toMatchObject({
      aud: GRAPH,
      appid: API_ID,
      appidacr: "1",
      oid: fixture.user.objectId,
      upn: fixture.user.userPrincipalName,
      scp: version === "v1" ? "openid profile User.Read" : "User.Read",
      amr: ["pwd"],
      idtyp: "user",
      iss: `${LOGIN}/${TENANT_ID}/`,
    });
    // As v1.0 always does, and v2.0 where it is asked for.
    expect("refresh_token" in answer).toBe(version === "v1");
  });

  test("the API must prove itself", async () => {
    const fields = { assertion: await callersToken(), client_secret: undefined };
    expect((await act(version, { fields })).json()).toEqual(
      errorBody(
        7000218,
        "invalid_client",
        "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
      ),
    );
  });
});

test("offline_access and openid bring what they always bring, for the API as the client", async () => {
  const scope = `${GRAPH}/User.Read openid profile offline_access`;
  const answer = (await act("v2", { fields: { assertion: await callersToken(), scope } })).json();
  expect(claimsOf(answer.id_token)).toMatchObject({ aud: API_ID, ver: "2.0" });
  const { refresh_token } = answer;
  const fields = { client_id: API_ID, client_secret: secret, refresh_token };
  expect((await fixture.renew("v2", { fields })).statusCode).toBe(200);
  const open = await fixture.renew("v2", { fields: { client_id: API_ID, refresh_token } });
  expect(open.json()).toMatchObject({ error_codes: [7000218] });
});

test("a v1.0 token of the API's own is taken as well, and the tenant is told by it", async () => {
  const apiV1 = "api://first";
  const appId = "55555555-1111-4333-8444-555555555555";
  const { identity } = fixture;
  const secretText = await makeApi({ appId, uri: apiV1 });
  const needs = { tenantId: TENANT_ID, clientAppId: appId, resourceAppId: API_ID };
  await identity.grantDelegated({ ...needs, scopes: ["Read"] });
  const assertion = await callersToken(`${apiV1}/Do`);
  expect(claimsOf(assertion)).toMatchObject({ aud: apiV1, ver: "1.0" });
  const own = { client_id: appId, client_secret: secretText, assertion };
  const scope = `${API}/.default`;
  const response = await act("v2", { tenant: "organizations", fields: { ...own, scope } });
  expect(response.statusCode, response.body).toBe(200);
  const next = response.json().access_token;
  expect(claimsOf(next)).toMatchObject({ aud: API_ID, azp: appId, scp: "Read", ver: "2.0" });
  // And once more: the API in the middle hands on what it got.
  const chained = await act("v2", { fields: { assertion: next } });
  expect(claimsOf(chained.json().access_token)).toMatchObject({
    appid: API_ID,
    oid: fixture.user.objectId,
    amr: ["pwd"],
  });
});

interface Row {
  readonly title: string;
  readonly assertion?: () => Promise<string> | string;
  readonly fields?: Readonly<Record<string, string | undefined>>;
  readonly tenant?: string;
  readonly ms?: number;
  readonly expected: readonly [number: number, error: string, text: string];
}

const changed = (token: string): string => {
  const [head, body, signature = ""] = token.split(".");
  return `${head}.${body}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
};

const refusals: readonly Row[] = [
  {
    title: "no use",
    fields: { requested_token_use: undefined },
    expected: [
      900144,
      "invalid_request",
      "The request body must contain the parameter 'requested_token_use'.",
    ],
  },
  {
    title: "another use",
    fields: { requested_token_use: "logon_cert" },
    expected: [
      90023,
      "invalid_request",
      "The parameter 'requested_token_use' is not supported by Lazurite.",
    ],
  },
  {
    title: "no assertion",
    assertion: () => "",
    expected: [
      900144,
      "invalid_request",
      "The request body must contain the parameter 'assertion'.",
    ],
  },
  {
    title: "no token",
    assertion: () => "abc",
    expected: [50027, "invalid_request", "The assertion is not an access token that can be read."],
  },
  {
    title: "an id token",
    assertion: async () => (await callersTokens(`openid ${API}/Read`)).id_token,
    expected: [
      240002,
      "invalid_grant",
      "An id token cannot be the assertion: send the access token that the API was called with.",
    ],
  },
  {
    title: "a changed token",
    assertion: async () => changed(await callersToken()),
    expected: [50013, "invalid_grant", "The signature of the assertion is not genuine."],
  },
  {
    title: "a token that is over",
    ms: 3_600_000,
    expected: [500133, "invalid_grant", "The assertion is not within its time range."],
  },
  {
    title: "the token of another API",
    assertion: () => callersToken(`${GRAPH}/User.Read`),
    expected: [
      500131,
      "invalid_grant",
      `The audience '${GRAPH}' of the assertion is not the application '${API_ID}' (lab) that presents it.`,
    ],
  },
  {
    title: "an application's own token",
    assertion: async () =>
      (await fixture.ask("v2", { fields: { scope: `${API}/.default` } })).json().access_token,
    expected: [
      7000114,
      "unauthorized_client",
      "The assertion is a token of the application '22222222-2222-4333-8444-555555555555' itself: only a user can be acted for.",
    ],
  },
  {
    title: "a permission that nobody gave the API",
    fields: { scope: "https://management.azure.com/user_impersonation" },
    expected: [
      65001,
      "invalid_grant",
      `Neither the user nor an administrator has consented to what the application '${API_ID}' (lab) asks for.`,
    ],
  },
];

const cases = refusals.map((row) => ({ title: row.title, row }));

test.each(cases)("refused by name: $title", async ({ row }) => {
  const { assertion = callersToken, fields, ms = 0, expected } = row;
  const text = await assertion();
  fixture.clock.move(ms);
  const response = await act("v2", { fields: { assertion: text, ...fields } });
  fixture.clock.move(-ms);
  const [number, error, words] = expected;
  expect(response.json()).toMatchObject({
    error,
    error_codes: [number],
    error_description: expect.stringContaining(`AADSTS${number}: ${words} Trace ID: `),
  });
  expect(response.statusCode).toBe(400);
});

test("the token of one tenant is not good in another", async () => {
  const appId = "55555555-2222-4333-8444-666666666666";
  const secretText = await makeApi({ appId, uri: "api://everywhere" });
  await fixture.identity.createServicePrincipal({ tenantId: OTHER_TENANT, appId });
  const assertion = await callersToken("api://everywhere/Do");
  const fields = { client_id: appId, client_secret: secretText, assertion };
  const theirs = await act("v2", { tenant: OTHER_TENANT, fields });
  expect(theirs.json()).toEqual(
    errorBody(
      50013,
      "invalid_grant",
      "The assertion was not issued by this service for this tenant.",
    ),
  );
});

test("nothing is done for a user who is disabled", async () => {
  const assertion = await callersToken();
  const user = { tenantId: TENANT_ID, objectId: fixture.user.objectId };
  await fixture.identity.setUserEnabled({ ...user, isEnabled: false });
  const response = await act("v2", { fields: { assertion } });
  await fixture.identity.setUserEnabled({ ...user, isEnabled: true });
  expect(response.json()).toMatchObject({ error: "invalid_grant", error_codes: [50057] });
});
