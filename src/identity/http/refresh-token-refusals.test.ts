import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, type TokenCall } from "../../../tests/support/login-fixture.ts";
import {
  API,
  AZURE_CLI,
  addDisabled,
  openUserFixture,
  type UserFixture,
} from "../../../tests/support/user-fixture.ts";

/** What a renewal may not ask for; what happens to the token itself is the other file's. */
const DISABLED_ID = "cccccccc-2222-4333-8444-555555555555";
const RETIRED = "api://retired";
const MISSING = "The request body must contain the parameter";

let fixture: UserFixture;
let token: string;

beforeAll(async () => {
  fixture = await openUserFixture();
  await addDisabled(fixture, { appId: DISABLED_ID, identifierUris: [RETIRED] });
  token = (await fixture.signIn("v2")).json().refresh_token;
});

afterAll(() => fixture.close());

type Row = readonly [string, TokenCall, number, number, string, string];

describe.each(["v1", "v2"] as const)("%s refuses a renewal", (version) => {
  const forApi = (name: string, rest = "/.default") =>
    version === "v1" ? { resource: name } : { scope: `${name}${rest}` };
  const rows: readonly Row[] = [
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
