import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DeviceFixture, openDeviceFixture } from "../../../tests/support/device-fixture.ts";
import { TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, type TokenCall } from "../../../tests/support/login-fixture.ts";
import { API, AZURE_CLI, NATIVE_ID } from "../../../tests/support/user-fixture.ts";

let fixture: DeviceFixture;

const UNKNOWN_ID = "aaaaaaaa-2222-4333-8444-555555555555";
const MISSING = "The request body must contain the parameter";

beforeAll(async () => {
  fixture = await openDeviceFixture();
});

afterAll(() => fixture.close());

type Row = readonly [string, TokenCall, number, number, string, string];

describe.each(["v1", "v2"] as const)("%s hands no codes to a device", (version) => {
  const rows: readonly Row[] = [
    [
      "of a client that is no id, at organizations",
      { tenant: "organizations", fields: { client_id: "cli" } },
      400,
      700016,
      "unauthorized_client",
      "The parameter 'client_id' does not name an application: it must be a GUID.",
    ],
    [
      "of an unknown client at common",
      { tenant: "common", fields: { client_id: UNKNOWN_ID } },
      400,
      700016,
      "unauthorized_client",
      `There is no application '${UNKNOWN_ID}' in the directory of the tenant 'common'.`,
    ],
    [
      "of a client of one tenant where none is named",
      { tenant: "organizations", fields: { client_id: NATIVE_ID } },
      400,
      50059,
      "invalid_request",
      `The application '${NATIVE_ID}' serves one tenant only: use that tenant's endpoint, not /organizations.`,
    ],
    [
      "of a public client with a secret, at organizations",
      { tenant: "organizations", fields: { client_secret: "x" } },
      401,
      700025,
      "invalid_client",
      `The application '${AZURE_CLI}' is a public client: it must send neither secret nor assertion.`,
    ],
    [
      "that does not say for which API",
      { fields: { scope: undefined, resource: "" } },
      400,
      ...(version === "v1"
        ? ([900144, "invalid_request", `${MISSING} 'resource'.`] as const)
        : ([
            901002,
            "invalid_request",
            "The parameter 'resource' is not supported at this endpoint: use 'scope'.",
          ] as const)),
    ],
    [
      "for an unknown API",
      {
        fields:
          version === "v1" ? { resource: "api://none" } : { scope: "api://none/.default openid" },
      },
      400,
      500011,
      "invalid_resource",
      `There is no service principal for the resource 'api://none' in the tenant '${TENANT_ID}'.`,
    ],
    [
      "for a scope that is not one",
      version === "v1" ? { fields: { scope: "User.Read" } } : { fields: { scope: "User.Read/" } },
      400,
      70011,
      "invalid_scope",
      `The scope 'User.Read${version === "v1" ? "" : "/"}' is not valid.`,
    ],
  ];

  test.each(rows)("%s", async (_, call, status, number, error, text) => {
    const v1 = { scope: undefined, resource: API };
    const response = await fixture.startDevice({
      path: version === "v1" ? "oauth2/devicecode" : "oauth2/v2.0/devicecode",
      ...call,
      fields: { ...(version === "v1" && v1), ...call.fields },
    });
    expect(response.json()).toEqual(errorBody(number, error, text));
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
  });

  test("by GET", async () => {
    const url = `/common/oauth2/${version === "v1" ? "" : "v2.0/"}devicecode`;
    const response = await fixture.surface.inject({ url });
    expect(response.statusCode).toBe(405);
    expect(response.json()).toMatchObject({ error_codes: [900561] });
  });
});
