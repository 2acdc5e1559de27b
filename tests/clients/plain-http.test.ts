/**
 * The requests of libraries that are no longer published, as plain HTTP: ADAL's calls of the v1.0
 * endpoint. An API checks what they got with jose and the keys of the token's own issuer.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Caller, callerOf } from "../support/call.ts";
import { type ClientLab, lab as names, openClientLab } from "../support/client-lab.ts";
import { runProgram } from "../support/get-tokens.ts";
import { claimsOf } from "../support/tokens.ts";

const MICROSOFT = "https://login.microsoftonline.com";
const METRICS = "https://monitoring.azure.com";
const ARM = "https://management.azure.com/";
const SECONDS = expect.stringMatching(/^\d+$/);

let lab: ClientLab;
let caller: Caller;

beforeAll(async () => {
  lab = await openClientLab();
  caller = callerOf(lab.server);
});

afterAll(async () => {
  await caller?.close();
  await lab?.close();
});

type Fields = Readonly<Record<string, string>>;

/** A token request with the headers that ADAL sends. */
async function post(fields: Fields, tenant = lab.ready.tenantId): Promise<Answer> {
  return await caller.gateway(`${MICROSOFT}/${tenant}/oauth2/token`, {
    method: "POST",
    headers: {
      accept: "application/json",
      "x-client-sku": "PCL.CoreCLR",
      "x-client-ver": "5.3.0.0",
      "client-request-id": randomUUID(),
      "return-client-request-id": "true",
    },
    body: new URLSearchParams(fields),
  });
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
}

const tokensOf = ({ status, text, json }: Answer): Tokens => {
  expect(status, text).toBe(200);
  return json as Tokens;
};

describe("ADAL's AcquireTokenAsync with a client credential", () => {
  test("asks whether the authority is known, then gets a token by resource", async () => {
    const { tenantId, demo } = lab.ready;
    const authority = encodeURIComponent(`${MICROSOFT}/${tenantId}/oauth2/authorize`);
    const known = await caller.gateway(
      `${MICROSOFT}/common/discovery/instance?api-version=1.1&authorization_endpoint=${authority}`,
    );
    expect(known.json).toMatchObject({
      metadata: expect.arrayContaining([
        expect.objectContaining({ preferred_network: "login.microsoftonline.com" }),
      ]),
    });
    const answer = await post({
      resource: METRICS,
      client_id: demo.clientId,
      client_secret: demo.clientSecret,
      grant_type: "client_credentials",
    });
    expect(tokensOf(answer)).toEqual({
      token_type: "Bearer",
      expires_in: SECONDS,
      ext_expires_in: SECONDS,
      expires_on: SECONDS,
      not_before: SECONDS,
      resource: METRICS,
      access_token: expect.any(String),
    });
    expect(claimsOf(tokensOf(answer).access_token)).toMatchObject({ aud: METRICS, ver: "1.0" });
  });
});

describe("ADAL's AcquireTokenAsync with a user's password", () => {
  const userFields = (): Fields => ({
    resource: ARM,
    client_id: names.native.appId,
    grant_type: "password",
    username: lab.ready.demo.user,
    password: lab.ready.demo.password,
    scope: "openid",
  });

  test("finds the user's realm, signs in, and renews for another resource", async () => {
    const { demo, tenantId } = lab.ready;
    const realm = await caller.gateway(
      `${MICROSOFT}/common/UserRealm/${encodeURIComponent(demo.user)}?api-version=1.0`,
    );
    expect(realm.json).toMatchObject({ account_type: "Managed", ver: "1.0" });
    const answer = await post(userFields(), "common");
    const { access_token, refresh_token, id_token } = tokensOf(answer);
    expect(answer.json).toMatchObject({ resource: ARM, expires_on: SECONDS, not_before: SECONDS });
    expect(claimsOf(access_token)).toMatchObject({ aud: ARM, upn: demo.user, ver: "1.0" });
    expect(claimsOf(id_token)).toMatchObject({
      aud: names.native.appId,
      upn: demo.user,
      ver: "1.0",
    });
    const renewal = { grant_type: "refresh_token", refresh_token, client_id: names.native.appId };
    const renewed = tokensOf(await post({ ...renewal, resource: names.api.uri }, tenantId));
    // The API takes tokens of version 2.0 only, whichever endpoint gave them.
    expect(claimsOf(renewed.access_token)).toMatchObject({ aud: names.api.appId, ver: "2.0" });
    expect(renewed.refresh_token).toEqual(expect.any(String));
  });

  test("is refused for a wrong password, in the words of the endpoint", async () => {
    const answer = await post({ ...userFields(), password: "wrong" });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: "invalid_grant", error_codes: [50126] });
  });
});

describe("jose verifies a token with the keys of its issuer", () => {
  const verify = (audience: string, issuer: string, tokens: readonly string[]) =>
    runProgram<readonly { readonly payload: { readonly azp?: string } }[]>(
      "verify-tokens.ts",
      { issuer, audience, tokens },
      { ...process.env, NODE_EXTRA_CA_CERTS: lab.ready.ca },
    );

  async function tokenOf(version: "v1" | "v2", uri: string): Promise<string> {
    const { login, tenantId, demo } = lab.ready;
    const path = version === "v1" ? "oauth2/token" : "oauth2/v2.0/token";
    const target: Fields = version === "v1" ? { resource: uri } : { scope: `${uri}/.default` };
    const answer = await caller.direct(`${login}/${tenantId}/${path}`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: demo.clientId,
        client_secret: demo.clientSecret,
        ...target,
      }),
    });
    return tokensOf(answer).access_token;
  }

  test("of version 1.0 and of version 2.0, whichever endpoint gave it", async () => {
    const { login, tenantId, demo } = lab.ready;
    const { api, oldApi } = names;
    const tokens = [await tokenOf("v1", api.uri), await tokenOf("v2", api.uri)];
    const current = await verify(api.appId, `${login}/${tenantId}/v2.0`, tokens);
    const claims = { ver: "2.0", azp: demo.clientId, tid: tenantId };
    expect(current.map(({ payload }) => payload)).toEqual([
      expect.objectContaining(claims),
      expect.objectContaining(claims),
    ]);
    const old = [await tokenOf("v1", oldApi.uri), await tokenOf("v2", oldApi.uri)];
    const verified = await verify(oldApi.uri, `${login}/${tenantId}/`, old);
    expect(verified.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ ver: "1.0", appid: demo.clientId }),
      expect.objectContaining({ ver: "1.0", appid: demo.clientId }),
    ]);
  });

  test("and refuses one whose claims were changed, or that is meant for another", async () => {
    const { login, tenantId } = lab.ready;
    const issuer = `${login}/${tenantId}/v2.0`;
    const token = await tokenOf("v2", names.api.uri);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as object;
    const other = JSON.stringify({ ...claims, oid: names.identity.objectId });
    const forged = `${header}.${Buffer.from(other).toString("base64url")}.${signature}`;
    await expect(verify(names.api.appId, issuer, [forged])).rejects.toThrow(
      /signature verification failed/,
    );
    await expect(verify(names.oldApi.uri, issuer, [token])).rejects.toThrow(/"aud" claim/);
  });
});
