import { expect, test } from "vitest";
import { ownOrigins } from "./request-origin.ts";

const rule = ownOrigins(
  ["https://localhost:8443", "https://login.base.example", "https://*.iot.base.example:8443"],
  "https",
  8443,
);

test.each([
  ["localhost:8443", "https://localhost:8443"],
  ["LOCALHOST:8443", "https://localhost:8443"],
  ["127.0.0.1:8443", "https://127.0.0.1:8443"],
  ["[::1]:8443", "https://[::1]:8443"],
  ["login.base.example", "https://login.base.example"],
  ["login.base.example:443", "https://login.base.example"],
  ["app.iot.base.example:8443", "https://app.iot.base.example:8443"],
])("the own host %s is its origin", (host, origin) => {
  expect(rule.originFor(host)).toBe(origin);
});

test.each([
  undefined,
  "",
  "evil.example",
  "localhost:8444",
  "localhost",
  "a.b.iot.base.example:8443",
  '".iot.base.example:8443',
  "evil.example/.iot.base.example:8443",
  "login.base.example.evil.example",
])("a request for %j gets the canonical origin", (host) => {
  expect(rule.originFor(host)).toBe("https://localhost:8443");
});
