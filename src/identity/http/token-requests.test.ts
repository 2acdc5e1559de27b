import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import {
  ARM,
  CORRELATION_ID,
  errorBody,
  type LoginFixture,
  openLoginFixture,
  type Version,
} from "../../../tests/support/login-fixture.ts";

let fixture: LoginFixture;

beforeAll(async () => {
  fixture = await openLoginFixture();
});

afterAll(() => fixture.close());

const byDialect: readonly [
  string,
  Version,
  Readonly<Record<string, string | string[] | undefined>>,
  number,
  string,
  string,
][] = [
  [
    "v1.0 without a resource",
    "v1",
    { resource: undefined },
    900144,
    "invalid_request",
    "The request body must contain the parameter 'resource'.",
  ],
  [
    "v1.0 with an unknown resource",
    "v1",
    { resource: "https://nowhere.test" },
    500011,
    "invalid_resource",
    `There is no service principal for the resource 'https://nowhere.test' in the tenant '${TENANT_ID}'.`,
  ],
  [
    "v1.0 with two resources",
    "v1",
    { resource: [ARM, ARM] },
    9000411,
    "invalid_request",
    "The parameter 'resource' must not be sent more than once.",
  ],
  [
    "v1.0 with a scope of another API",
    "v1",
    { scope: "https://graph.microsoft.com/.default" },
    70011,
    "invalid_scope",
    "The scope 'https://graph.microsoft.com/.default' is not valid.",
  ],
  [
    "v2.0 without a scope",
    "v2",
    { scope: undefined },
    900144,
    "invalid_request",
    "The request body must contain the parameter 'scope'.",
  ],
  [
    "v2.0 with a resource",
    "v2",
    { resource: ARM },
    901002,
    "invalid_request",
    "The parameter 'resource' is not supported at this endpoint: use 'scope'.",
  ],
  [
    "v2.0 with an unknown resource",
    "v2",
    { scope: "https://nowhere.test/.default" },
    500011,
    "invalid_resource",
    `There is no service principal for the resource 'https://nowhere.test' in the tenant '${TENANT_ID}'.`,
  ],
  [
    "v2.0 with a named permission",
    "v2",
    { scope: "https://graph.microsoft.com/User.Read" },
    1002012,
    "invalid_scope",
    "The scope 'https://graph.microsoft.com/User.Read' is not valid for client credentials: use the identifier of the resource followed by /.default.",
  ],
  [
    "v2.0 with a default scope and another one",
    "v2",
    { scope: `${ARM}.default openid` },
    1002012,
    "invalid_scope",
    `The scope '${ARM}.default openid' is not valid for client credentials: use the identifier of the resource followed by /.default.`,
  ],
  [
    "v2.0 with two resources",
    "v2",
    { scope: "https://a.test/.default https://b.test/.default" },
    700022,
    "invalid_scope",
    "The scope 'https://a.test/.default https://b.test/.default' names more than one resource.",
  ],
  [
    "v2.0 with a scope of no resource",
    "v2",
    { scope: ".default" },
    700023,
    "invalid_scope",
    "The scope '.default' names no resource.",
  ],
  [
    "v2.0 with a scope of forbidden characters",
    "v2",
    { scope: 'https://a"b/.default' },
    70011,
    "invalid_scope",
    "The scope 'https://a\"b/.default' is not valid.",
  ],
];

test.each(byDialect)("%s is refused", async (_, version, fields, number, error, text) => {
  const response = await fixture.ask(version, { fields });
  expect(response.json()).toEqual(errorBody(number, error, text));
  expect(response.statusCode).toBe(400);
});

test("a wrong secret by HTTP Basic is answered with a challenge", async () => {
  const authorization = `Basic ${Buffer.from(`${CLIENT_ID}:x`).toString("base64")}`;
  const response = await fixture.ask("v2", {
    fields: { client_secret: undefined },
    headers: { authorization },
  });
  expect(response.statusCode).toBe(401);
  expect(response.headers["www-authenticate"]).toBe('Basic realm="login"');
});

test("an expired secret is refused by its own number, and quoted nowhere", async () => {
  const now = fixture.clock.now();
  const { secretText } = await fixture.identity.addPassword({
    tenantId: TENANT_ID,
    applicationObjectId: fixture.applicationObjectId,
    startsAt: now - 2_000,
    endsAt: now - 1_000,
  });
  const response = await fixture.ask("v2", { fields: { client_secret: secretText } });
  expect(response.statusCode).toBe(401);
  expect(response.json()).toEqual(
    errorBody(
      7000222,
      "invalid_client",
      `The client secret of the application '${CLIENT_ID}' has expired.`,
    ),
  );
});

test("a correlation id is taken from the URL or the form as well, when it is a GUID", async () => {
  const url = `/${TENANT_ID}/oauth2/token?client-request-id=${CORRELATION_ID}`;
  const fromUrl = await fixture.surface.inject({ method: "POST", url });
  expect(fromUrl.json()).toMatchObject({ correlation_id: CORRELATION_ID, error_codes: [900144] });
  const fromForm = await fixture.ask("v1", {
    headers: { "client-request-id": "no guid" },
    fields: { client_secret: "x", "client-request-id": CORRELATION_ID },
  });
  expect(fromForm.json()).toMatchObject({ correlation_id: CORRELATION_ID });
});

describe("what is no token request is refused in the service's form", () => {
  const token = `/${TENANT_ID}/oauth2/v2.0/token`;
  const headers = { "client-request-id": CORRELATION_ID };
  const form = "application/x-www-form-urlencoded";
  const cases: readonly [string, object, number, number, string][] = [
    [
      "GET",
      { method: "GET", url: token },
      405,
      900561,
      "POST, OPTIONS only; the request used GET.",
    ],
    [
      "PUT",
      { method: "PUT", url: token },
      405,
      900561,
      "POST, OPTIONS only; the request used PUT.",
    ],
    ["another path", { method: "POST", url: "/x/y" }, 404, 90023, "There is no such endpoint."],
    [
      "JSON",
      { method: "POST", url: token, payload: { grant_type: "client_credentials" } },
      415,
      9002313,
      "The request body must be a form.",
    ],
    [
      "text",
      { method: "POST", url: token, payload: "a=b", headers: { "content-type": "text/plain" } },
      415,
      9002313,
      "The content type of the request body is not supported.",
    ],
    [
      "broken percent-encoding",
      { method: "POST", url: token, payload: "a=%zz", headers: { "content-type": form } },
      400,
      9002313,
      "The form body has broken percent-encoding.",
    ],
    [
      "a body that is too large",
      {
        method: "POST",
        url: token,
        payload: "a".repeat(70_000),
        headers: { "content-type": form },
      },
      413,
      9002313,
      "The request body is too large.",
    ],
  ];
  test.each(cases)("%s", async (_, request, status, number, text) => {
    const given = request as { headers?: Record<string, string> };
    const response = await fixture.surface.inject({
      ...request,
      headers: { ...headers, ...given.headers },
    });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({
      error: "invalid_request",
      error_description: expect.stringContaining(text),
      error_codes: [number],
      correlation_id: CORRELATION_ID,
    });
  });
});
