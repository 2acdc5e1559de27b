import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, type TokenCall } from "../../../tests/support/login-fixture.ts";
import {
  API,
  AZURE_CLI,
  openUserFixture,
  type UserFixture,
} from "../../../tests/support/user-fixture.ts";

/** What stands in the form of a renewal; what happens to the token itself is the other file's. */
const UNKNOWN_ID = "aaaaaaaa-2222-4333-8444-555555555555";
const ABSENT_ID = "bbbbbbbb-2222-4333-8444-555555555555";
const DISABLED_ID = "cccccccc-2222-4333-8444-555555555555";
const RETIRED = "api://retired";
const MISSING = "The request body must contain the parameter";

let fixture: UserFixture;
let token: string;

beforeAll(async () => {
  fixture = await openUserFixture();
  const { identity } = fixture;
  const home = { tenantId: TENANT_ID };
  const client = { ...home, displayName: "client", isPublicClient: true };
  await identity.createApplication({ ...client, appId: ABSENT_ID });
  await identity.createApplication({ ...client, appId: DISABLED_ID, identifierUris: [RETIRED] });
  const { objectId } = await identity.createServicePrincipal({ ...home, appId: DISABLED_ID });
  await identity.setServicePrincipalEnabled({ ...home, objectId, isEnabled: false });
  token = (await fixture.signIn("v2")).json().refresh_token;
});

afterAll(() => fixture.close());

type Row = readonly [string, TokenCall, number, number, string, string];

describe.each(["v1", "v2"] as const)("%s refuses a renewal", (version) => {
  const forApi = (name: string, rest = "/.default") =>
    version === "v1" ? { resource: name } : { scope: `${name}${rest}` };
  const rows: readonly Row[] = [
    [
      "at an unknown tenant",
      { tenant: "nowhere.test" },
      400,
      90002,
      "invalid_request",
      "There is no tenant 'nowhere.test'.",
    ],
    [
      "at a tenant that is no name",
      { tenant: "nowhere" },
      400,
      900023,
      "invalid_request",
      "'nowhere' is neither a tenant id nor a domain name.",
    ],
    [
      "at consumers",
      { tenant: "consumers" },
      400,
      9001023,
      "invalid_request",
      "This grant type is not served at /consumers: use the endpoint of a tenant.",
    ],
    [
      "with two tokens",
      { fields: { refresh_token: ["a", "b"] } },
      400,
      9000411,
      "invalid_request",
      "The parameter 'refresh_token' must not be sent more than once.",
    ],
    [
      "with an empty token",
      { fields: { refresh_token: " " } },
      400,
      900144,
      "invalid_request",
      `${MISSING} 'refresh_token'.`,
    ],
    [
      "without a client",
      { fields: { client_id: undefined } },
      400,
      900144,
      "invalid_request",
      `${MISSING} 'client_id'.`,
    ],
    [
      "from a client that is no id",
      { fields: { client_id: "cli" } },
      400,
      700016,
      "unauthorized_client",
      "The parameter 'client_id' does not name an application: it must be a GUID.",
    ],
    [
      "from an unknown client",
      { fields: { client_id: UNKNOWN_ID } },
      400,
      700016,
      "unauthorized_client",
      `There is no application '${UNKNOWN_ID}' in the directory of the tenant '${TENANT_ID}'.`,
    ],
    [
      "from a client that is not present",
      { fields: { client_id: ABSENT_ID } },
      400,
      7000229,
      "unauthorized_client",
      `The application '${ABSENT_ID}' has no service principal in the tenant '${TENANT_ID}'.`,
    ],
    [
      "from a client that is disabled",
      { fields: { client_id: DISABLED_ID } },
      400,
      7000112,
      "unauthorized_client",
      `The application '${DISABLED_ID}' (client) is disabled.`,
    ],
    [
      "from a public client with a secret",
      { fields: { client_secret: "x" } },
      401,
      700025,
      "invalid_client",
      `The application '${AZURE_CLI}' is a public client: it must send neither secret nor assertion.`,
    ],
    [
      "from a confidential client with a wrong secret",
      { fields: { client_id: CLIENT_ID, client_secret: "x" } },
      401,
      7000215,
      "invalid_client",
      `The client secret is not valid for the application '${CLIENT_ID}': send the secret's value, not its id.`,
    ],
    [
      "for a token bound to a key",
      { fields: { token_type: "pop", req_cnf: "e30" } },
      400,
      90023,
      "invalid_request",
      "The parameter 'req_cnf' is not supported by Lazurite.",
    ],
    [
      "with an essential claim that cannot be given",
      { fields: { claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' } },
      400,
      90023,
      "invalid_request",
      "The essential claim 'acrs' is not supported by Lazurite.",
    ],
    [
      "for an unknown resource",
      { fields: forApi("api://none") },
      400,
      500011,
      "invalid_resource",
      `There is no service principal for the resource 'api://none' in the tenant '${TENANT_ID}'.`,
    ],
    [
      "for a resource that is disabled",
      { fields: forApi(RETIRED) },
      400,
      50001,
      "invalid_resource",
      `The resource '${RETIRED}' is disabled.`,
    ],
  ];
  const rowsV2: readonly Row[] = [
    [
      "for a scope that the resource does not offer",
      { fields: forApi(API, "/Fly") },
      400,
      650053,
      "invalid_client",
      `The application '${AZURE_CLI}' asked for the scope 'Fly', which the resource 'lab' does not offer.`,
    ],
    [
      "for scopes of two resources",
      { fields: { scope: `${API}/Read User.Read` } },
      400,
      700022,
      "invalid_scope",
      `The scope '${API}/Read User.Read' names more than one resource.`,
    ],
    [
      "for a scope of no resource",
      { fields: { scope: "offline_access" } },
      400,
      700023,
      "invalid_scope",
      "The scope 'offline_access' names no resource.",
    ],
    [
      "for a scope that is not one",
      { fields: { scope: `${API}/` } },
      400,
      70011,
      "invalid_scope",
      `The scope '${API}/' is not valid.`,
    ],
    [
      "that names its resource in the other dialect's way",
      { fields: { resource: API } },
      400,
      901002,
      "invalid_request",
      "The parameter 'resource' is not supported at this endpoint: use 'scope'.",
    ],
  ];

  test.each(version === "v1" ? rows : [...rows, ...rowsV2])(
    "%s",
    async (_, call, status, number, error, text) => {
      const fields = { refresh_token: token, ...call.fields };
      const response = await fixture.renew(version, { ...call, fields });
      expect(response.json()).toEqual(errorBody(number, error, text));
      expect(response.statusCode).toBe(status);
      expect(response.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
    },
  );

  test("for what nobody consented to", async () => {
    const fields = { refresh_token: token, ...forApi(API) };
    const response = await fixture.renew(version, { fields });
    expect(response.json()).toMatchObject({
      error: "invalid_grant",
      error_codes: [65001],
      suberror: "consent_required",
    });
  });

  test("and each refusal leaves the token good", async () => {
    const response = await fixture.renew(version, { fields: { refresh_token: token } });
    expect(response.statusCode, response.body).toBe(200);
    token = response.json().refresh_token;
  });
});
