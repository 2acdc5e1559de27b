import fc from "fast-check";
import { expect, test } from "vitest";
import { redirectDifference } from "./redirect-difference.ts";

const SENT = "http://localhost:3000/auth/callback";

test.each([
  ["http://localhost:3000/auth/callback/", "", "/", "They differ by the slash at the end."],
  ["http://localhost:3000/auth/Callback", "c", "C", "They differ in upper and lower case only."],
  ["https://localhost:3000/auth/callback", "", "s", "They differ in the scheme only."],
  ["http://localhost:5000/auth/callback", "3", "5", "They differ in the port only."],
  [
    "http://127.0.0.1:3000/auth/callback",
    "localhost",
    "127.0.0.1",
    "They differ in the host only.",
  ],
  ["http://localhost:3000/auth/back", "call", "", "They differ in the path only."],
  ["http://localhost:3000/auth/callback?a=1", "", "?a=1", "They differ in the query only."],
  [
    "https://localhost/auth/callback",
    "://localhost:3000",
    "s://localhost",
    "They differ in the scheme and port.",
  ],
  ["https://app.test/", "", "", "They differ in the scheme, host, port and path."],
  [
    "http://LOCALHOST:3000/auth/callBack",
    "localhost:3000/auth/callb",
    "LOCALHOST:3000/auth/callB",
    "They differ in upper and lower case only.",
  ],
  ["http://localhost:3000/auth/%63allback", "c", "%63", "They differ in the path only."],
])("a redirect URI held against %s", (registered, sent, nearest, words) => {
  const difference = redirectDifference(SENT, [registered]);
  expect([difference?.sent[1], difference?.nearest[1], difference?.words]).toEqual([
    sent,
    nearest,
    words,
  ]);
});

test("the nearest of several is the one that has most in common", () => {
  const registered = ["https://app.test/", `${SENT}s`, "myapp://auth"];
  expect(redirectDifference(SENT, registered)?.nearest.join("")).toBe(`${SENT}s`);
});

test("without any there is nothing to hold it against", () => {
  expect(redirectDifference(SENT, [])).toBeUndefined();
});

test("the parts always make up the texts", () => {
  const uri = fc.string({ unit: "binary", maxLength: 12 });
  fc.assert(
    fc.property(uri, fc.array(uri, { minLength: 1, maxLength: 4 }), (sent, registered) => {
      const difference = redirectDifference(sent, registered);
      expect(difference?.sent.join("")).toBe(sent);
      expect(registered).toContain(difference?.nearest.join(""));
    }),
  );
});
