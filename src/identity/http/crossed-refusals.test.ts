import { afterAll, beforeAll, expect, test } from "vitest";
import { type CodeFixture, openCodeFixture } from "../../../tests/support/code-fixture.ts";
import { deviceCalls, URN } from "../../../tests/support/device-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, formText } from "../../../tests/support/login-fixture.ts";
import { API, NATIVE_ID, USER_NAME } from "../../../tests/support/user-fixture.ts";

/** Everything here is good somewhere else: of another grant, another client or another tenant. */
const OTHER_ID = "dddddddd-2222-4333-8444-555555555555";

let fixture: CodeFixture;

/** What one client has of each kind, all of it good. */
const held = {
  refreshToken: "",
  code: "",
  deviceCode: "",
  userCode: "",
  accessToken: "",
  idToken: "",
  otherSecret: "",
};

beforeAll(async () => {
  fixture = await openCodeFixture();
  const { identity } = fixture;
  const scope = `${API}/Read openid offline_access`;
  const own = { client_id: NATIVE_ID, scope };
  const session = (await fixture.signIn("v2", { fields: own })).json();
  const device = await deviceCalls(fixture).codes({ fields: own });
  await deviceCalls(fixture).approve(device);
  const redirect = { uri: "http://localhost:8400", platform: "publicClient" } as const;
  const home = { tenantId: PRINCIPAL_ID };
  await identity.createTenant({ id: home.tenantId, displayName: "F", domains: ["fabrikam.test"] });
  const { objectId } = await identity.createApplication({
    ...home,
    displayName: "other",
    appId: OTHER_ID,
  });
  await identity.createServicePrincipal({ ...home, appId: OTHER_ID });
  const secret = await identity.addPassword({ ...home, applicationObjectId: objectId });
  Object.assign(held, {
    refreshToken: session.refresh_token,
    accessToken: session.access_token,
    idToken: session.id_token,
    deviceCode: device.device_code,
    userCode: device.user_code,
    code: await fixture.code({ clientId: NATIVE_ID, redirect, scope }),
    otherSecret: secret.secretText,
  });
});

afterAll(() => fixture.close());

const CODE = "authorization_code";
const RENEWAL = "refresh_token";
const OBO = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const noRefreshToken = [
  400,
  70000,
  "invalid_grant",
  "The refresh token is not one of this application.",
] as const;
const noCode = [
  400,
  70000,
  "invalid_grant",
  "The authorization code is not one of this application.",
] as const;
const noDeviceCode = [
  400,
  70018,
  "bad_verification_code",
  "The device code is not one of this application.",
] as const;

type Expected = readonly [status: number, number: number, error: string, text: string];
type Fields = Readonly<Record<string, string>>;

const rows: readonly (readonly [string, () => Fields, Expected, string?])[] = [
  [
    "a code as a refresh token",
    () => ({ grant_type: RENEWAL, refresh_token: held.code }),
    noRefreshToken,
  ],
  [
    "a device code as a refresh token",
    () => ({ grant_type: RENEWAL, refresh_token: held.deviceCode }),
    noRefreshToken,
  ],
  [
    "an access token as a refresh token",
    () => ({ grant_type: RENEWAL, refresh_token: held.accessToken }),
    noRefreshToken,
  ],
  ["a refresh token as a code", () => ({ grant_type: CODE, code: held.refreshToken }), noCode],
  ["a device code as a code", () => ({ grant_type: CODE, code: held.deviceCode }), noCode],
  ["a code as a device code", () => ({ grant_type: URN, device_code: held.code }), noDeviceCode],
  [
    "a code as a device code by its other name",
    () => ({ grant_type: URN, code: held.code }),
    noDeviceCode,
  ],
  [
    "a refresh token as a device code",
    () => ({ grant_type: URN, device_code: held.refreshToken }),
    noDeviceCode,
  ],
  [
    "the person's code as the device's",
    () => ({ grant_type: URN, device_code: held.userCode }),
    noDeviceCode,
  ],
  [
    "a refresh token to act on behalf of its user",
    () => ({
      ...{ grant_type: OBO, requested_token_use: "on_behalf_of", assertion: held.refreshToken },
      ...{ client_id: CLIENT_ID, client_secret: fixture.secret },
    }),
    [400, 50027, "invalid_request", "The assertion is not an access token that can be read."],
  ],
  [
    "an access token as a client's proof",
    () => ({
      ...{ grant_type: "client_credentials", client_id: CLIENT_ID },
      client_assertion: held.accessToken,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }),
    [
      401,
      70021,
      "invalid_client",
      `The application '${CLIENT_ID}' has no federated credential that matches the client assertion.`,
    ],
  ],
  [
    "another application's secret",
    () => ({
      grant_type: "client_credentials",
      client_id: CLIENT_ID,
      client_secret: held.otherSecret,
    }),
    [
      401,
      7000215,
      "invalid_client",
      `The client secret is not valid for the application '${CLIENT_ID}': send the secret's value, not its id.`,
    ],
  ],
  [
    "an application at a tenant where it is not",
    () => ({
      grant_type: "client_credentials",
      client_id: OTHER_ID,
      client_secret: held.otherSecret,
    }),
    [
      400,
      700016,
      "unauthorized_client",
      `There is no application '${OTHER_ID}' in the directory of the tenant '${TENANT_ID}'.`,
    ],
  ],
  [
    "an application of one tenant at another",
    () => ({
      grant_type: "client_credentials",
      client_id: CLIENT_ID,
      client_secret: fixture.secret,
    }),
    [
      400,
      700016,
      "unauthorized_client",
      `There is no application '${CLIENT_ID}' in the directory of the tenant '${PRINCIPAL_ID}'.`,
    ],
    "fabrikam.test",
  ],
  [
    "a user of one tenant at another",
    () => ({
      ...{ grant_type: "password", username: USER_NAME, password: "x" },
      ...{ client_id: OTHER_ID, client_secret: held.otherSecret },
    }),
    [
      400,
      50034,
      "invalid_grant",
      `There is no user account '${USER_NAME}' in the directory of the tenant '${PRINCIPAL_ID}'.`,
    ],
    "fabrikam.test",
  ],
];

const ask = async (fields: Fields, tenant: string = TENANT_ID) =>
  await fixture.surface.inject({
    method: "POST",
    url: `/${tenant}/oauth2/v2.0/token`,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "client-request-id": "99999999-2222-4333-8444-555555555555",
    },
    payload: formText({ client_id: NATIVE_ID, scope: `${API}/.default`, ...fields }),
  });

const cases = rows.map(([title, fields, expected, tenant]) => ({
  title,
  fields,
  expected,
  tenant,
}));

test.each(cases)("$title is refused", async ({ fields, expected, tenant }) => {
  const [status, number, error, text] = expected;
  const response = await ask(fields(), tenant);
  expect(response.json()).toEqual(errorBody(number, error, text));
  expect(response.statusCode).toBe(status);
});

test("and each is good for what it was made for, once for a code", async () => {
  const redirect_uri = "http://localhost:8400";
  const code_verifier = "a-verifier-of-43-characters-is-just-long-en";
  const good: readonly Fields[] = [
    { grant_type: CODE, code: held.code, redirect_uri, code_verifier },
    { grant_type: URN, device_code: held.deviceCode },
  ];
  for (const fields of good) {
    expect((await ask(fields)).statusCode).toBe(200);
    expect((await ask(fields)).json()).toMatchObject({ error_codes: [54005] });
  }
  const renewal = { grant_type: RENEWAL, refresh_token: held.refreshToken };
  expect((await ask(renewal)).statusCode).toBe(200);
});
