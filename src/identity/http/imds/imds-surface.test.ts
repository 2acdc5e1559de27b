import type { FastifyInstance } from "fastify";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type IdentityFixture,
  LOGIN,
  openIdentityFixture,
  TENANT_ID,
} from "../../../../tests/support/identity-fixture.ts";
import { createLogger } from "../../../http/index.ts";
import { createImdsSurface, type Machine } from "../index.ts";

const GROUP = "/subscriptions/66666666-2222-4333-8444-555555555555/resourceGroups/demo";
const MACHINE = `${GROUP}/providers/Microsoft.Compute/virtualMachines/one`;
const USER_ASSIGNED = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/two`;
const DETACHED = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/three`;
const SYSTEM = {
  appId: "aaaaaaaa-1111-4333-8444-555555555555",
  objectId: "aaaaaaaa-2222-4333-8444-555555555555",
};
const USER = {
  appId: "bbbbbbbb-1111-4333-8444-555555555555",
  objectId: "bbbbbbbb-2222-4333-8444-555555555555",
};
const HEADER = "the-identity-header";
const ARM = "https://management.azure.com/";
const VM = "/metadata/identity/oauth2/token";
const GOOD_VM = `${VM}?api-version=2018-02-01&resource=${encodeURIComponent(ARM)}`;
const GOOD_APP = `/msi/token?api-version=2019-08-01&resource=${encodeURIComponent(ARM)}`;
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5) / 1_000;
const DAY = 86_400;

const machine: Machine = {
  resourceId: MACHINE,
  identityHeader: HEADER,
  attaches: ({ resourceId }) => resourceId !== DETACHED,
};

let fixture: IdentityFixture;
let surface: FastifyInstance;
let bare: FastifyInstance;

beforeAll(async () => {
  fixture = await openIdentityFixture();
  const { identity, clock, ids } = fixture;
  const tenantId = TENANT_ID;
  for (const draft of [
    { assignment: "system" as const, displayName: "one", resourceId: MACHINE, ...SYSTEM },
    { assignment: "user" as const, displayName: "two", resourceId: USER_ASSIGNED, ...USER },
    { assignment: "user" as const, displayName: "three", resourceId: DETACHED },
  ]) {
    await identity.createManagedIdentity({ tenantId, ...draft });
  }
  const log = createLogger({ level: "silent" });
  surface = createImdsSurface({ identity, machine, log, clock, ids });
  const nothing = { resourceId: undefined, identityHeader: undefined, attaches: () => false };
  bare = createImdsSurface({ identity, machine: nothing, log, clock, ids });
});

afterAll(async () => {
  await surface.close();
  await bare.close();
  await fixture.close();
});

interface Call {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: "GET" | "POST" | "PUT";
  readonly payload?: string;
  readonly peer?: string;
}

async function ask({ url, peer = "127.0.0.1", headers = {}, ...rest }: Call, host = surface) {
  const response = await host.inject({
    url,
    remoteAddress: peer,
    headers: { host: "127.0.0.1:8450", ...headers },
    ...rest,
  });
  return { status: response.statusCode, body: response.json() as { access_token?: string } };
}

const vm = (url: string, headers: Call["headers"] = {}) =>
  ask({ url, headers: { metadata: "true", ...headers } });
const app = (url: string) => ask({ url, headers: { "x-identity-header": HEADER } });
const old = (url: string) => ask({ url, headers: { secret: HEADER } });

const text = expect.any(String);
const vmBody = (clientId: string) => ({
  access_token: text,
  client_id: clientId,
  expires_in: "86399",
  expires_on: String(NOW + DAY),
  ext_expires_in: "86399",
  not_before: String(NOW - 300),
  resource: ARM,
  token_type: "Bearer",
});
const refused = (error_description: string, error = "invalid_request", status = 400) => ({
  status,
  body: { error, error_description },
});
const refusedByApp = (message: string, statusCode = 400) => ({
  status: statusCode,
  body: { statusCode, message, correlationId: text },
});

test("the metadata service gives the machine's own identity a token for a day", async () => {
  const { status, body } = await vm(GOOD_VM);
  expect({ status, body }).toEqual({ status: 200, body: vmBody(SYSTEM.appId) });
  expect(decodeJwt(body.access_token ?? "")).toEqual({
    aud: ARM,
    iss: `${LOGIN}/${TENANT_ID}/`,
    iat: NOW - 300,
    nbf: NOW - 300,
    exp: NOW + DAY,
    aio: text,
    appid: SYSTEM.appId,
    appidacr: "2",
    idp: `${LOGIN}/${TENANT_ID}/`,
    idtyp: "app",
    oid: SYSTEM.objectId,
    rh: text,
    sub: SYSTEM.objectId,
    tid: TENANT_ID,
    uti: text,
    ver: "1.0",
    xms_mirid: MACHINE,
  });
  const principal = await fixture.identity.authenticator.authenticate(
    `Bearer ${body.access_token}`,
    new Set([ARM]),
  );
  expect(principal).toMatchObject({ objectId: SYSTEM.objectId, appId: SYSTEM.appId });
});

test("a final slash, another case and a later version change nothing", async () => {
  for (const url of [
    GOOD_VM.replace("token?", "token/?"),
    GOOD_VM.replace("/metadata/identity", "/Metadata/Identity"),
    GOOD_VM.replace("2018-02-01", "2023-11-15"),
  ]) {
    expect(await vm(url)).toEqual({ status: 200, body: vmBody(SYSTEM.appId) });
  }
});

test.each([
  ["client_id", USER.appId],
  ["object_id", USER.objectId.toUpperCase()],
  ["msi_res_id", USER_ASSIGNED],
  ["mi_res_id", USER_ASSIGNED.toUpperCase()],
])("%s selects a user-assigned identity", async (name, value) => {
  const { status, body } = await vm(`${GOOD_VM}&${name}=${encodeURIComponent(value)}`);
  expect({ status, body }).toEqual({ status: 200, body: vmBody(USER.appId) });
  expect(decodeJwt(body.access_token ?? "")).toMatchObject({
    oid: USER.objectId,
    xms_mirid: USER_ASSIGNED,
  });
});

test.each([
  ["an unknown client id", "client_id=cccccccc-1111-4333-8444-555555555555"],
  ["an application that is no managed identity", "client_id=22222222-2222-4333-8444-555555555555"],
  ["an empty client id", "client_id="],
  ["a client id that is no GUID", "client_id=two"],
  ["an unknown object id", `object_id=${USER.appId}`],
  ["an identity that is not attached", `msi_res_id=${DETACHED}`],
  ["the machine, which is no identity of its own", `msi_res_id=${MACHINE}`],
])("%s is not found, with a status that is not asked again", async (_, parameter) => {
  expect(await vm(`${GOOD_VM}&${parameter}`)).toEqual(refused("Identity not found"));
});

test("a machine without identities has none to give, by either form", async () => {
  const headers = { metadata: "true", "x-identity-header": HEADER };
  expect(await ask({ url: GOOD_VM, headers }, bare)).toEqual(refused("Identity not found"));
  const byId = `${GOOD_VM}&client_id=${USER.appId}`;
  expect(await ask({ url: byId, headers }, bare)).toEqual(refused("Identity not found"));
  expect(await ask({ url: GOOD_APP, headers }, bare)).toMatchObject({ status: 401 });
});

test("the Metadata header must say true, in lower case", async () => {
  const words = "Required metadata header not specified: send 'Metadata: true'.";
  for (const headers of [{}, { metadata: "True" }, { metadata: "1" }]) {
    expect(await ask({ url: GOOD_VM, headers })).toEqual(refused(words, "bad_request_102"));
  }
});

test("a request that was forwarded is refused", async () => {
  const words = "A request with the header X-Forwarded-For is refused: ask without a proxy.";
  expect(await vm(GOOD_VM, { "x-forwarded-for": "10.0.0.1" })).toEqual(refused(words));
  expect(await vm(GOOD_VM, { "x-forwarded-for": "" })).toEqual(refused(words));
});

test("another machine is refused in every form", async () => {
  const words = "The metadata service answers this machine only.";
  const headers = { metadata: "true", "x-identity-header": HEADER };
  for (const peer of ["10.0.0.7", "::ffff:10.0.0.7", "fe80::1"]) {
    expect(await ask({ url: GOOD_VM, headers, peer })).toEqual(
      refused(words, "access_denied", 403),
    );
    expect(await ask({ url: GOOD_APP, headers, peer })).toEqual(refusedByApp(words, 403));
    expect(await ask({ url: "/msi/token", method: "POST", headers, peer })).toEqual(
      refused(words, "access_denied", 403),
    );
  }
  expect(await ask({ url: GOOD_VM, headers, peer: "::ffff:127.0.0.1" })).toMatchObject({
    status: 200,
  });
});

test("a host that is a name is refused, since a web page can point one here", async () => {
  const words = "The metadata service answers to an IP address or localhost only, not to 'a.test'.";
  expect(await vm(GOOD_VM, { host: "a.test" })).toEqual(refused(words, "access_denied", 403));
  for (const host of ["localhost:1", "169.254.169.254", "[::1]:8450"]) {
    expect(await vm(GOOD_VM, { host })).toMatchObject({ status: 200 });
  }
});

test.each([
  ["no resource", `${VM}?api-version=2018-02-01`, "Required query variable 'resource' is missing."],
  ["no version", `${VM}?resource=${ARM}`, "Required query variable 'api-version' is missing."],
  [
    "a resource twice",
    `${GOOD_VM}&resource=b`,
    "The parameter 'resource' must not be sent more than once.",
  ],
  [
    "an unknown parameter",
    `${GOOD_VM}&format=text`,
    "The parameter 'format' is not supported here.",
  ],
  [
    "two selectors",
    `${GOOD_VM}&client_id=${USER.appId}&object_id=${USER.objectId}`,
    "The parameters client_id and object_id each name an identity: send one of them.",
  ],
])("%s is refused by name", async (_, url, words) => {
  expect(await vm(url)).toEqual(refused(words));
});

test("a version from before tokens were given is refused", async () => {
  const { status, body } = await vm(GOOD_VM.replace("2018-02-01", "2017-08-01"));
  expect({ status, body }).toEqual(refused(text));
  expect(body).toMatchObject({
    error_description: expect.stringMatching(/^The api-version '2017-08-01' is not supported/),
  });
});

test("an unknown resource is refused as the tokens' own service words it", async () => {
  expect(await vm(`${VM}?api-version=2018-02-01&resource=https://nowhere`)).toEqual(
    refused(
      `AADSTS500011: There is no service principal for the resource 'https://nowhere' in the tenant '${TENANT_ID}'.`,
      "invalid_resource",
    ),
  );
});

test("other metadata is refused by its path", async () => {
  expect(await vm("/metadata/instance?api-version=2021-02-01")).toEqual(
    refused(
      "Lazurite's metadata service does not serve /metadata/instance: it gives tokens at /metadata/identity/oauth2/token only.",
      "not_found",
      404,
    ),
  );
});

test("App Service's form answers with what its clients read", async () => {
  const body = {
    access_token: text,
    expires_on: String(NOW + DAY),
    resource: ARM,
    token_type: "Bearer",
    client_id: SYSTEM.appId,
  };
  expect(await app(GOOD_APP)).toEqual({ status: 200, body });
  expect(await app(GOOD_APP.replace("/msi/token?", "/MSI/token/?"))).toEqual({ status: 200, body });
  for (const selector of [
    `client_id=${USER.appId}`,
    `object_id=${USER.objectId}`,
    `principal_id=${USER.objectId}`,
    `mi_res_id=${USER_ASSIGNED}`,
  ]) {
    const answer = await app(`${GOOD_APP}&${selector}`);
    expect(answer).toEqual({ status: 200, body: { ...body, client_id: USER.appId } });
  }
  expect(await app(`${GOOD_APP}&msi_res_id=${USER_ASSIGNED}`)).toEqual(
    refusedByApp("The parameter 'msi_res_id' is not supported here."),
  );
  expect(await app(`${GOOD_APP}&client_id=${CLIENT_OF_NOBODY}`)).toEqual(
    refusedByApp("Identity not found"),
  );
});

const CLIENT_OF_NOBODY = "cccccccc-1111-4333-8444-555555555555";

test("App Service's older version takes its secret, and tells the time in words", async () => {
  const url = GOOD_APP.replace("2019-08-01", "2017-09-01");
  const body = {
    access_token: text,
    expires_on: "01/03/2026 03:04:05 +00:00",
    resource: ARM,
    token_type: "Bearer",
  };
  expect(await old(url.replace("token?", "token/?"))).toEqual({ status: 200, body });
  const { body: byId } = await old(`${url}&clientid=${USER.appId}`);
  expect(decodeJwt(byId.access_token ?? "")).toMatchObject({ appid: USER.appId });
  expect(await old(`${url}&client_id=${USER.appId}`)).toEqual(
    refusedByApp("The parameter 'client_id' is not supported here."),
  );
});

test("a wrong or missing identity header is refused, and each version has its own", async () => {
  const words = (header: string) =>
    `The header '${header}' is missing, or does not have the value of IDENTITY_HEADER.`;
  const byOldHeader = { secret: HEADER };
  for (const headers of [
    {},
    { "x-identity-header": "wrong" },
    { "x-identity-header": "" },
    byOldHeader,
  ]) {
    expect(await ask({ url: GOOD_APP, headers })).toEqual(
      refusedByApp(words("x-identity-header"), 401),
    );
  }
  expect(await app(GOOD_APP.replace("2019-08-01", "2017-09-01"))).toEqual(
    refusedByApp(words("secret"), 401),
  );
});

test("a posted form needs the Metadata header and gets the machine's answer", async () => {
  const post = (payload: string, headers: Call["headers"] = { metadata: "true" }) =>
    ask({
      url: "/msi/token",
      method: "POST",
      payload,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  const form = `resource=${encodeURIComponent(ARM)}`;
  expect(await post(form)).toEqual({ status: 200, body: vmBody(SYSTEM.appId) });
  const byId = await post(`${form}&client_id=${USER.appId}`);
  expect(byId).toEqual({ status: 200, body: vmBody(USER.appId) });
  expect(await post(form, {})).toMatchObject({ status: 400, body: { error: "bad_request_102" } });
  expect(await post("")).toEqual(refused("Required query variable 'resource' is missing."));
});

test("a disabled identity gets no token", async () => {
  const change = { tenantId: TENANT_ID, objectId: USER.objectId };
  await fixture.identity.setServicePrincipalEnabled({ ...change, isEnabled: false });
  expect(await vm(`${GOOD_VM}&client_id=${USER.appId}`)).toEqual(
    refused(
      `AADSTS7000112: The application '${USER.appId}' (two) is disabled.`,
      "unauthorized_client",
    ),
  );
  await fixture.identity.setServicePrincipalEnabled({ ...change, isEnabled: true });
});

test("a token for an identity is recorded as its sign-in, a wrong request is nobody's", async () => {
  const before = fixture.signIns.length;
  const headers = { host: "127.0.0.1:8450", metadata: "true" };
  await surface.inject({ url: `${VM}?api-version=2018-02-01`, headers });
  expect(fixture.signIns.length).toBe(before);
  for (const [resource, result, errorNumber] of [
    ["https://management.azure.com/", "success", 0],
    ["api://unknown", "failure", 500011],
  ] as const) {
    const query = new URLSearchParams({ "api-version": "2018-02-01", resource });
    await surface.inject({ url: `${VM}?${query}`, headers });
    expect(fixture.signIns.at(-1)).toMatchObject({
      tenantId: TENANT_ID,
      appId: SYSTEM.appId,
      appName: "one",
      clientCredentialKind: "managedIdentity",
      flow: "managed_identity",
      result,
      errorNumber,
    });
  }
});
