import type { FastifyInstance } from "fastify";
import { beforeEach, expect, test } from "vitest";
import { denialLog } from "../../../tests/support/denial-log.ts";
import type { Resource } from "../../arm/index.ts";
import { Failure, systemIds } from "../../base/index.ts";
import { type Authenticator, createLogger } from "../../http/index.ts";
import { createApiKeys } from "../api-keys.ts";
import type { WorkspaceQuery } from "../monitor.ts";
import { createLogsSurface } from "./logs-surface.ts";

const ID = "5f6a1c7e-2b3d-4e4f-8a90-b1c2d3e4f506";
const UNKNOWN = "00000000-2b3d-4e4f-8a90-b1c2d3e4f506";
const AUDIENCES: ReadonlySet<string> = new Set(["https://api.loganalytics.io"]);

const workspace: Resource = {
  id: "/subscriptions/s/resourceGroups/demo/providers/Microsoft.OperationalInsights/workspaces/w",
  name: "w",
  type: "Microsoft.OperationalInsights/workspaces",
  location: "westeurope",
  tags: {},
  etag: "1",
  alias: ID,
  envelope: {},
  properties: { publicNetworkAccessForQuery: "Enabled" },
};

/** Takes `Bearer reader` and `Bearer nobody`; every other token has a wrong signature. */
const authenticator: Authenticator = {
  async authenticate(authorization, audiences) {
    if (authorization === undefined) throw new Failure("http/token-missing", "");
    const name = /^Bearer (reader|nobody)$/.exec(authorization)?.[1];
    if (name === undefined || audiences !== AUDIENCES) {
      throw new Failure("http/token-signature", "");
    }
    return {
      kind: "user",
      tenantId: "t",
      objectId: name,
      appId: "a",
      name,
      audience: "https://api.loganalytics.io",
      scopes: [],
      roles: [],
      groupIds: ["group"],
    };
  },
};

let asked: WorkspaceQuery[] = [];
let checked: unknown[] = [];
let found: Resource | undefined;
let surface: FastifyInstance;

beforeEach(() => {
  asked = [];
  checked = [];
  found = workspace;
  surface = createLogsSurface({
    monitor: {
      findWorkspace: async (id) => (id.toLowerCase() === ID ? found : undefined),
      async runQuery(query) {
        asked.push(query);
        if (query.text === "defect") throw new Error("secret");
        return {
          columns: [{ name: "n", type: "long" }],
          rows: [[9223372036854775807n]],
          truncatedBy: undefined,
          visualization: { kind: "table", properties: {} },
          elapsedMs: 2,
        };
      },
    },
    authenticator,
    audiences: () => AUDIENCES,
    access: {
      async evaluate(request) {
        checked.push(request);
        const allowed = request.principalIds.includes("reader");
        return { allowed, grantedBy: [], pending: [], conditional: [] };
      },
      explainDenial: async ({ objectId }, { armScope }) => ({
        armScope,
        tell: () => ({ facts: { objectId }, words: [] }),
      }),
    },
    apiKeys: createApiKeys([{ workspaceName: "DEMO_WORKSPACE", key: "DEMO_KEY", workspaceId: ID }]),
    denials: denialLog({ now: () => 0 }),
    log: createLogger({ level: "silent" }),
    ids: systemIds,
  });
});

const BODY =
  '{"tables":[{"name":"PrimaryResult","columns":[{"name":"n","type":"long"}],"rows":[[9223372036854775807]]}]}';

interface Sent {
  readonly method?: "GET" | "POST" | "PUT";
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly payload?: string;
}

/** An empty header is left out. */
const headersOf = (changes: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({
      authorization: "Bearer reader",
      "content-type": "application/json",
      ...changes,
    }).filter(([, value]) => value !== ""),
  );

const send = async ({ headers, ...sent }: Sent) => {
  const answer = await surface.inject({
    method: "POST",
    url: `/v1/workspaces/${ID}/query`,
    payload: '{"query":"T"}',
    ...sent,
    headers: headersOf(headers),
  });
  const correlationId = answer.headers["x-ms-request-id"];
  return {
    status: answer.statusCode,
    body: answer.body.replace(String(correlationId), "ID"),
    type: answer.headers["content-type"],
  };
};

const refusal = async (sent: Sent) => {
  const { status, body } = await send(sent);
  return { status, ...JSON.parse(body) };
};

test("a reader's POST is answered with the rows", async () => {
  expect(await send({})).toEqual({
    status: 200,
    body: BODY,
    type: "application/json; charset=utf-8",
  });
  expect(asked[0]).toMatchObject({ workspace, text: "T", timespans: [], timeoutMs: 180_000 });
  expect(checked).toEqual([
    {
      principalIds: ["reader", "group"],
      action: "Microsoft.OperationalInsights/workspaces/query/read",
      armScope: workspace.id,
    },
  ]);
});

test.each([
  `/workspaces/${ID}/query`,
  `/v1//workspaces/${ID}/query`,
  `/V1/Workspaces/${ID.toUpperCase()}/Query`,
  "/v1/workspaces/DEMO_WORKSPACE/query",
])("the path %s is the same query", async (url) => {
  expect(await send({ url })).toMatchObject({ status: 200, body: BODY });
});

test("a GET takes query and timespan from the URL", async () => {
  const url = `/v1/workspaces/${ID}/query?query=T%20%7C%20count&timespan=PT1H`;
  const answer = await surface.inject({ url, headers: { authorization: "Bearer reader" } });
  expect([answer.statusCode, answer.body]).toEqual([200, BODY]);
  expect(asked[0]).toMatchObject({ text: "T | count", timespans: ["PT1H"] });
});

test("preferences add to the answer", async () => {
  const { body } = await send({
    headers: { prefer: "wait=42,include-statistics=true,include-render=true" },
  });
  expect(asked[0]?.timeoutMs).toBe(42_000);
  expect(Object.keys(JSON.parse(body))).toEqual(["tables", "render", "statistics"]);
});

test.each([
  ["no content type", { "content-type": "" }, '{"query":"T"}'],
  ["another content type", { "content-type": "text/plain" }, '{"query":"T"}'],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, '{"query":"T"}'],
  ["no body", {}, ""],
])("a POST with %s has an empty answer", async (_name, headers, payload) => {
  expect(await send({ headers, payload })).toMatchObject({ status: 200, body: "" });
  expect(asked).toEqual([]);
});

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
const keyed = (headers: Record<string, string>, url = "") =>
  surface.inject({
    method: "POST",
    url: `/v1/workspaces/DEMO_WORKSPACE/query${url}`,
    headers: { "content-type": "application/json", ...headers },
    payload: '{"query":"T"}',
  });

test.each([
  [{ "x-api-key": "DEMO_KEY" }, ""],
  [{}, "?api_key=DEMO_KEY"],
  [{ authorization: basic("DEMO_KEY:") }, ""],
  [{ authorization: basic("DEMO_KEY:other") }, ""],
  [{ authorization: basic(":DEMO_KEY") }, ""],
])("the key in %j%s opens the demonstration workspace", async (headers, url) => {
  const answer = await keyed(headers as Record<string, string>, url);
  expect([answer.statusCode, answer.body]).toEqual([200, BODY]);
});

const NO_ACCESS = {
  message: "The provided credentials have insufficient access to perform the requested operation",
  code: "InsufficientAccessError",
};

test.each([
  [{ "x-api-key": "demo_key" }, ""],
  [{ "x-api-key": "" }, ""],
  [{}, "?api_key=WRONG"],
  [{ "x-api-key": "WRONG" }, "?api_key=DEMO_KEY"],
  [{ "x-api-key": "DEMO_KEY" }, "?api_key=WRONG"],
  [{ authorization: basic("user:DEMO_KEY") }, ""],
])("the key in %j%s opens nothing", async (headers, url) => {
  const answer = await keyed(headers as Record<string, string>, url);
  expect([answer.statusCode, answer.json()]).toEqual([403, { error: NO_ACCESS }]);
});

test("a right key opens no other workspace", async () => {
  const answer = await surface.inject({
    method: "POST",
    url: `/v1/workspaces/${ID}/query`,
    headers: { "x-api-key": "DEMO_KEY", "content-type": "application/json" },
    payload: '{"query":"T"}',
  });
  expect([answer.statusCode, answer.json()]).toEqual([403, { error: NO_ACCESS }]);
});

test("a workspace that refuses local authentication takes no key", async () => {
  found = { ...workspace, properties: { features: { disableLocalAuth: true } } };
  expect((await keyed({ "x-api-key": "DEMO_KEY" })).statusCode).toBe(403);
});

test("without credentials the answer is 401", async () => {
  expect((await keyed({})).json()).toEqual({
    error: {
      code: "AuthenticationFailed",
      message: "Authentication failed. The 'Authorization' header is missing.",
    },
  });
  expect((await keyed({})).statusCode).toBe(401);
});

test("a token that was not signed for this service is refused with 403", async () => {
  expect(await refusal({ headers: { authorization: "Bearer forged" } })).toEqual({
    status: 403,
    error: {
      message: "The provided authentication is not valid for this resource",
      code: "InvalidTokenError",
      innererror: {
        code: "SignatureVerificationFailed",
        message: "Could not validate the request",
      },
    },
  });
});

test("an unknown workspace and one without a role on it are refused alike", async () => {
  const expected = (id: string) => ({
    status: 403,
    error: {
      ...NO_ACCESS,
      innererror: {
        code: "UnauthorizedClient",
        message: `The service principal does not have sufficient permissions to access this resource: ${id}`,
      },
    },
  });
  const headers = { authorization: "Bearer nobody" };
  expect(await refusal({ headers })).toEqual(expected(ID));
  for (const id of [UNKNOWN, "not-a-guid"]) {
    const url = `/v1/workspaces/${id}/query`;
    expect(await refusal({ headers, url })).toEqual(expected(id));
    expect(await refusal({ url })).toEqual(expected(id));
  }
  expect(asked).toEqual([]);
});

test("credentials are checked before the body is read", async () => {
  const sent = { payload: "{", headers: { authorization: "Bearer nobody" } };
  expect(await refusal(sent)).toMatchObject({ status: 403 });
});

test("a body that is not JSON is refused", async () => {
  expect(await refusal({ payload: '{"query":' })).toEqual({
    status: 400,
    error: {
      message: "The request had some invalid properties",
      code: "BadArgumentError",
      correlationId: "ID",
      innererror: {
        code: "QueryValidationError",
        message: "Failed parsing the query",
        details: [
          { code: "InvalidJsonBody", message: "The request body is not valid JSON", target: null },
        ],
      },
    },
  });
});

const notSupported = (feature: string) => ({
  status: 400,
  error: {
    message: "The request had some invalid properties",
    code: "BadArgumentError",
    correlationId: "ID",
    innererror: { code: "NotSupportedError", message: `Lazurite does not support ${feature}.` },
  },
});

test("what is not served yet is refused by its name", async () => {
  expect(await refusal({ payload: '{"query":"T","workspaces":["x"]}' })).toEqual(
    notSupported("a query over several workspaces (workspaces)"),
  );
  expect(await refusal({ url: "/v1/$batch" })).toEqual(notSupported("batches of queries ($batch)"));
  expect(
    await refusal({ method: "GET", url: `/v1/workspaces/${ID}/metadata`, payload: "" }),
  ).toEqual(notSupported("the metadata of a workspace"));
  expect(await refusal({ url: "/v1//subscriptions/s/resourceGroups/g/query" })).toEqual(
    notSupported("queries over an Azure resource"),
  );
});

test("an unknown path is 404, an unknown method 405", async () => {
  expect(await refusal({ url: "/v1/elsewhere" })).toEqual({
    status: 404,
    error: { message: "The requested path does not exist", code: "PathNotFoundError" },
  });
  expect(await refusal({ method: "PUT" })).toMatchObject({
    status: 405,
    error: { code: "MethodNotAllowedError" },
  });
});

test("a defect is answered without its detail", async () => {
  expect(await refusal({ payload: '{"query":"defect"}' })).toEqual({
    status: 500,
    error: {
      message: "An internal error has occurred",
      code: "InternalServerError",
      correlationId: "ID",
    },
  });
});
