import { afterEach, beforeEach, expect, test } from "vitest";
import { type IdentityFixture, openIdentityFixture } from "../../tests/support/identity-fixture.ts";
import type { RedirectUri } from "./redirect-uris.ts";

let fixture: IdentityFixture;

beforeEach(async () => {
  fixture = await openIdentityFixture();
});

afterEach(() => fixture.close());

const change = (more: object): Promise<void> => {
  const { tenantId, applicationObjectId } = fixture;
  return fixture.identity.updateApplication({ tenantId, applicationObjectId, ...more });
};

test("what a change of a registration leaves out stays, and undefined takes it away", async () => {
  const redirectUris: readonly RedirectUri[] = [
    { uri: "https://app.test/b?x=1", platform: "web" },
    { uri: "http://localhost", platform: "publicClient" },
    { uri: "https://app.test/a", platform: "spa" },
  ];
  await change({ redirectUris, logoutUrl: "https://app.test/out", allowsImplicitIdToken: true });
  await change({ logoutUrl: undefined, isPublicClient: true, accessTokenLifetimeSeconds: 600 });
  const row = await fixture.directory.read.applications.find(fixture.applicationObjectId);
  expect(row).toMatchObject({
    redirectUris,
    isPublicClient: true,
    settings: {
      allowsImplicitAccessToken: false,
      allowsImplicitIdToken: true,
      allowsPlainPkce: false,
      logoutUrl: undefined,
      requiredResourceAccess: [],
      accessTokenLifetimeSeconds: 600,
    },
  });
});

test("only origins of single-page applications may call from a browser", async () => {
  await change({
    redirectUris: [
      { uri: "https://spa.test/a", platform: "spa" },
      { uri: "https://web.test/a", platform: "web" },
    ],
  });
  const { identity } = fixture;
  expect(await identity.isSpaOrigin("https://spa.test")).toBe(true);
  expect(await identity.isSpaOrigin("https://web.test")).toBe(false);
  await change({ redirectUris: [] });
  expect(await identity.isSpaOrigin("https://spa.test")).toBe(false);
});

test.each([
  ["https://app.test/a", "web"],
  ["https://app.test:8443/a?b=c", "spa"],
  ["http://localhost:3000/a", "web"],
  ["http://127.0.0.1", "publicClient"],
  ["http://[::1]:1/a", "spa"],
  ["myapp://auth", "publicClient"],
  ["urn:ietf:wg:oauth:2.0:oob", "publicClient"],
] as const)("%s may be registered for %s", async (uri, platform) => {
  await expect(change({ redirectUris: [{ uri, platform }] })).resolves.toBeUndefined();
});

test.each([
  ["/a", "web", "is not absolute"],
  ["https://app.test/#", "web", "has a fragment"],
  ["https://app.test/#a", "spa", "has a fragment"],
  ["http://app.test/", "web", "is http and not of this machine"],
  ["http://localhost.app.test/", "web", "is http and not of this machine"],
  ["https://*.app.test/", "web", "has a character that is not allowed"],
  ["https://app.test/*", "spa", "has a character that is not allowed"],
  ["https://app.test/\n", "web", "has a character that is not allowed"],
  ["https://app.test\\@evil.test/", "web", "has a character that is not allowed"],
  ["https://user@app.test/", "web", "names a user"],
  ["myapp://auth", "web", "has a scheme that is not allowed"],
  ["myapp://auth", "spa", "has a scheme that is not allowed"],
  ["javascript:alert", "publicClient", "has a scheme that is not allowed"],
  ["data:text/html", "publicClient", "has a scheme that is not allowed"],
  [`https://app.test/${"a".repeat(240)}`, "web", "is too long"],
] as const)("%j is refused for %s: it %s", async (uri, platform, reason) => {
  await expect(change({ redirectUris: [{ uri, platform }] })).rejects.toMatchObject({
    code: "identity/redirect-uri-malformed",
    facts: { uri, reason },
  });
});

test("a redirect URI is registered once, and 256 of them at most", async () => {
  const one: RedirectUri = { uri: "https://app.test/", platform: "web" };
  await expect(change({ redirectUris: [one, { ...one, platform: "spa" }] })).rejects.toMatchObject({
    code: "identity/redirect-uri-repeated",
  });
  const many = (count: number): RedirectUri[] =>
    Array.from({ length: count }, (_, n) => ({ ...one, uri: `https://app.test/${n}` }));
  await expect(change({ redirectUris: many(257) })).rejects.toMatchObject({
    code: "identity/redirect-uris-too-many",
  });
  await expect(change({ redirectUris: many(256) })).resolves.toBeUndefined();
});

test.each([599, 86_401, 600.5, Number.NaN])(
  "a lifetime of %d seconds is refused",
  async (seconds) => {
    await expect(change({ accessTokenLifetimeSeconds: seconds })).rejects.toMatchObject({
      code: "identity/token-lifetime-out-of-range",
    });
  },
);

test("a logout URL that no browser can be sent to is refused", async () => {
  await expect(change({ logoutUrl: "http://app.test/" })).rejects.toMatchObject({
    code: "identity/logout-url-malformed",
  });
});

test("needed permissions are ids, and not too many", async () => {
  const needs = (ids: readonly string[]) => [
    { resourceAppId: fixture.clientId, scopes: ids, roles: [] },
  ];
  await expect(change({ requiredResourceAccess: needs(["User.Read"]) })).rejects.toMatchObject({
    code: "identity/guid-malformed",
  });
  await expect(
    change({ requiredResourceAccess: needs(Array(401).fill(fixture.clientId)) }),
  ).rejects.toMatchObject({ code: "identity/resource-access-too-much" });
});

test("a change of another tenant's registration is refused, and changes nothing", async () => {
  await expect(change({ tenantId: fixture.clientId, allowsPlainPkce: true })).rejects.toMatchObject(
    { code: "identity/application-not-found" },
  );
});
