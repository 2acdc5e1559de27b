import { expect, test } from "vitest";
import type { AccessToken } from "./access-token.ts";
import { claimsV1 } from "./claims-v1.ts";
import { claimsV2 } from "./claims-v2.ts";

const token: AccessToken = {
  origin: "https://localhost:8443",
  tenantId: "t",
  clientId: "c",
  clientProof: "1",
  subjectObjectId: "o",
  resource: { asked: "https://api.loganalytics.io/", appId: "a" },
  roles: ["Data.Read"],
  capabilities: ["CP1"],
  extra: {},
  notBefore: 1_000,
  expiresOn: 4_900,
  aio: "aio",
  rh: "rh",
  uti: "uti",
};

test("a v1.0 token names the resource as asked and the client by appid", () => {
  expect(claimsV1(token)).toEqual({
    aud: "https://api.loganalytics.io/",
    iss: "https://localhost:8443/t/",
    iat: 1_000,
    nbf: 1_000,
    exp: 4_900,
    aio: "aio",
    appid: "c",
    appidacr: "1",
    idp: "https://localhost:8443/t/",
    idtyp: "app",
    oid: "o",
    rh: "rh",
    roles: ["Data.Read"],
    sub: "o",
    tid: "t",
    uti: "uti",
    ver: "1.0",
    xms_cc: ["CP1"],
  });
});

test("a v2.0 token names the API by its application id and the client by azp", () => {
  expect(claimsV2(token)).toEqual({
    aud: "a",
    iss: "https://localhost:8443/t/v2.0",
    iat: 1_000,
    nbf: 1_000,
    exp: 4_900,
    aio: "aio",
    azp: "c",
    azpacr: "1",
    idtyp: "app",
    oid: "o",
    rh: "rh",
    roles: ["Data.Read"],
    sub: "o",
    tid: "t",
    uti: "uti",
    ver: "2.0",
    xms_cc: ["CP1"],
  });
});

test("a token without roles or capabilities has no such claims", () => {
  const plain = { ...token, roles: [], capabilities: [] };
  for (const claims of [claimsV1(plain), claimsV2(plain)]) {
    expect(claims).not.toHaveProperty("roles");
    expect(claims).not.toHaveProperty("xms_cc");
  }
});
