import { expect, test } from "vitest";
import { Failure } from "../base/index.ts";
import { bearerToken } from "./bearer-token.ts";

function codeOf(authorization: string | undefined): string {
  try {
    return bearerToken(authorization);
  } catch (error) {
    return error instanceof Failure ? error.code : "defect";
  }
}

test("the scheme has no case and the token comes as it is", () => {
  expect(bearerToken("Bearer a.b-c_d")).toBe("a.b-c_d");
  expect(bearerToken("bEARER  x==")).toBe("x==");
});

test("no header is a missing token", () => {
  expect([undefined, ""].map(codeOf)).toEqual(["http/token-missing", "http/token-missing"]);
});

test.each([
  "Bearer",
  "Bearer ",
  "Basic eA==",
  "Bearer a b",
  "Bearer a,b",
  "Bearerx",
  "x",
  "Bearer ä",
])("%j is malformed", (authorization) => {
  expect(codeOf(authorization)).toBe("http/token-malformed");
});
