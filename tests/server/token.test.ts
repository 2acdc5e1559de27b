/** `lazurite token` prints the token of an application, or of a person. */
import { expect, test } from "vitest";
import { runLazurite, startLazurite } from "../support/start-lazurite.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { claimsOf } from "../support/tokens.ts";

const LOGS = "https://api.loganalytics.io";
const READER = "reader@contoso.onmicrosoft.com";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

test("a token is the demo application's, or a person's by the password", async () => {
  const folder = temporaryFolder();
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    runLazurite(["token", "--data", folder, ...args], { ...process.env, ...env });
  const claims = async (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<object> => {
    const { status, stdout, stderr } = await run(args, env);
    expect(`${status} ${stderr}`).toBe("0 ");
    return claimsOf(stdout.trim());
  };
  const server = await startLazurite({ folder });
  const { clientId: appid, user } = server.ready.demo;
  expect(await claims(["--resource", LOGS])).toMatchObject({ aud: LOGS, appid });
  const person = { appid: AZURE_CLI, aud: LOGS };
  const ofAdministrator = await claims(["--resource", LOGS, "--user", user]);
  expect(ofAdministrator).toMatchObject({ ...person, upn: user });
  const asked = ["--scope", `${LOGS}/.default`, "--user", READER];
  const ofReader = await claims(asked, { LAZURITE_PASSWORD: "Contoso-demo-2!" });
  expect(ofReader).toMatchObject({ ...person, upn: READER });
  for (const [args, says] of [
    [asked, /LAZURITE_PASSWORD or --password/],
    [[...asked, "--password", "wrong"], /AADSTS50126/],
    [["--resource", LOGS, "--password", "one"], /name the person with --user/],
    [["--resource", LOGS, "--scope", LOGS], /either --resource \(v1\) or --scope \(v2\)/],
  ] as const) {
    const { status, stderr } = await run(args);
    expect(stderr).toMatch(says);
    expect(status).toBe(1);
  }
  await server.end();
});
