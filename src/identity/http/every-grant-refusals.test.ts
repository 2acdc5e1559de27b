import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { URN } from "../../../tests/support/device-fixture.ts";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import {
  CORRELATION_ID,
  errorBody,
  formText,
  type TokenCall,
} from "../../../tests/support/login-fixture.ts";
import {
  API,
  AZURE_CLI,
  addDisabled,
  openUserFixture,
  PASSWORD,
  USER_NAME,
  type UserFixture,
} from "../../../tests/support/user-fixture.ts";

/**
 * What every request for a user is refused for, whichever way it goes; an application's own request
 * has a table of its own, and so has what each grant says besides.
 */
const UNKNOWN_ID = "aaaaaaaa-2222-4333-8444-555555555555";
const ABSENT_ID = "bbbbbbbb-2222-4333-8444-555555555555";
const DISABLED_ID = "cccccccc-2222-4333-8444-555555555555";

let fixture: UserFixture;

beforeAll(async () => {
  fixture = await openUserFixture();
  await addDisabled(fixture, { appId: DISABLED_ID });
  await fixture.identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "absent",
    appId: ABSENT_ID,
    isPublicClient: true,
  });
});

afterAll(() => fixture.close());

type Row = readonly [string, TokenCall, number, number, string, string];

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
    "without a client",
    { fields: { client_id: undefined } },
    400,
    900144,
    "invalid_request",
    "The request body must contain the parameter 'client_id'.",
  ],
  [
    "that names its client twice",
    { fields: { client_id: [AZURE_CLI, AZURE_CLI] } },
    400,
    9000411,
    "invalid_request",
    "The parameter 'client_id' must not be sent more than once.",
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
    "with a secret in two places",
    { fields: { client_secret: "x" }, headers: { authorization: "Basic eDp5" } },
    400,
    90023,
    "invalid_request",
    "The client must authenticate in one way only: by a secret in the form, a secret in the Authorization header, or an assertion.",
  ],
  [
    "for a token bound to a key",
    { fields: { req_cnf: "e30" } },
    400,
    90023,
    "invalid_request",
    "The parameter 'req_cnf' is not supported by Lazurite.",
  ],
  [
    "for a second code, for a page",
    { fields: { return_spa_code: "1" } },
    400,
    90023,
    "invalid_request",
    "The parameter 'return_spa_code' is not supported by Lazurite.",
  ],
  [
    "for a token of another type",
    { fields: { token_type: "pop" } },
    400,
    90023,
    "invalid_request",
    "The parameter 'token_type' is not supported by Lazurite.",
  ],
  [
    "with claims that are no JSON",
    { fields: { claims: "{" } },
    400,
    90023,
    "invalid_request",
    "The parameter 'claims' is not a claims request.",
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
    "with an essential claim of id tokens that cannot be given",
    { fields: { claims: '{"id_token":{"amr":{"essential":true,"values":["mfa"]}}}' } },
    400,
    90023,
    "invalid_request",
    "The essential claim 'amr' is not supported by Lazurite.",
  ],
];

const TOKEN = { v1: "oauth2/token", v2: "oauth2/v2.0/token" } as const;
const DEVICE = { v1: "oauth2/devicecode", v2: "oauth2/v2.0/devicecode" } as const;
const OBO = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** Requests that would get past all of this; what they hold need not be good. */
const requests = [
  ["password", TOKEN, { grant_type: "password", username: USER_NAME, password: PASSWORD }],
  ["refresh_token", TOKEN, { grant_type: "refresh_token", refresh_token: "x" }],
  ["device_code", TOKEN, { grant_type: URN, device_code: "x" }],
  ["authorization_code", TOKEN, { grant_type: "authorization_code", code: "x" }],
  ["on behalf of", TOKEN, { grant_type: OBO, assertion: "x", requested_token_use: "on_behalf_of" }],
  ["a device's codes", DEVICE, {}],
] as const;

const byVersion = requests.flatMap(([title, path, good]) =>
  (["v1", "v2"] as const).map((version) => ({ title, version, path: path[version], good })),
);

describe.each(byVersion)(
  "$version refuses a request by $title",
  ({ title, version, path, good }) => {
    const asked = version === "v1" ? { resource: API } : { scope: `${API}/.default` };

    // On behalf of a user every client acts as a web application: what it lacks is a right secret.
    const fitting = rows.filter(
      ([, { fields }]) =>
        title !== "on behalf of" ||
        fields?.["client_secret"] !== "x" ||
        fields["client_id"] !== undefined,
    );

    test.each(fitting)("%s", async (_, call, status, number, error, text) => {
      const { tenant = TENANT_ID, fields, headers } = call;
      const response = await fixture.surface.inject({
        method: "POST",
        url: `/${tenant}/${path}`,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "client-request-id": CORRELATION_ID,
          ...headers,
        },
        payload: formText({ client_id: AZURE_CLI, ...asked, ...good, ...fields }),
      });
      expect(response.json()).toEqual(errorBody(number, error, text));
      expect(response.statusCode).toBe(status);
      expect(response.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
    });
  },
);
