/** Modules of the OpenID certification about scopes and the UserInfo endpoint. */
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  basic,
  callbackOf,
  ISSUER,
  openRelyingParty,
  type RelyingParty,
  STATE,
  variants,
} from "../../../../tests/support/relying-party.ts";

let rp: RelyingParty;

beforeAll(async () => {
  rp = await openRelyingParty();
});

afterAll(() => rp.close());

/** The variants that bring an access token. */
const withAccess = variants.filter(({ responseType }) => responseType !== "id_token");
const PROFILE = { name: "Ada Lovelace", given_name: "Ada", family_name: "Lovelace" };
const EMAIL = { email: "ada@contoso.test" };

test.each(withAccess)(
  "oidcc-userinfo-get with $name: the subject is the id token's",
  async (variant) => {
    const { accessToken, claims } = await rp.signIn(variant);
    expect(await rp.userInfo(accessToken)).toEqual({ sub: claims["sub"] });
  },
);

test.each(withAccess)("oidcc-userinfo-post-header with $name: by POST as well", async (variant) => {
  const { accessToken, claims } = await rp.signIn(variant);
  const response = await rp.surface.inject({
    method: "POST",
    url: "/oidc/userinfo",
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(response.json()).toEqual({ sub: claims["sub"] });
});

test("oidcc-userinfo-post-body: a token in the body counts as none, which is refused", async () => {
  const { accessToken } = await rp.signIn(basic);
  const response = await rp.surface.inject({
    method: "POST",
    url: "/oidc/userinfo",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({ access_token: accessToken ?? "" }).toString(),
  });
  expect(response.statusCode).toBe(401);
  expect(response.headers["www-authenticate"]).toBe('Bearer realm="userinfo"');
});

test.each(withAccess)(
  "oidcc-scope-profile with $name: UserInfo tells the names",
  async (variant) => {
    const { accessToken, claims } = await rp.signIn(variant, { scope: "openid profile" });
    expect(await rp.userInfo(accessToken)).toEqual({ sub: claims["sub"], ...PROFILE });
  },
);

test.each(withAccess)(
  "oidcc-scope-email with $name: UserInfo tells the address",
  async (variant) => {
    const { accessToken, claims } = await rp.signIn(variant, { scope: "openid email" });
    expect(await rp.userInfo(accessToken)).toEqual({ sub: claims["sub"], ...EMAIL });
  },
);

test.each([
  { responseType: "id_token", name: "id_token" },
  { responseType: "id_token", name: "id_token by form_post", responseMode: "form_post" },
] as const)(
  "oidcc-scope-profile and oidcc-scope-email with $name: the id token tells them",
  async (variant) => {
    const { claims } = await rp.signIn(variant, { scope: "openid profile email" });
    expect(claims).toMatchObject({ iss: ISSUER, name: PROFILE.name, ...EMAIL });
    const bare = await rp.signIn(variant);
    expect(bare.claims).not.toHaveProperty("name");
    expect(bare.claims).not.toHaveProperty("email");
  },
);

test.each(["oidcc-scope-address", "oidcc-scope-phone"])(
  "%s: a scope that discovery does not name is refused by name",
  async (module) => {
    const scope = module.replace("oidcc-scope-", "");
    const { parameters } = callbackOf(await rp.ask(basic, { scope: `openid ${scope}` }));
    // The service calls a permission that its API does not offer the fault of the client.
    expect(parameters["error"]).toBe("invalid_client");
    expect(parameters["error_description"]).toMatch(new RegExp(`^AADSTS650053: .*${scope}`));
    expect(parameters["state"]).toBe(STATE);
  },
);

test.each(variants)(
  "oidcc-scope-all with $name: all that are supported at once",
  async (variant) => {
    const scope = "openid profile email offline_access";
    const { accessToken, claims } = await rp.signIn(variant, { scope });
    if (accessToken === undefined) {
      expect(claims).toMatchObject({ name: PROFILE.name, ...EMAIL });
    } else {
      expect(await rp.userInfo(accessToken)).toEqual({ sub: claims["sub"], ...PROFILE, ...EMAIL });
    }
  },
);

test.each(variants)(
  "oidcc-ensure-other-scope-order-succeeds with $name: openid may come last",
  async (variant) => {
    const { accessToken, claims } = await rp.signIn(variant, { scope: "email openid" });
    if (accessToken === undefined) expect(claims).toMatchObject(EMAIL);
    else expect(await rp.userInfo(accessToken)).toEqual({ sub: claims["sub"], ...EMAIL });
  },
);

test.each(variants)(
  "oidcc-claims-essential with $name: the name is told where its scope was asked for too",
  async (variant) => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    const signedIn = await rp.signIn(variant, { claims, scope: "openid profile" });
    const told =
      signedIn.accessToken === undefined
        ? signedIn.claims
        : await rp.userInfo(signedIn.accessToken);
    expect(told["name"]).toBe(PROFILE.name);
  },
);
