/** The option that lets an application send each of its assertions once. */
import { expect, onTestFinished, test } from "vitest";
import { systemIds } from "../../src/base/index.ts";
import { JWT_BEARER, signJwt } from "../support/assertions.ts";
import { callerOf } from "../support/call.ts";
import { openClientLab } from "../support/client-lab.ts";
import { runLazurite } from "../support/start-lazurite.ts";

test("with --assertion-use once the second use of an assertion is refused", async () => {
  const lab = await openClientLab({ args: ["--assertion-use", "once"] });
  onTestFinished(() => lab.close());
  const { ready } = lab;
  const caller = callerOf(lab.server);
  onTestFinished(() => caller.close());
  const url = `${ready.login}/${ready.tenantId}/oauth2/v2.0/token`;
  const { clientId } = ready.demo;
  const now = Math.floor(Date.now() / 1_000);
  const makeAssertion = (): string =>
    signJwt(
      { alg: "RS256", x5t: lab.signer.sha1 },
      { aud: url, iss: clientId, sub: clientId, jti: systemIds.guid(), iat: now, exp: now + 60 },
      lab.signer.privateKey,
    );
  const send = async (assertion: string) =>
    await caller.direct(url, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        client_assertion: assertion,
        client_assertion_type: JWT_BEARER,
        scope: "https://management.azure.com/.default",
      }),
    });
  const one = makeAssertion();
  expect((await send(one)).status).toBe(200);
  const refused = await send(one);
  expect(refused.status).toBe(401);
  expect(refused.json).toMatchObject({ error: "invalid_client", error_codes: [50012] });
  expect((await send(makeAssertion())).status).toBe(200);
});

test("another value of --assertion-use is refused, from the environment too", async () => {
  const sentence = 'lazurite: --assertion-use takes until-expiry or once, not "twice".\n';
  const byFlag = await runLazurite(["start", "--ephemeral", "--assertion-use", "twice"]);
  const env = { ...process.env, LAZURITE_ASSERTION_USE: "twice" };
  const byEnvironment = await runLazurite(["start", "--ephemeral"], env);
  for (const run of [byFlag, byEnvironment]) {
    expect(run.status).toBe(1);
    expect(run.stderr).toBe(sentence);
  }
});
