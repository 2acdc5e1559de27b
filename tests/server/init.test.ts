/** `lazurite init`: an empty store gets its tenant, and its administrator a way in. */
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDirectory } from "../../src/storage/index.ts";
import { callerOf } from "../support/call.ts";
import { runCommand } from "../support/run-command.ts";
import {
  type FinishedRun,
  LAZURITE_PROGRAM,
  runLazurite,
  startLazurite,
} from "../support/start-lazurite.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const ARM = "https://management.azure.com/";

interface Made {
  readonly tenantId: string;
  readonly domain: string;
  readonly subscriptionId: string;
  readonly userPrincipalName: string;
  readonly password: string;
}

const init = (folder: string, ...args: string[]): Promise<FinishedRun> =>
  runLazurite(["init", "--data", folder, ...args]);

function madeBy(run: FinishedRun): Made {
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as Made;
}

async function serve(folder: string) {
  const server = await startLazurite({ folder, args: ["--no-demo"] });
  const caller = callerOf(server);
  onTestFinished(async () => {
    await caller.close();
    await server.end();
  });
  const subscriptionsOf = async (made: Made): Promise<unknown> => {
    const { login, arm } = server.ready;
    const signedIn = await caller.direct(`${login}/organizations/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "password",
        client_id: AZURE_CLI,
        username: made.userPrincipalName,
        password: made.password,
        scope: `${ARM}.default`,
      }),
    });
    expect(signedIn.status, signedIn.text).toBe(200);
    const { access_token: token } = signedIn.json as { access_token: string };
    const list = await caller.direct(`${arm}/subscriptions?api-version=2022-12-01`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return (list.json as { value: { subscriptionId: string }[] }).value.map(
      ({ subscriptionId }) => subscriptionId,
    );
  };
  return { server, subscriptionsOf };
}

test("before the first start it makes the store, the tenant and its owner", async () => {
  const folder = temporaryFolder();
  const made = madeBy(await init(folder, "--domain", "Fabrikam.example", "--json"));
  expect(made).toMatchObject({
    domain: "fabrikam.example",
    userPrincipalName: "admin@fabrikam.example",
  });
  const { server, subscriptionsOf } = await serve(folder);
  expect(server.ready).toMatchObject({
    tenantId: made.tenantId,
    subscriptionId: made.subscriptionId,
  });
  expect(await subscriptionsOf(made)).toEqual([made.subscriptionId]);
});

test("beside a running server the way in is open at once, and there is one tenant only", async () => {
  const folder = temporaryFolder();
  const { subscriptionsOf } = await serve(folder);
  const args = ["--domain", "fabrikam.example", "--user", "ada", "--name", "Fabrikam"];
  const made = madeBy(await init(folder, ...args, "--json"));
  expect(made.userPrincipalName).toBe("ada@fabrikam.example");
  expect(await subscriptionsOf(made)).toEqual([made.subscriptionId]);
  const again = await init(folder, ...args);
  expect(again.status).toBe(1);
  expect(again.stderr).toMatch(/has its tenant already, fabrikam\.example/);
});

test("the card shows the password and what to do next", async () => {
  const folder = temporaryFolder();
  const { status, stdout } = await init(folder, "--domain", "fabrikam.example");
  expect(status).toBe(0);
  expect(stdout).toMatch(/administrator {2}admin@fabrikam\.example/);
  expect(stdout).toMatch(/password {7}Lz-[\w-]{27}-7 /);
  expect(stdout).toContain(`npx lazurite start --no-demo --data ${folder}`);
});

test.each([
  ["no domain", [], /--domain DOMAIN/],
  ["what is no domain", ["--domain", "nonsense"], /"nonsense" is no domain name/],
  ["a name with a domain", ["--domain", "a.example", "--user", "a@b"], /may hold letters/],
  ["a password that is not there", ["--domain", "a.example", "--password-stdin"], /no password/],
  ["a flag that is not known", ["--domain", "a.example", "--force"], /--force/],
])("%s is refused in a sentence, and the next try goes on", async (_, args, sentence) => {
  const folder = temporaryFolder();
  const refused = await init(folder, ...args);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(sentence);
  madeBy(await init(folder, "--domain", "a.example", "--json"));
});

test("the administrator's password may be brought; one that is refused leaves the rest to do", async () => {
  const folder = temporaryFolder();
  const bring = (input: string, ...more: string[]) =>
    runCommand(
      process.execPath,
      [LAZURITE_PROGRAM, "init", "--data", folder, "--password-stdin", "--json", ...more],
      { input },
    );
  const weak = await bring("short\n", "--domain", "a.example");
  expect(weak.status).toBe(1);
  expect(weak.stderr).toMatch(/three kinds/);
  const other = await bring("Brought-along-1\n", "--domain", "b.example");
  expect(other.stderr).toMatch(/finish it with --domain a\.example --user admin/);
  const made = madeBy(await bring("Brought-along-1\n", "--domain", "a.example"));
  expect(made.password).toBeUndefined();
  const { subscriptionsOf } = await serve(folder);
  expect(await subscriptionsOf({ ...made, password: "Brought-along-1" })).toEqual([
    made.subscriptionId,
  ]);
});

test("a store that an attempt left empty is never served as the demo afterwards", async () => {
  const folder = temporaryFolder();
  await (await openDirectory(join(folder, "directory.db"))).close();
  madeBy(await init(folder, "--domain", "a.example", "--json"));
  const asDemo = await runLazurite(["start", "--data", folder, "--port", "0"]);
  expect(asDemo.status).toBe(1);
  expect(asDemo.stderr).toMatch(/add --no-demo/);
});

test("a store of the demo keeps its tenant", async () => {
  const server = await startLazurite();
  onTestFinished(async () => void (await server.end()));
  const folder = dirname(dirname(server.ready.ca));
  const refused = await init(folder, "--domain", "fabrikam.example");
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/holds the demo, whose tenant is Contoso/);
});
