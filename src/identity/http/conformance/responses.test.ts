/** Modules of the OpenID certification about answers and the tokens in them. */
import { createHash } from "node:crypto";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import {
  authorizeQuery,
  basic,
  callbackOf,
  codeVariants,
  ISSUER,
  implicitVariants,
  NONCE,
  openRelyingParty,
  type RelyingParty,
  RP_CALLBACK,
  RP_ID,
  STATE,
  signInByForm,
  variants,
} from "../../../../tests/support/relying-party.ts";

let rp: RelyingParty;

beforeAll(async () => {
  rp = await openRelyingParty();
});

afterAll(() => rp.close());

const halfHash = (text: string | undefined): string =>
  createHash("sha256")
    .update(text ?? "")
    .digest()
    .subarray(0, 16)
    .toString("base64url");

async function verify(idToken: string): Promise<Readonly<Record<string, unknown>>> {
  const { surface, clock } = rp;
  const keys = (await surface.inject({ url: `/${TENANT_ID}/discovery/v2.0/keys` })).json();
  const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
    issuer: ISSUER,
    audience: RP_ID,
    algorithms: ["RS256"],
    currentDate: new Date(clock.now()),
  });
  return payload;
}

test.each(variants)(
  "oidcc-server with $name: a sign-in ends with sound tokens",
  async (variant) => {
    const { callback, idToken, accessToken } = await rp.signIn(variant);
    expect(callback.by).toBe(
      variant.responseMode ?? (variant.responseType === "code" ? "query" : "fragment"),
    );
    expect(callback.parameters["state"]).toBe(STATE);
    const claims = await verify(idToken);
    const now = rp.clock.now() / 1_000;
    expect(claims).toMatchObject({
      iss: ISSUER,
      aud: RP_ID,
      nonce: NONCE,
      sub: expect.any(String),
    });
    expect(claims["exp"]).toBeGreaterThan(now);
    expect(claims["iat"]).toBeLessThanOrEqual(now);
    expect(accessToken === undefined).toBe(variant.responseType === "id_token");
    if (variant.responseType === "id_token token") {
      expect(claims["at_hash"]).toBe(halfHash(accessToken));
      expect(callback.parameters["token_type"]).toBe("Bearer");
      expect(Number(callback.parameters["expires_in"])).toBeGreaterThan(0);
    }
  },
);

test.each(codeVariants)(
  "oidcc-server-client-secret-post with $name: the secret may stand in the form",
  async (variant) => {
    const { parameters } = await rp.callback(variant);
    const answer = await rp.redeem(parameters["code"]);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers["pragma"]).toBe("no-cache");
    expect(answer.json()).toMatchObject({ token_type: "Bearer", id_token: expect.any(String) });
  },
);

test("oidcc-server: the secret may stand in the Authorization header", async () => {
  const { parameters } = await rp.callback(basic);
  const userPass = Buffer.from(`${RP_ID}:${encodeURIComponent(rp.rpSecret)}`).toString("base64");
  const { surface } = rp;
  const answer = await surface.inject({
    method: "POST",
    url: `/${TENANT_ID}/oauth2/v2.0/token`,
    headers: {
      host: "localhost:8443",
      authorization: `Basic ${userPass}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    payload: new URLSearchParams({
      grant_type: "authorization_code",
      code: parameters["code"] ?? "",
      redirect_uri: RP_CALLBACK,
    }).toString(),
  });
  expect(answer.statusCode, answer.body).toBe(200);
});

test("oidcc-response-type-missing: a request without one is refused to the client", async () => {
  const { by, parameters } = callbackOf(await rp.ask(basic, { response_type: undefined }));
  expect(by).toBe("query");
  expect(parameters).toMatchObject({ error: "invalid_request", state: STATE });
});

test.each(variants)(
  "oidcc-idtoken-signature with $name: RS256 by a key that is published",
  async (variant) => {
    const { idToken } = await rp.signIn(variant);
    const { alg, kid } = decodeProtectedHeader(idToken);
    expect(alg).toBe("RS256");
    expect(rp.identity.publishedKeys().map((key) => key.kid)).toContain(kid);
    await verify(idToken);
    const [header, claims, signature = ""] = idToken.split(".");
    const changed = `${header}.${claims}.${signature.split("").reverse().join("")}`;
    await expect(verify(changed)).rejects.toThrow();
  },
);

test.each(codeVariants)(
  "oidcc-ensure-request-without-nonce-succeeds-for-code-flow with $name",
  async (variant) => {
    const { claims } = await rp.signIn(variant, { nonce: undefined });
    expect(claims).not.toHaveProperty("nonce");
  },
);

test.each(implicitVariants)(
  "oidcc-ensure-request-without-nonce-fails with $name",
  async (variant) => {
    const { parameters } = callbackOf(await rp.ask(variant, { nonce: undefined }));
    expect(parameters).toMatchObject({ error: "invalid_request", state: STATE });
    expect(parameters).not.toHaveProperty("id_token");
  },
);

test.each(variants)(
  "oidcc-ensure-request-with-unknown-parameter-succeeds with $name",
  async (variant) => {
    const { claims } = await rp.signIn(variant, { extra: "foobar" });
    expect(claims["nonce"]).toBe(NONCE);
  },
);

test.each([
  ["oidcc-ui-locales", { ui_locales: "se" }],
  ["oidcc-claims-locales", { claims_locales: "se" }],
  ["oidcc-display-page", { display: "page" }],
  ["oidcc-display-popup", { display: "popup" }],
  ["oidcc-ensure-request-with-acr-values-succeeds", { acr_values: "1 2" }],
] as const)("%s: what it asks for beside the tokens does no harm", async (_module, fields) => {
  for (const variant of variants) {
    const { claims } = await rp.signIn(variant, fields);
    expect(claims["nonce"]).toBe(NONCE);
  }
});

test.each(variants)(
  "oidcc-ensure-registered-redirect-uri with $name: no stranger is sent anything",
  async (variant) => {
    for (const uri of ["https://rp.test/other", `${RP_CALLBACK}/`, `${RP_CALLBACK}?x=1`]) {
      const page = await rp.ask(variant, { redirect_uri: uri });
      expect(page.status).toBe(400);
      expect(page.location).toBeUndefined();
      expect(page.body).toContain("AADSTS50011");
      expect(page.body).not.toContain("<form");
    }
  },
);

test.each(variants)(
  "oidcc-ensure-post-request-succeeds with $name: the request may be a form",
  async (variant) => {
    const browser = rp.openBrowser();
    const fields = Object.fromEntries(authorizeQuery(variant));
    const page = await browser.post(`/${TENANT_ID}/oauth2/v2.0/authorize`, fields);
    const { parameters } = callbackOf(await signInByForm(browser, page));
    expect(parameters["state"]).toBe(STATE);
    expect(parameters).not.toHaveProperty("error");
  },
);

const UNSIGNED = `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`;

test.each(variants)(
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported with $name",
  async (variant) => {
    const { parameters } = callbackOf(await rp.ask(variant, { request: UNSIGNED }));
    expect(parameters).toMatchObject({ error: "request_not_supported", state: STATE });
  },
);

test.each(variants)(
  "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported with $name",
  async (variant) => {
    const fields = { request_uri: "https://rp.test/request.jwt" };
    const { parameters } = callbackOf(await rp.ask(variant, fields));
    expect(parameters).toMatchObject({ error: "request_uri_not_supported", state: STATE });
  },
);

test.each(variants)(
  "oidcc-ensure-request-object-with-redirect-uri with $name: an error page, and no redirect",
  async (variant) => {
    const fields = { request: UNSIGNED, redirect_uri: "https://rp.test/other" };
    const page = await rp.ask(variant, fields);
    expect(page.status).toBe(400);
    expect(page.location).toBeUndefined();
  },
);

test.each(codeVariants)("oidcc-codereuse with $name: a code is good once", async (variant) => {
  const { parameters } = await rp.callback(variant);
  expect((await rp.redeem(parameters["code"])).statusCode).toBe(200);
  const again = await rp.redeem(parameters["code"]);
  expect(again.statusCode).toBe(400);
  expect(again.json()).toMatchObject({ error: "invalid_grant" });
});

test.each(codeVariants)(
  "oidcc-codereuse-30seconds with $name: a code that comes again revokes what it brought",
  async (variant) => {
    const scope = "openid offline_access";
    const { parameters } = await rp.callback(variant, { scope });
    const { refresh_token } = (await rp.redeem(parameters["code"])).json();
    rp.clock.move(30_000);
    expect((await rp.redeem(parameters["code"])).json()).toMatchObject({ error: "invalid_grant" });
    const renewed = await rp.redeem(undefined, { grant_type: "refresh_token", refresh_token });
    expect(renewed.json()).toMatchObject({ error: "invalid_grant" });
  },
);

test.each(codeVariants)(
  "oidcc-refresh-token with $name: a renewal keeps the subject, and no other client may",
  async (variant) => {
    const { parameters } = await rp.callback(variant, { scope: "openid offline_access" });
    const first = (await rp.redeem(parameters["code"])).json();
    const { refresh_token } = first;
    const stolen = await rp.redeem(undefined, {
      grant_type: "refresh_token",
      client_id: rp.clientId,
      client_secret: rp.secret,
      refresh_token,
    });
    expect(stolen.json()).toMatchObject({ error: "invalid_grant" });
    const renewed = await rp.redeem(undefined, { grant_type: "refresh_token", refresh_token });
    expect(renewed.statusCode, renewed.body).toBe(200);
    const before = await verify(first.id_token);
    const after = await verify(renewed.json().id_token);
    expect(after).toMatchObject({ sub: before["sub"], iss: before["iss"], aud: before["aud"] });
  },
);

test.each(codeVariants)(
  "oidcc-ensure-request-with-valid-pkce-succeeds with $name, and not with another verifier",
  async (variant) => {
    const verifier = "v".repeat(64);
    const fields = {
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    };
    const [good, bad] = [await rp.callback(variant, fields), await rp.callback(variant, fields)];
    const answer = await rp.redeem(good.parameters["code"], { code_verifier: verifier });
    expect(answer.statusCode, answer.body).toBe(200);
    const refused = await rp.redeem(bad.parameters["code"], { code_verifier: "w".repeat(64) });
    expect(refused.json()).toMatchObject({ error: "invalid_grant" });
  },
);
