import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { limits } from "../base/index.ts";
import { normalizeUrl } from "./normalize-url.ts";

test.each([
  ["/v1//subscriptions/s?q=//x", "/v1/subscriptions/s?q=//x"],
  ["//metadata/endpoints", "/metadata/endpoints"],
  ["///", "/"],
  ["/x?api%2Dversion=2023-01-01&b=%2F", "/x?api-version=2023-01-01&b=%2F"],
  ["/x?timespan=T09%253A22", "/x?timespan=T09%253A22"],
  ["/x?q=100%", "/x?q=100%"],
  ["/x?a%26b=1&c%3Dd=2&e%2Bf=3", "/x?a%26b=1&c%3Dd=2&e%2Bf=3"],
  ["/x?flag%2Dkey", "/x?flag-key"],
  ["/a%2Fb", "/a%2Fb"],
  ["/x?", "/x?"],
])("the target %s is routed as %s", (raw, url) => {
  expect(normalizeUrl(raw)).toEqual({ url });
});

test("an absolute-form target loses its origin and names the authority", () => {
  expect(normalizeUrl("https://Host:1//a?b%2Dc=1")).toEqual({
    url: "/a?b-c=1",
    authority: "Host:1",
  });
  expect(normalizeUrl("http://host?x=1")).toEqual({ url: "/?x=1", authority: "host" });
});

test.each(["", "*", "x", "/%", "/%zz", "/%C3", "/x?%zz=1", "/x#y", "ftp://h/x", "http:///x"])(
  "the target %j is malformed",
  (raw) => {
    expect(normalizeUrl(raw)).toEqual({ url: "/", problem: "malformed-url" });
  },
);

test("a target above the limit is too long", () => {
  const raw = `/${"a".repeat(limits.http.urlCharactersMax)}`;
  expect(normalizeUrl(raw)).toEqual({ url: "/", problem: "url-too-long" });
});

test("no text makes it throw, and what it gives is always a path", () => {
  assert(
    property(string({ unit: "binary" }), (text) => {
      for (const raw of [text, `/${text}`, `/x?${text}`, `https://h/${text}`]) {
        expect(normalizeUrl(raw).url.startsWith("/")).toBe(true);
      }
    }),
  );
});
