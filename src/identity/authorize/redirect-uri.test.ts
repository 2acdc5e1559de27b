import { describe, expect, test } from "vitest";
import type { RedirectUri } from "../redirect-uris.ts";
import { matchRedirectUri } from "./redirect-uri.ts";

const web = (uri: string): RedirectUri => ({ uri, platform: "web" });
const registered: readonly RedirectUri[] = [
  web("https://app.contoso.test/Signed/In"),
  web("https://app.contoso.test/with?query=A"),
  { uri: "https://spa.contoso.test", platform: "spa" },
  { uri: "http://localhost", platform: "publicClient" },
  { uri: "http://127.0.0.1/callback", platform: "publicClient" },
  { uri: "http://[::1]/callback", platform: "publicClient" },
  { uri: "msal://native/auth", platform: "publicClient" },
];
const client = { appId: "app", redirectUris: registered };

describe("a redirect URI", () => {
  test.each([
    ["https://app.contoso.test/Signed/In", "web"],
    ["HTTPS://App.Contoso.Test/Signed/In", "web"],
    ["https://app.contoso.test/with?query=A", "web"],
    ["https://spa.contoso.test", "spa"],
    ["https://spa.contoso.test/", "spa"],
    ["http://localhost", "publicClient"],
    ["http://localhost:49152", "publicClient"],
    ["http://localhost:49152/", "publicClient"],
    ["http://127.0.0.1:8400/callback", "publicClient"],
    ["http://[::1]:8400/callback", "publicClient"],
    ["msal://native/auth", "publicClient"],
  ])("%s is good, and answered as it was sent", (uri, platform) => {
    expect(matchRedirectUri(client, uri)).toEqual({ uri, platform });
  });

  test.each([
    ["another case of the path", "https://app.contoso.test/signed/in"],
    ["a trailing slash", "https://app.contoso.test/Signed/In/"],
    ["a query that was not registered", "https://app.contoso.test/Signed/In?x=1"],
    ["another case of the query", "https://app.contoso.test/with?query=a"],
    ["the path alone", "https://app.contoso.test/with"],
    ["a fragment", "https://app.contoso.test/Signed/In#here"],
    ["another scheme", "http://app.contoso.test/Signed/In"],
    ["a port", "https://app.contoso.test:444/Signed/In"],
    ["another host", "https://app.contoso.test.evil.test/Signed/In"],
    ["a user before the host", "https://app.contoso.test@evil.test/Signed/In"],
    ["a backslash", "https://app.contoso.test\\@evil.test/Signed/In"],
    ["dot segments", "https://app.contoso.test/x/../Signed/In"],
    ["a path below a loopback host", "http://localhost:49152/callback"],
    ["https at a loopback host", "https://localhost:49152"],
    ["another loopback host", "http://127.0.0.2:8400/callback"],
    ["another case of a native scheme's path", "msal://native/Auth"],
    ["a script", "javascript:alert(1)"],
    ["no URI", "nonsense"],
    ["an endless one", `https://app.contoso.test/${"a".repeat(3_000)}`],
  ])("is refused with %s", (_, uri) => {
    expect(() => matchRedirectUri(client, uri)).toThrow(
      expect.objectContaining({ code: "identity/redirect-uri-mismatch" }),
    );
  });

  test("of a loopback host is the one with its port, where there is one", () => {
    const uris: readonly RedirectUri[] = [
      web("http://localhost:3000/in"),
      { uri: "http://localhost:5000/in", platform: "spa" },
    ];
    const two = { appId: "app", redirectUris: uris };
    expect(matchRedirectUri(two, "http://localhost:5000/in").platform).toBe("spa");
    expect(matchRedirectUri(two, "http://localhost:3000/in").platform).toBe("web");
    expect(matchRedirectUri(two, "http://localhost:9999/in").platform).toBe("web");
    const bare = {
      appId: "app",
      redirectUris: [
        web("http://localhost:3000"),
        { ...web("http://localhost:5000"), platform: "spa" as const },
      ],
    };
    expect(matchRedirectUri(bare, "http://localhost:5000/").platform).toBe("spa");
  });

  test("may be left out where only one is registered", () => {
    const one = { appId: "app", redirectUris: [web("https://app.contoso.test/a")] };
    expect(matchRedirectUri(one, undefined)).toEqual({
      ...web("https://app.contoso.test/a"),
      isImplied: true,
    });
    expect(() => matchRedirectUri(client, undefined)).toThrow(
      expect.objectContaining({ code: "identity/redirect-uri-missing" }),
    );
    expect(() => matchRedirectUri({ appId: "app", redirectUris: [] }, "")).toThrow(
      expect.objectContaining({ code: "identity/redirect-uri-missing" }),
    );
  });
});
