import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ClaimsFixture, openClaimsFixture } from "../../../tests/support/claims-fixture.ts";
import { CLIENT_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import {
  API,
  API_ID,
  claimsOf,
  NATIVE_ID,
  USER_NAME,
} from "../../../tests/support/user-fixture.ts";
import type { OptionalClaims } from "../index.ts";

let fixture: ClaimsFixture;

beforeEach(async () => {
  fixture = await openClaimsFixture();
});

afterEach(() => fixture.close());

const scope = `${API}/Read`;

async function changeBoth(optionalClaims: OptionalClaims): Promise<void> {
  await fixture.changeApi({ optionalClaims });
  await fixture.changeClient({ optionalClaims });
}

const claims = (...names: readonly string[]) =>
  names.map((name) => ({ name, additionalProperties: [] }));

describe("optional claims", () => {
  const all = [
    "acct",
    "auth_time",
    "email",
    "family_name",
    "given_name",
    "ipaddr",
    "sid",
    "upn",
  ] as const;
  const told = () => ({
    acct: 0,
    auth_time: fixture.clock.now() / 1_000,
    email: "ada@contoso.test",
    family_name: "Lovelace",
    given_name: "Ada",
    ipaddr: "127.0.0.1",
    upn: USER_NAME,
  });

  test("of the API stand in access tokens, of the client in id tokens", async () => {
    const accessToken = claims(...all);
    await fixture.changeApi({ optionalClaims: { accessToken, idToken: [] } });
    expect(await fixture.tokens()).toEqual([
      { ...fixture.plainAccess(), ...told() },
      fixture.plainId(),
    ]);
    await fixture.changeApi({ optionalClaims: undefined });
    await fixture.changeClient({ optionalClaims: { accessToken: [], idToken: claims(...all) } });
    expect(await fixture.tokens()).toEqual([
      fixture.plainAccess(),
      { ...fixture.plainId(), ...told() },
    ]);
  });

  test("tell the user's names only where the profile was asked for", async () => {
    const optionalClaims = { accessToken: claims(...all), idToken: claims(...all) };
    await changeBoth(optionalClaims);
    const { auth_time, email, ipaddr } = told();
    const extra = { acct: 0, auth_time, email, ipaddr };
    const { name: _, oid: __, preferred_username: ___, ...plain } = fixture.plainId();
    expect(await fixture.tokens("v2", "openid")).toEqual([
      { ...fixture.plainAccess(), ...extra },
      { ...plain, ...extra },
    ]);
  });

  test("name the browser's session where there is one", async () => {
    await fixture.changeClient({ optionalClaims: { accessToken: [], idToken: claims("sid") } });
    const [, idToken] = await fixture.frontChannelTokens();
    expect(idToken).toMatchObject({ sid: "5e551011-2222-4333-8444-555555555555" });
  });

  test("tell the address that the sign-in came from, by code and by renewal", async () => {
    const wanted = claims("ipaddr");
    await changeBoth({ accessToken: wanted, idToken: wanted });
    const scope = `openid offline_access ${API}/Read`;
    const code = await fixture.code({ scope });
    const first = await fixture.exchange("v2", { fields: { code } });
    const fields = { client_id: CLIENT_ID, client_secret: fixture.secret };
    const { refresh_token } = first.json();
    const second = await fixture.renew("v2", { fields: { ...fields, refresh_token } });
    for (const answer of [first, second]) {
      const { access_token, id_token } = answer.json();
      for (const token of [access_token, id_token]) {
        expect(claimsOf(token)).toMatchObject({ ipaddr: "192.0.2.7" });
      }
    }
  });

  test("tell no time of a sign-in that only a token told of", async () => {
    const auth_time = fixture.clock.now() / 1_000;
    await changeBoth({ accessToken: claims("auth_time"), idToken: [] });
    const response = await fixture.signIn("v2", { fields: { client_id: NATIVE_ID, scope } });
    const assertion = response.json().access_token;
    expect(claimsOf(assertion)).toMatchObject({ auth_time });
    const { secretText } = await fixture.identity.addPassword({
      tenantId: TENANT_ID,
      applicationObjectId:
        (await fixture.directory.read.applications.findByAppId(API_ID))?.objectId ?? "",
    });
    await fixture.identity.grantDelegated({
      tenantId: TENANT_ID,
      clientAppId: API_ID,
      resourceAppId: API_ID,
      scopes: ["Write"],
    });
    const onBehalf = await fixture.ask("v2", {
      fields: {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        requested_token_use: "on_behalf_of",
        client_id: API_ID,
        client_secret: secretText,
        assertion,
        scope: `${API}/Write`,
      },
    });
    expect(onBehalf.statusCode, onBehalf.body).toBe(200);
    expect(claimsOf(onBehalf.json().access_token)).not.toHaveProperty("auth_time");
  });

  test("of version 1.0: the audience by its id, and the preferred user name", async () => {
    await fixture.changeApi({
      requestedAccessTokenVersion: 1,
      optionalClaims: {
        idToken: [],
        accessToken: [
          { name: "aud", additionalProperties: ["use_guid"] },
          { name: "preferred_username", additionalProperties: [] },
        ],
      },
    });
    expect((await fixture.tokens("v1"))[0]).toMatchObject({
      aud: API_ID,
      preferred_username: USER_NAME,
      ver: "1.0",
    });
    expect(await fixture.applicationToken()).toMatchObject({ aud: API_ID, ver: "1.0" });
  });

  test.each([
    ["onprem_sid", "accessToken"],
    ["ctry", "idToken"],
    ["login_hint", "idToken"],
    ["xms_cc", "accessToken"],
    ["aud", "idToken"],
    ["idtyp", "idToken"],
    ["extension_ab603c56068041afb2f6832e2a17e237_skypeId", "accessToken"],
  ] as const)("that are not served are refused by name: %s in %s", async (name, token) => {
    const optionalClaims = { accessToken: [], idToken: [], [token]: claims(name) };
    await expect(fixture.changeApi({ optionalClaims })).rejects.toMatchObject({
      code: "identity/optional-claim-unsupported",
      facts: { claim: name, token },
    });
  });

  test("that would say something else are refused by the name of the property", async () => {
    const groups = { name: "groups", additionalProperties: ["emit_as_roles"] };
    await expect(
      fixture.changeApi({ optionalClaims: { accessToken: [groups], idToken: [] } }),
    ).rejects.toMatchObject({
      code: "identity/optional-claim-property-unsupported",
      facts: { claim: "groups", property: "emit_as_roles" },
    });
    await expect(
      fixture.changeApi({
        optionalClaims: { accessToken: claims(...Array(51).fill("acct")), idToken: [] },
      }),
    ).rejects.toMatchObject({ code: "identity/optional-claims-too-many" });
  });

  test("a kind of group claims that is not one is refused", async () => {
    const draft = { groupMembershipClaims: "SecurityGroup, DirectoryRole" } as object;
    await expect(fixture.changeApi(draft)).rejects.toMatchObject({
      code: "identity/group-claims-unsupported",
      facts: { value: "SecurityGroup, DirectoryRole" },
    });
  });
});

describe("lifetimes", () => {
  test("of access tokens are the API's, of id tokens the client's", async () => {
    await fixture.changeApi({ accessTokenLifetimeSeconds: 600 });
    await fixture.changeClient({ accessTokenLifetimeSeconds: 86_400 });
    expect(await fixture.tokens()).toEqual([
      { ...fixture.plainAccess(), ...fixture.times(600) },
      { ...fixture.plainId(), ...fixture.times(86_400) },
    ]);
  });

  test("are told by every answer", async () => {
    await fixture.changeApi({ accessTokenLifetimeSeconds: 600 });
    const application = await fixture.ask("v2", { fields: { scope: `${API}/.default` } });
    expect(application.json()).toMatchObject({ expires_in: 599, ext_expires_in: 599 });
    expect(await fixture.applicationToken()).toMatchObject(fixture.times(600));
    const v1 = await fixture.ask("v1", { fields: { resource: API } });
    expect(v1.json()).toMatchObject({
      expires_in: "599",
      expires_on: String(fixture.clock.now() / 1_000 + 600),
    });
    const { accessToken } = await fixture.authorize({
      scope: `${API}/Read`,
      responseTypes: new Set(["token"]),
    });
    expect(accessToken).toMatchObject({ expiresInSeconds: 599 });
  });
});
