import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ClaimsFixture, openClaimsFixture } from "../../../tests/support/claims-fixture.ts";
import { API, API_ID, USER_NAME } from "../../../tests/support/user-fixture.ts";

let fixture: ClaimsFixture;

beforeEach(async () => {
  fixture = await openClaimsFixture();
});

afterEach(() => fixture.close());

const claims = (...names: readonly string[]) =>
  names.map((name) => ({ name, additionalProperties: [] }));

describe("optional claims", () => {
  const all = ["acct", "auth_time", "email", "family_name", "given_name", "sid", "upn"] as const;
  const told = () => ({
    acct: 0,
    auth_time: fixture.clock.now() / 1_000,
    email: "ada@contoso.test",
    family_name: "Lovelace",
    given_name: "Ada",
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
    await fixture.changeApi({ optionalClaims });
    await fixture.changeClient({ optionalClaims });
    const { auth_time, email } = told();
    const extra = { acct: 0, auth_time, email };
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
    ["ipaddr", "accessToken"],
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
