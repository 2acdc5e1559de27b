import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import {
  errorBody,
  type LoginFixture,
  openLoginFixture,
  type TokenCall,
} from "../../../tests/support/login-fixture.ts";
import { firstPartyAppIds } from "../index.ts";

let fixture: LoginFixture;

beforeAll(async () => {
  fixture = await openLoginFixture();
});

afterAll(() => fixture.close());

describe.each(["v1", "v2"] as const)("%s", (version) => {
  const unknownId = "aaaaaaaa-2222-4333-8444-555555555555";
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
  const refusals: readonly [string, TokenCall, number, number, string, string][] = [
    [
      "an unknown tenant",
      { tenant: "fabrikam.test" },
      400,
      90002,
      "invalid_request",
      "There is no tenant 'fabrikam.test'.",
    ],
    [
      "an unknown tenant id",
      { tenant: unknownId },
      400,
      90002,
      "invalid_request",
      `There is no tenant '${unknownId}'.`,
    ],
    [
      "a tenant that is no name",
      { tenant: "contoso" },
      400,
      900023,
      "invalid_request",
      "'contoso' is neither a tenant id nor a domain name.",
    ],
    [
      "the shared tenant common",
      { tenant: "common" },
      400,
      9001023,
      "invalid_request",
      "This grant type is not served at /common: use the endpoint of a tenant.",
    ],
    [
      "the shared tenant organizations",
      { tenant: "organizations" },
      400,
      50059,
      "invalid_request",
      "Neither the request nor its credentials tell which tenant is meant.",
    ],
    [
      "no grant type",
      { fields: { grant_type: undefined } },
      400,
      900144,
      "invalid_request",
      "The request body must contain the parameter 'grant_type'.",
    ],
    [
      "a grant type that is not served",
      { fields: { grant_type: "urn:ietf:params:oauth:grant-type:token-exchange" } },
      400,
      70003,
      "unsupported_grant_type",
      "The grant type 'urn:ietf:params:oauth:grant-type:token-exchange' is not supported.",
    ],
    [
      "no client",
      { fields: { client_id: undefined } },
      400,
      900144,
      "invalid_request",
      "The request body must contain the parameter 'client_id'.",
    ],
    [
      "an empty client",
      { fields: { client_id: "" } },
      400,
      900144,
      "invalid_request",
      "The request body must contain the parameter 'client_id'.",
    ],
    [
      "an unknown client",
      { fields: { client_id: unknownId } },
      400,
      700016,
      "unauthorized_client",
      `There is no application '${unknownId}' in the directory of the tenant '${TENANT_ID}'.`,
    ],
    [
      "a client that is no id",
      { fields: { client_id: "demo" } },
      400,
      700016,
      "unauthorized_client",
      "The parameter 'client_id' does not name an application: it must be a GUID.",
    ],
    [
      "a form joined by semicolons, without quoting its secret",
      { fields: { grant_type: "client_credentials;client_secret=x~y" } },
      400,
      70003,
      "unsupported_grant_type",
      "The parameter 'grant_type' does not name a grant type.",
    ],
    [
      "a secret in the place of the id, without quoting it",
      {
        fields: { client_secret: undefined },
        headers: { authorization: basic(`x~y:${CLIENT_ID}`) },
      },
      400,
      90011,
      "invalid_request",
      `The request names more than one application: ${CLIENT_ID}, (not a GUID).`,
    ],
    [
      "a wrong secret",
      { fields: { client_secret: "wrong" } },
      401,
      7000215,
      "invalid_client",
      `The client secret is not valid for the application '${CLIENT_ID}': send the secret's value, not its id.`,
    ],
    [
      "no secret",
      { fields: { client_secret: undefined } },
      401,
      7000218,
      "invalid_client",
      "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
    ],
    [
      "an empty secret",
      { fields: { client_secret: "" } },
      401,
      7000218,
      "invalid_client",
      "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
    ],
    [
      "a client assertion without its type",
      { fields: { client_assertion: "ey", client_secret: undefined } },
      400,
      900144,
      "invalid_request",
      "The request body must contain the parameter 'client_assertion_type'.",
    ],
    [
      "a secret in two places",
      { headers: { authorization: basic(`${CLIENT_ID}:x`) } },
      400,
      90023,
      "invalid_request",
      "The client must authenticate in one way only: by a secret in the form, a secret in the Authorization header, or an assertion.",
    ],
    [
      "a header for another client than the form's",
      {
        fields: { client_secret: undefined },
        headers: { authorization: basic(`${unknownId}:x`) },
      },
      400,
      90011,
      "invalid_request",
      `The request names more than one application: ${CLIENT_ID}, ${unknownId}.`,
    ],
    [
      "a header that is not Basic credentials",
      { fields: { client_secret: undefined }, headers: { authorization: "Basic ???" } },
      400,
      9002313,
      "invalid_request",
      "The Authorization header is not valid HTTP Basic authentication.",
    ],
    [
      "a public client with a secret",
      { fields: { client_id: firstPartyAppIds.azureCli } },
      401,
      700025,
      "invalid_client",
      `The application '${firstPartyAppIds.azureCli}' is a public client: it must send neither secret nor assertion.`,
    ],
    [
      "a client sent twice",
      { fields: { client_id: [CLIENT_ID, CLIENT_ID] } },
      400,
      9000411,
      "invalid_request",
      "The parameter 'client_id' must not be sent more than once.",
    ],
    [
      "a proof-of-possession token",
      { fields: { token_type: "pop", req_cnf: "e30" } },
      400,
      90023,
      "invalid_request",
      "The parameter 'req_cnf' is not supported by Lazurite.",
    ],
    [
      "a certificate for ssh",
      { fields: { token_type: "ssh-cert" } },
      400,
      90023,
      "invalid_request",
      "The parameter 'token_type' is not supported by Lazurite.",
    ],
    [
      "claims that are no JSON",
      { fields: { claims: "{" } },
      400,
      90023,
      "invalid_request",
      "The parameter 'claims' is not a claims request.",
    ],
    [
      "an essential claim that cannot be given",
      { fields: { claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' } },
      400,
      90023,
      "invalid_request",
      "The essential claim 'acrs' is not supported by Lazurite.",
    ],
  ];

  test.each(refusals)("%s is refused", async (_, call, status, number, error, text) => {
    const response = await fixture.ask(version, call);
    expect(response.json()).toEqual(errorBody(number, error, text));
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
  });
});
