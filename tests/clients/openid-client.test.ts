/** openid-client, which checks what OpenID Connect demands, and jose behind it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../support/get-tokens.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { claimsOf } from "../support/tokens.ts";
import type { OpenIdAnswer, OpenIdStep } from "./programs/openid-client.ts";

const GRAPH = "https://graph.microsoft.com";
const LOGS = "https://api.loganalytics.io";
const DESKTOP_ID = "de5c7090-de30-4c1a-8b57-4b6d8fa1c3e5";

let server: RunningLazurite;

beforeAll(async () => {
  server = await startLazurite();
});

afterAll(async () => {
  await server?.end();
});

const issuerOf = (version: "v1" | "v2"): string =>
  `${server.ready.login}/${server.ready.tenantId}/${version === "v1" ? "" : "v2.0"}`;

/** The demo's web application and its administrator, unless said otherwise. */
const run = (
  version: "v1" | "v2",
  steps: readonly OpenIdStep[],
  over: { readonly clientId?: string; readonly clientSecret?: null } = {},
): Promise<readonly OpenIdAnswer[]> => {
  const { ready } = server;
  const { clientId, clientSecret, user: userName, password } = ready.demo;
  const own = { issuer: issuerOf(version), clientId, clientSecret };
  const input = { ...own, person: { userName, password }, steps, ...over };
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: ready.ca };
  return runProgram("openid-client.ts", input, env);
};

describe("v2.0", () => {
  test("signs in by code, goes on without naming a scope, and reads who the user is", async () => {
    const scope = `openid profile email offline_access ${GRAPH}/User.Read`;
    const [first, again, info] = await run("v2", [
      { kind: "sign in", parameters: { scope, max_age: "3600" } },
      { kind: "refresh" },
      { kind: "user info" },
    ]);
    expect(first).toMatchObject({
      hasRefreshToken: true,
      expiresIn: expect.any(Number),
      claims: {
        iss: issuerOf("v2"),
        aud: server.ready.demo.clientId,
        tid: server.ready.tenantId,
        preferred_username: server.ready.demo.user,
        auth_time: expect.any(Number),
        nonce: expect.any(String),
      },
    });
    expect(first?.scope?.split(" ")).toEqual(
      expect.arrayContaining([`${GRAPH}/User.Read`, "openid", "profile", "email"]),
    );
    expect(again?.scope).toBe(first?.scope);
    expect(claimsOf(again?.accessToken ?? "").aud).toBe(claimsOf(first?.accessToken ?? "").aud);
    const { sub = "" } = (first?.claims ?? {}) as { readonly sub?: string };
    expect(sub).not.toBe("");
    expect(again?.claims).toMatchObject({ sub });
    expect(info?.userInfo).toMatchObject({ sub, name: expect.any(String) });
  });

  test("an id token that comes with the code vouches for it", async () => {
    const parameters = { scope: `openid offline_access ${LOGS}/Data.Read` };
    const [answer] = await run("v2", [{ kind: "sign in", parameters, isHybrid: true }]);
    expect(claimsOf(answer?.accessToken ?? "").aud).toBe(LOGS);
  });

  test("an application gets a token as itself", async () => {
    const parameters = { scope: `${LOGS}/.default` };
    const [answer] = await run("v2", [{ kind: "client credentials", parameters }]);
    expect(claimsOf(answer?.accessToken ?? "").aud).toBe(LOGS);
    expect(answer?.hasRefreshToken).toBe(false);
  });

  test("a public client signs in by code, and by a device's code", async () => {
    const parameters = { scope: `openid profile offline_access ${LOGS}/Data.Read` };
    const answers = await run(
      "v2",
      [{ kind: "sign in", parameters }, { kind: "refresh" }, { kind: "device", parameters }],
      { clientId: DESKTOP_ID, clientSecret: null },
    );
    for (const answer of answers) {
      expect(claimsOf(answer.accessToken ?? "")).toMatchObject({ aud: LOGS, appid: DESKTOP_ID });
      expect(answer).toMatchObject({ hasRefreshToken: true, claims: { aud: DESKTOP_ID } });
    }
  });

  test("another user's subject is noticed", async () => {
    const steps: readonly OpenIdStep[] = [
      { kind: "sign in", parameters: { scope: "openid" } },
      { kind: "user info", subject: "someone-else" },
    ];
    await expect(run("v2", steps)).rejects.toThrow(/unexpected.*sub/i);
  });
});

describe("v1.0", () => {
  test("signs in by code for a resource, and goes on without naming it", async () => {
    const [first, again] = await run("v1", [
      { kind: "sign in", parameters: { scope: "openid", resource: `${LOGS}/` } },
      { kind: "refresh" },
    ]);
    expect(first).toMatchObject({
      hasRefreshToken: true,
      claims: { iss: issuerOf("v1"), upn: server.ready.demo.user, ver: "1.0" },
    });
    for (const answer of [first, again]) {
      expect(claimsOf(answer?.accessToken ?? "").aud).toBe(`${LOGS}/`);
    }
  });
});
