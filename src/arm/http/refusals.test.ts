import { beforeAll, describe, expect, test } from "vitest";
import {
  type ArmWorld,
  box,
  group,
  makeArmWorld,
  otherSubscriptionId,
  otherTenantId,
  people,
  subscription,
  tenantId,
} from "../../../tests/support/arm-fixture.ts";
import { Failure } from "../../base/index.ts";
import { armFailures, writeArmError } from "./failures.ts";

let world: ArmWorld;
beforeAll(async () => {
  world = await makeArmWorld();
});

const GROUPS = "api-version=2021-04-01";

describe("tokens", () => {
  test("no token is refused with the authority of the subscription's tenant", async () => {
    const answer = await world.call("GET", `${group}?${GROUPS}`, {
      headers: { authorization: "" },
    });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      error: {
        code: "AuthenticationFailed",
        message: "Authentication failed. The 'Authorization' header is missing.",
      },
    });
    expect(answer.headers["www-authenticate"]).toBe(
      `Bearer authorization_uri="https://login.test/${tenantId}", error="invalid_token", ` +
        `error_description="Authentication failed. The 'Authorization' header is missing."`,
    );
  });

  test("a token for another audience is told the allowed ones, and cannot break the header", async () => {
    const answer = await world.call("GET", "/tenants", { as: "http/token-audience" });
    const message =
      "The access token has been obtained from wrong audience or resource " +
      "'https://other.test\"'. It should exactly match (including forward slash) with one of " +
      "the allowed audiences 'https://management.azure.com/'.";
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: { code: "InvalidAuthenticationTokenAudience", message } });
    expect(answer.headers["www-authenticate"]).toBe(
      'Bearer authorization_uri="https://login.test/common", error="invalid_token", ' +
        `error_description="${message.replaceAll('"', "'")}"`,
    );
  });

  test.each([
    ["http/token-malformed", "InvalidAuthenticationToken"],
    ["http/token-signature", "InvalidAuthenticationToken"],
    ["http/token-expired", "ExpiredAuthenticationToken"],
    ["http/token-issuer", "InvalidAuthenticationTokenTenant"],
    ["http/token-tenant", "InvalidAuthenticationTokenTenant"],
  ])("%s is 401 %s", async (as, code) => {
    const answer = await world.call("GET", "/tenants", { as });
    expect(answer).toMatchObject({ status: 401, body: { error: { code } } });
    expect(answer.headers["www-authenticate"]).toContain("invalid_token");
  });

  test("a subscription of another tenant names both tenants", async () => {
    const answer = await world.call(
      "GET",
      `/subscriptions/${otherSubscriptionId}?api-version=2022-12-01`,
    );
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      error: {
        code: "InvalidAuthenticationTokenTenant",
        message:
          `The access token is from the wrong issuer 'https://login.test/${tenantId}/'. ` +
          `It must match the tenant 'https://login.test/${otherTenantId}/' associated with this ` +
          `subscription. Please use the authority (URL) 'https://login.test/${otherTenantId}' ` +
          "to get the token.",
      },
    });
    expect(answer.headers["www-authenticate"]).toContain(
      `authorization_uri="https://login.test/${otherTenantId}"`,
    );
  });
});

describe("who has no role learns nothing", () => {
  const paths: [string, string, string][] = [
    [subscription, "api-version=2022-12-01", "Microsoft.Resources/subscriptions/read"],
    [group, GROUPS, "Microsoft.Resources/subscriptions/resourceGroups/read"],
    [`${group}2`, GROUPS, "Microsoft.Resources/subscriptions/resourceGroups/read"],
    [box, "api-version=2026-01-01", "Test.Boxes/boxes/read"],
    [`${box}-missing`, "api-version=2026-01-01", "Test.Boxes/boxes/read"],
    [`${box}/api/open`, "", "Test.Boxes/boxes/open/read"],
  ];
  test.each(paths)("at %s, there or not", async (path, query, action) => {
    const answer = await world.call("GET", `${path}?${query}`, { as: people.nobody });
    const scope = path.replace("/api/open", "");
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error: {
        code: "AuthorizationFailed",
        message:
          `The client 'someone@contoso.test' with object id '${people.nobody}' does not have ` +
          `authorization to perform action '${action}' over scope '${scope}' or the scope is ` +
          "invalid. If access was recently granted, please refresh your credentials.",
      },
    });
  });

  test.each([
    [`${subscription}/resourcegroups`, GROUPS],
    [`${subscription}/resources`, GROUPS],
    [`${group}/resources`, GROUPS],
    [`${group}/providers/Test.Boxes/boxes`, "api-version=2026-01-01"],
    [`${subscription}/providers/Microsoft.Authorization/roleAssignments`, "api-version=2022-04-01"],
    [`${subscription}/providers/Microsoft.Authorization/roleDefinitions`, "api-version=2022-04-01"],
    [`${group}/providers/Microsoft.Authorization/permissions`, "api-version=2022-04-01"],
    [`${subscription}/locations`, "api-version=2022-12-01"],
    [`${subscription}/providers`, GROUPS],
  ])("nor from the list %s", async (path, query) => {
    const answer = await world.call("GET", `${path}?${query}`, { as: people.nobody });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: "AuthorizationFailed" } } });
  });
});

describe("refused by name", () => {
  const refused: [string, "GET" | "PUT" | "POST" | "PATCH", string, number, string, string][] = [
    ["no api-version", "GET", group, 400, "MissingApiVersionParameter", "(?api-version=)"],
    [
      "a wrong one",
      "GET",
      `${group}?api-version=1999-01-01`,
      400,
      "InvalidApiVersionParameter",
      "2024-07-01",
    ],
    [
      "$expand",
      "GET",
      `${subscription}/resources?${GROUPS}&$expand=tags`,
      400,
      "NotSupported",
      "$expand",
    ],
    [
      "a $top that is no number",
      "GET",
      `${subscription}/resourcegroups?${GROUPS}&%24TOP=none`,
      400,
      "InvalidQueryParameter",
      "none",
    ],
    [
      "a parameter",
      "GET",
      `${subscription}/resourcegroups?${GROUPS}&%24ORDERBY=name`,
      400,
      "NotSupported",
      "$orderby",
    ],
    [
      "a version that a type does not have, of one resource",
      "GET",
      `${box}?api-version=2001-01-01`,
      400,
      "NoRegisteredProviderFound",
      "API version '2001-01-01' for type 'boxes'",
    ],
    [
      "a version that a type does not have, of a list",
      "GET",
      `${subscription}/providers/test.boxes/boxes?api-version=2001-01-01`,
      404,
      "InvalidResourceType",
      "for api version '2001-01-01'",
    ],
    [
      "a version that is none",
      "GET",
      `${box}?api-version=latest`,
      400,
      "InvalidApiVersionParameter",
      "2026-01-01",
    ],
    [
      "a repeated parameter",
      "GET",
      `${group}?${GROUPS}&API-VERSION=2024-07-01`,
      400,
      "InvalidQueryParameter",
      "api-version",
    ],
    [
      "an unknown filter",
      "GET",
      `${subscription}/resources?${GROUPS}&$filter=name gt 'x'`,
      400,
      "NotSupported",
      "name gt 'x'",
    ],
    [
      "a made-up skip token",
      "GET",
      `${subscription}/resourcegroups?${GROUPS}&$skiptoken=!!`,
      400,
      "InvalidQueryParameter",
      "$skiptoken",
    ],
    [
      "an unknown path",
      "GET",
      "/nothing/here?api-version=2022-12-01",
      404,
      "NotFound",
      "/nothing/here",
    ],
    [
      "an unknown provider",
      "GET",
      `${group}/providers/No.Such/things/x?${GROUPS}`,
      404,
      "InvalidResourceNamespace",
      "No.Such",
    ],
    [
      "an unknown type",
      "GET",
      `${group}/providers/Test.Boxes/lids/x?${GROUPS}`,
      404,
      "InvalidResourceType",
      "lids",
    ],
    [
      "a type outside of a group",
      "PUT",
      `${subscription}/providers/Test.Boxes/boxes/one?api-version=2026-01-01`,
      404,
      "InvalidResourceType",
      "boxes",
    ],
    [
      "a type as the extension of a resource",
      "PUT",
      `${box}/providers/Test.Boxes/boxes/two?api-version=2026-01-01`,
      404,
      "InvalidResourceType",
      "boxes",
    ],
    [
      "a list of a type outside of a subscription",
      "GET",
      "/providers/Test.Boxes/boxes?api-version=2026-01-01",
      404,
      "InvalidResourceType",
      "boxes",
    ],
    [
      "a list of a type as the extension of a resource",
      "GET",
      `${box}/providers/Test.Boxes/boxes?api-version=2026-01-01`,
      404,
      "InvalidResourceType",
      "boxes",
    ],
    ...["roleAssignments", "roleDefinitions", "permissions"].map(
      (type): [string, "GET", string, number, string, string] => [
        `${type} of a missing group`,
        "GET",
        `${subscription}/resourceGroups/none/providers/Microsoft.Authorization/${type}?api-version=2022-04-01`,
        404,
        "ResourceGroupNotFound",
        "none",
      ],
    ),
    ["a method", "POST", `${group}?${GROUPS}`, 405, "MethodNotAllowed", "PATCH"],
    [
      "an unknown subscription",
      "GET",
      "/subscriptions/nope?api-version=2022-12-01",
      404,
      "SubscriptionNotFound",
      "nope",
    ],
    [
      "an encoded slash",
      "GET",
      `${subscription}/resourcegroups/a%2fb?${GROUPS}`,
      400,
      "InvalidRequestContent",
      "segment",
    ],
    [
      "a twice-encoded slash",
      "GET",
      `${subscription}/resourcegroups/a%252fb?${GROUPS}`,
      400,
      "InvalidRequestContent",
      "segment",
    ],
    [
      "policyAssignments",
      "GET",
      `${subscription}/providers/Microsoft.Authorization/policyAssignments?api-version=2022-04-01`,
      404,
      "InvalidResourceType",
      "policyAssignments",
    ],
  ];
  test.each(refused)("%s: %s %s", async (_, method, path, status, code, quoted) => {
    const answer = await world.call(method, path);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect((answer.body as { error: { message: string } }).error.message).toContain(quoted);
  });
});

describe("a precondition is refused before anything is changed", () => {
  const assignment = `${group}/providers/Microsoft.Authorization/roleAssignments/${people.reader}`;
  test.each([
    ["PUT", `${group}?${GROUPS}`, "if-match"],
    ["PATCH", `${group}?${GROUPS}`, "if-none-match"],
    ["DELETE", `${group}?${GROUPS}`, "if-unmodified-since"],
    ["PUT", `${assignment}?api-version=2022-04-01`, "if-none-match"],
    ["DELETE", `${assignment}?api-version=2022-04-01`, "if-match"],
  ] as const)("%s %s with %s", async (method, path, header) => {
    const options = { body: {}, headers: { [header]: "*" } };
    expect(await world.call(method, path, options)).toMatchObject({
      status: 400,
      body: {
        error: {
          code: "NotSupported",
          message: `The header '${header}' is not supported by Lazurite.`,
        },
      },
    });
    expect(
      (await world.call("HEAD", `${group}?${GROUPS}`, { headers: { [header]: "*" } })).status,
    ).toBe(204);
  });
});

test("every failure code has a row, and no row quotes an absent fact as undefined", () => {
  for (const code of Object.keys(armFailures)) {
    const written = writeArmError({ kind: "failure", failure: new Failure(code, "x") });
    expect(written.status).toBeGreaterThanOrEqual(400);
    expect(written.status).toBeLessThan(500);
    expect(JSON.stringify(written.body)).not.toContain("undefined");
  }
});

test("what is not a known failure is an internal error without detail", () => {
  const failure = new Failure("other/thing", "secret detail", { facts: { a: "secret" } });
  for (const refusal of [{ kind: "failure", failure } as const, { kind: "defect" } as const]) {
    expect(writeArmError(refusal)).toEqual({
      status: 500,
      body: { error: { code: "InternalServerError", message: "An internal error occurred." } },
    });
  }
});

test("a body that is not JSON is refused in ARM's form", async () => {
  const answer = await world.call("PUT", `${group}?${GROUPS}`, { body: "{" });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: "InvalidRequestContent" } } });
});

test("every answer has its request ids", async () => {
  const answer = await world.call("GET", "/nothing");
  expect(answer.headers["x-ms-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers["x-ms-correlation-request-id"]).toBe(answer.headers["x-ms-request-id"]);
});
