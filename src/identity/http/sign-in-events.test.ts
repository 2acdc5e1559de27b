import { afterAll, beforeAll, expect, test } from "vitest";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { CORRELATION_ID, GUID } from "../../../tests/support/login-fixture.ts";
import {
  AZURE_CLI,
  openUserFixture,
  PASSWORD,
  type UserFixture,
} from "../../../tests/support/user-fixture.ts";

let fixture: UserFixture;

beforeAll(async () => {
  fixture = await openUserFixture();
});

afterAll(() => fixture.close());

const AGENT = { "user-agent": "lab/1.0" };
const common = () => ({
  time: fixture.clock.now(),
  ipAddress: "127.0.0.1",
  userAgent: "lab/1.0",
  correlationId: CORRELATION_ID,
  requestId: expect.stringMatching(GUID),
  tenantId: TENANT_ID,
});
const arm = {
  resourceAppId: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  resourceName: expect.any(String),
};
const client = { appId: CLIENT_ID, appName: "demo-client", clientCredentialKind: "clientSecret" };
const user = () => ({
  userObjectId: fixture.user.objectId,
  userName: fixture.user.userPrincipalName,
  appId: AZURE_CLI,
  appName: "Microsoft Azure CLI",
  clientCredentialKind: "none",
});

test("an application's token is recorded with who asked, for what and from where", async () => {
  const answer = await fixture.ask("v2", { headers: AGENT });
  expect(fixture.signIns.at(-1)).toEqual({
    ...common(),
    ...client,
    ...arm,
    flow: "client_credentials",
    result: "success",
    errorNumber: 0,
    requestId: answer.headers["x-ms-request-id"],
  });
});

test("a refusal is recorded with its number and the ids that its answer has", async () => {
  const fields = { client_secret: "wrong" };
  const headers = { ...AGENT, "client-request-id": "none" };
  const answer = await fixture.ask("v2", { fields, headers });
  expect(fixture.signIns.at(-1)).toEqual({
    ...common(),
    ...client,
    flow: "client_credentials",
    result: "failure",
    errorNumber: 7000215,
    correlationId: answer.json().correlation_id,
    requestId: answer.json().trace_id,
  });
});

test("a user's sign-in names the user, also when the password is wrong", async () => {
  await fixture.signIn("v2", { headers: AGENT });
  const success = { flow: "password", result: "success", errorNumber: 0 };
  expect(fixture.signIns.at(-1)).toEqual({ ...common(), ...user(), ...arm, ...success });
  await fixture.signIn("v2", { fields: { password: "wrong" }, headers: AGENT });
  const failure = { flow: "password", result: "failure", errorNumber: 50126 };
  expect(fixture.signIns.at(-1)).toEqual({ ...common(), ...user(), ...failure });
});

test("a name that is no user's is not recorded: it may be a password in the wrong place", async () => {
  await fixture.signIn("v2", { fields: { username: PASSWORD }, headers: AGENT });
  expect(fixture.signIns.at(-1)).toEqual({
    ...common(),
    appId: AZURE_CLI,
    appName: "Microsoft Azure CLI",
    clientCredentialKind: "none",
    flow: "password",
    result: "failure",
    errorNumber: 50034,
  });
});

test("a refresh is recorded as the user's", async () => {
  const { refresh_token } = (await fixture.signIn("v2")).json();
  await fixture.renew("v2", { fields: { refresh_token }, headers: AGENT });
  const success = { flow: "refresh_token", result: "success", errorNumber: 0 };
  expect(fixture.signIns.at(-1)).toEqual({ ...common(), ...user(), ...arm, ...success });
});

test("a missing consent interrupts a sign-in, it does not fail it", async () => {
  const scope = "api://lab/Read openid";
  await fixture.signIn("v2", { fields: { client_id: AZURE_CLI, scope }, headers: AGENT });
  expect(fixture.signIns.at(-1)).toMatchObject({ result: "interrupted", errorNumber: 65001 });
});

test("a grant that is not served is recorded under no name, since it may be anything", async () => {
  await fixture.ask("v2", { fields: { grant_type: "hunter2" }, headers: AGENT });
  const { tenantId: _tenant, ...rest } = common();
  expect(fixture.signIns.at(-1)).toEqual({
    ...rest,
    appId: CLIENT_ID,
    flow: "unknown",
    result: "failure",
    errorNumber: 70003,
  });
});

test("no secret, password or token is in any record, however the attempt ends", async () => {
  const { refresh_token, access_token } = (await fixture.signIn("v2")).json();
  await fixture.ask("v1");
  await fixture.ask("v2", { fields: { client_id: fixture.secret } });
  await fixture.ask("v2", { fields: { scope: fixture.secret } });
  await fixture.ask("v2", { tenant: fixture.secret });
  await fixture.ask("v2", {
    fields: {
      client_secret: undefined,
      client_assertion: access_token,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    },
  });
  await fixture.renew("v2", { fields: { refresh_token, client_id: CLIENT_ID } });
  const text = JSON.stringify(fixture.signIns);
  expect(fixture.signIns.length).toBeGreaterThan(10);
  for (const secret of [fixture.secret, PASSWORD, PASSWORD.trim(), refresh_token, access_token]) {
    expect(text.includes(secret)).toBe(false);
  }
});
