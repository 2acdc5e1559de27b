/** The demo's client makes what a script needs in the directory; nobody else is let in. */
import { expect, test } from "vitest";
import { callerOf } from "../support/call.ts";
import { startLazurite } from "../support/start-lazurite.ts";
import { bearer, guestOf, tokenFor } from "../support/tokens.ts";

const GRAPH = "https://graph.microsoft.com";

test("demo-client may do everything in the directory by its own token, demo-guest nothing", async () => {
  const server = await startLazurite();
  const { ready } = server;
  const caller = callerOf(server);
  const user = {
    accountEnabled: true,
    displayName: "Script's user",
    mailNickname: "scripted",
    userPrincipalName: "scripted@contoso.onmicrosoft.com",
    passwordProfile: { forceChangePasswordNextSignIn: false, password: "Scripted-1-user!" },
  };
  const post = async (token: string, path: string, body: object): Promise<number> => {
    const url = `${GRAPH}/v1.0/${path}`;
    const options = { method: "POST", headers: bearer(token), body };
    return (await caller.gateway(url, options)).status;
  };
  const demo = await tokenFor(caller, ready, GRAPH);
  expect(await post(demo, "applications", { displayName: "scripted" })).toBe(201);
  expect(await post(demo, "users", user)).toBe(201);
  const group = { displayName: "scripted", mailNickname: "scripted" };
  expect(await post(demo, "groups", { ...group, mailEnabled: false, securityEnabled: true })).toBe(
    201,
  );
  const guest = await tokenFor(caller, ready, GRAPH, guestOf(ready));
  expect(await post(guest, "applications", { displayName: "scripted" })).toBe(403);
  expect(await post(guest, "users", { ...user, mailNickname: "other" })).toBe(403);
  await caller.close();
  await server.end();
});
