/** The requests of the documents that Lazurite was made for, as printed there, sent by real curl. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { curl } from "../support/curl.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { claimsOf } from "../support/tokens.ts";

const WORKSPACE =
  "https://management.azure.com/subscriptions/6c3ac85e-59d5-4e5d-90eb-27979f57cb16" +
  "/resourceGroups/demo/providers/Microsoft.OperationalInsights/workspaces/demo-ws";
const QUERY_BY_KEY = "https://api.loganalytics.io/v1/workspaces/DEMO_WORKSPACE/query";
const COUNT_BY_CATEGORY = '{\n    "query": "AzureActivity | summarize count() by Category"\n}';

let server: RunningLazurite;

beforeAll(async () => {
  server = await startLazurite();
});

afterAll(async () => {
  await server?.end();
});

interface Tables {
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly rows: readonly (readonly unknown[])[];
  }[];
}

/** The token request of the sign-in documents, form fields spelled and ordered as printed. */
function tokenRequest(resource: string) {
  const { clientId, clientSecret } = server.ready.demo;
  return curl(
    server,
    "-X",
    "POST",
    `https://login.microsoftonline.com/${server.ready.tenantId}/oauth2/token`,
    "-H",
    "Content-Type: application/x-www-form-urlencoded",
    "-d",
    "grant_type=client_credentials",
    "-d",
    `client_id=${clientId}`,
    "-d",
    "redirect_uri=https://localhost/signed-in",
    "-d",
    `resource=${resource}`,
    "--data-urlencode",
    `client_secret=${clientSecret}`,
  );
}

async function token(resource: string): Promise<string> {
  const answer = await tokenRequest(resource);
  return (answer.json() as { access_token: string }).access_token;
}

function expectTypedRows(answer: { status: number; body: string; json(): unknown }): Tables {
  expect(answer.status, answer.body).toBe(200);
  const body = answer.json() as Tables;
  const [primary] = body.tables;
  expect(primary?.name).toBe("PrimaryResult");
  expect(primary?.rows.length).toBeGreaterThan(0);
  for (const column of primary?.columns ?? []) {
    expect(column).toEqual({ name: expect.any(String), type: expect.any(String) });
  }
  for (const row of primary?.rows ?? []) expect(row.length).toBe(primary?.columns.length);
  return body;
}

function expectCounts(answer: { status: number; body: string; json(): unknown }) {
  const [primary] = expectTypedRows(answer).tables;
  expect(primary?.columns).toEqual([
    { name: "Category", type: "string" },
    { name: "count_", type: "long" },
  ]);
}

test("the curl of the token document gets a token for custom metrics", async () => {
  const answer = await curl(
    server,
    "-X",
    "POST",
    `https://login.microsoftonline.com/${server.ready.tenantId}/oauth2/token`,
    "-H",
    "Content-Type: application/x-www-form-urlencoded",
    "--data-urlencode",
    "grant_type=client_credentials",
    "--data-urlencode",
    `client_id=${server.ready.demo.clientId}`,
    "--data-urlencode",
    `client_secret=${server.ready.demo.clientSecret}`,
    "--data-urlencode",
    "resource=https://monitoring.azure.com",
  );
  expect(answer.status, answer.body).toBe(200);
  const seconds = expect.stringMatching(/^\d+$/);
  expect(answer.json()).toEqual({
    token_type: "Bearer",
    expires_in: seconds,
    ext_expires_in: seconds,
    expires_on: seconds,
    not_before: seconds,
    resource: "https://monitoring.azure.com",
    access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
  });
});

test.each([
  "https://management.azure.com/",
  "https://management.azure.com",
  "https://api.loganalytics.io",
  "https://monitoring.azure.com",
  "https://apps.azureiotcentral.com",
])("client credentials get a token whose audience is %s as it was asked for", async (resource) => {
  const answer = await tokenRequest(resource);
  expect(answer.status, answer.body).toBe(200);
  const body = answer.json() as { resource: string; access_token: string };
  expect(body.resource).toBe(resource);
  expect(claimsOf(body.access_token)).toMatchObject({
    aud: resource,
    appid: server.ready.demo.clientId,
    tid: server.ready.tenantId,
    ver: "1.0",
  });
});

test("the tenant's domain serves as its name in the token address", async () => {
  const answer = await curl(
    server,
    "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/token",
    "-d",
    "grant_type=client_credentials",
    "-d",
    `client_id=${server.ready.demo.clientId}`,
    "--data-urlencode",
    `client_secret=${server.ready.demo.clientSecret}`,
    "-d",
    "resource=https://management.azure.com/",
  );
  expect(answer.status, answer.body).toBe(200);
});

test("the ARM query, a GET with a body, answers ten rows of AzureActivity", async () => {
  const arm = await token("https://management.azure.com/");
  const answer = await curl(
    server,
    "-X",
    "GET",
    `${WORKSPACE}/api/query`,
    "-H",
    `Authorization: Bearer ${arm}`,
    "-H",
    "Prefer: response-v1=true",
    "-d",
    '{\n    "query": "AzureActivity | limit 10"\n}',
  );
  const [primary] = expectTypedRows(answer).tables;
  expect(primary?.rows.length).toBe(10);
  expect(primary?.columns).toEqual(
    expect.arrayContaining([
      { name: "OperationName", type: "string" },
      { name: "Level", type: "string" },
      { name: "ActivityStatus", type: "string" },
    ]),
  );
});

test("a token for the logs service opens the workspace by its id", async () => {
  const logs = await token("https://api.loganalytics.io");
  expectCounts(
    await curl(
      server,
      `https://api.loganalytics.io/v1/workspaces/${server.ready.demo.workspaceId}/query`,
      "-H",
      `Authorization: Bearer ${logs}`,
      "-H",
      "Content-Type: application/json",
      "-d",
      COUNT_BY_CATEGORY,
    ),
  );
});

const JSON_BODY = ["-H", "Content-Type: application/json", "-d", COUNT_BY_CATEGORY] as const;

test.each([
  ["a header", [QUERY_BY_KEY, "-H", "X-Api-Key: DEMO_KEY"]],
  ["a query parameter", [`${QUERY_BY_KEY}?api_key=DEMO_KEY`]],
  ["the user name of Basic authentication", [QUERY_BY_KEY, "-u", "DEMO_KEY:"]],
  ["the user name, beside any password", [QUERY_BY_KEY, "-u", "DEMO_KEY:anything"]],
  ["the password of Basic authentication", [QUERY_BY_KEY, "-u", ":DEMO_KEY"]],
])("the demonstration key opens the demonstration workspace as %s", async (_, args) => {
  expectCounts(await curl(server, "-X", "POST", ...args, ...JSON_BODY));
});

test.each([
  ["a wrong key in the header", [QUERY_BY_KEY, "-H", "X-Api-Key: DEMO_KEY2"]],
  ["a wrong key in the parameter", [`${QUERY_BY_KEY}?api_key=nothing`]],
  ["a wrong key as the user name", [QUERY_BY_KEY, "-u", "nothing:"]],
  ["the key as a password beside a user name", [QUERY_BY_KEY, "-u", "somebody:DEMO_KEY"]],
  [
    "another workspace",
    [
      "https://api.loganalytics.io/v1/workspaces/ANOTHER_WORKSPACE/query",
      "-H",
      "X-Api-Key: DEMO_KEY",
    ],
  ],
])("%s is refused with 403", async (_, args) => {
  const answer = await curl(server, "-X", "POST", ...args, ...JSON_BODY);
  expect(answer.status, answer.body).toBe(403);
  expect(answer.json()).toMatchObject({
    error: { code: expect.any(String), message: expect.any(String) },
  });
});

test("a name that is not Microsoft's is refused by the gateway", async () => {
  await expect(curl(server, "https://example.com/")).rejects.toThrow(/curl ended with 56/);
});
