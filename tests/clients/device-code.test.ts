/** Clients that show a code: a person enters it in a browser of his own, over plain HTTP. */
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Az, azProgram, findDebianAz, openAz, openOwnCloudAz } from "../support/az.ts";
import { azTokenClaims, withAz } from "../support/az-sign-in.ts";
import { type ClientLab, lab as names, openClientLab } from "../support/client-lab.ts";
import { type DevicePerson, devicePerson } from "../support/device-person.ts";
import { getTokens, runProgram } from "../support/get-tokens.ts";
import { runCommand } from "../support/run-command.ts";
import type { Person } from "../support/sign-in-by-pages.ts";
import { claimsOf } from "../support/tokens.ts";
import type { MsalAnswer, MsalInput, MsalStep } from "./programs/msal-node.ts";

const ARM = "https://management.azure.com";
const LOGS = "https://api.loganalytics.io";
const PYTHON_PROGRAM = join(import.meta.dirname, "programs", "get_tokens.py");
const DONE = /is signed in as .* on your device\. You can close this window\./;
const { native, api } = names;

let lab: ClientLab;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(async () => {
  await lab?.close();
});

const somebody = (over: Partial<Person> = {}): DevicePerson => {
  const { user: userName, password } = lab.ready.demo;
  return devicePerson({ userName, password, ...over }, lab.server.caText);
};

const direct = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_EXTRA_CA_CERTS: lab.ready.ca });

describe("DeviceCodeCredential of @azure/identity", () => {
  const forms: readonly [string, () => NodeJS.ProcessEnv, () => object][] = [
    ["with the gateway alone", () => lab.server.env, () => ({})],
    [
      "at our own origins",
      direct,
      () => ({ authorityHost: lab.ready.login, disableInstanceDiscovery: true }),
    ],
  ];

  test.each(forms)("gets the tokens of the person, %s", async (_, env, options) => {
    const person = somebody();
    const { tenantId, demo } = lab.ready;
    const credential = { kind: "device code" } as const;
    const scopes = [`${ARM}/.default`];
    const input = { tenantId, clientId: native.appId, credential, scopes, options: options() };
    const [token = ""] = await getTokens(input, env(), person.watch);
    expect((await person.end()).text).toMatch(DONE);
    expect(claimsOf(token)).toMatchObject({
      aud: ARM,
      tid: tenantId,
      upn: demo.user,
      appid: native.appId,
      scp: "user_impersonation",
      amr: ["pwd"],
    });
  });
});

test("DeviceCodeCredential of azure-identity for Python gets them, for any tenant", async () => {
  const person = somebody();
  const python = join(dirname(azProgram()), "python");
  const run = await runCommand(python, [PYTHON_PROGRAM], {
    // It shows the code on standard output, which is otherwise held back.
    env: { ...lab.server.env, PYTHONUNBUFFERED: "1" },
    input: JSON.stringify({
      kind: "DeviceCodeCredential",
      arguments: {},
      scopes: [`${ARM}/.default`, `${LOGS}/.default`],
    }),
    watch: person.watch,
  });
  expect(run.status, run.stderr).toBe(0);
  expect((await person.end()).text).toMatch(DONE);
  const tokens = JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "") as readonly string[];
  const { tenantId: tid, demo } = lab.ready;
  expect(tokens.map((token) => claimsOf(token))).toEqual([
    expect.objectContaining({ tid, upn: demo.user, aud: ARM }),
    expect.objectContaining({ tid, upn: demo.user, aud: LOGS }),
  ]);
});

describe("msal-node", () => {
  const run = (
    person: DevicePerson,
    steps: readonly MsalStep[],
    auth: Partial<MsalInput["auth"]> = {},
  ): Promise<readonly MsalAnswer[]> => {
    const own = {
      clientId: native.appId,
      authority: `${lab.ready.login}/${lab.ready.tenantId}`,
      knownAuthorities: [new URL(lab.ready.login).host],
    };
    const input = { auth: { ...own, ...auth }, steps };
    return runProgram("msal-node.ts", input, direct(), person.watch);
  };

  test("gets an account by a code, and renews without it", async () => {
    const person = somebody();
    const [first, renewed, other] = await run(person, [
      { kind: "device code", scopes: [`${ARM}/.default`] },
      { kind: "silent", scopes: [`${ARM}/.default`], forceRefresh: true },
      { kind: "silent", scopes: [`${api.uri}/${api.scope}`] },
    ]);
    expect((await person.end()).text).toMatch(DONE);
    expect(first).toMatchObject({ fromCache: false, account: { username: lab.ready.demo.user } });
    expect(first?.idTokenClaims).toMatchObject({ tid: lab.ready.tenantId });
    expect(renewed?.accessToken).not.toBe(first?.accessToken);
    expect(claimsOf(other?.accessToken ?? "")).toMatchObject({ aud: api.appId, scp: api.scope });
  });

  test("is told when the person does not want to", async () => {
    const person = somebody({ isUnwilling: true });
    const asked = run(person, [{ kind: "device code", scopes: [`${ARM}/.default`] }]);
    await expect(asked).rejects.toThrow(/authorization_declined/);
    expect((await person.end()).text).toContain("You did not sign in");
  });
});

describe("az login --use-device-code", () => {
  const forms: readonly [string, () => Promise<Az>][] = [
    ["with the gateway alone", async () => openAz(lab.server.env)],
    ["at our own origins", () => openOwnCloudAz(lab.ready)],
    ["by the ADFS form", () => openOwnCloudAz(lab.ready, { isAdfs: true })],
  ];

  const signIn = async (_: string, open: () => Promise<Az>): Promise<void> => {
    await withAz({ open }, async (az) => {
      const person = somebody();
      const { subscriptionId: id, tenantId, demo } = lab.ready;
      const accounts = await az.runWatched(person.watch, "login", "--use-device-code");
      expect((await person.end()).text).toMatch(DONE);
      expect(accounts).toMatchObject([{ id, tenantId, user: { name: demo.user, type: "user" } }]);
      expect(await azTokenClaims(az, "--resource", ARM)).toMatchObject({
        aud: ARM,
        upn: demo.user,
        scp: "user_impersonation",
      });
      expect(await az.run("group", "list")).toMatchObject([{ name: "demo" }]);
    });
  };

  test.each(forms)("signs the person in, %s", signIn);

  const debianAz = findDebianAz();
  test.skipIf(debianAz === undefined)("signs the person in, with Debian's older az", () =>
    signIn("", async () => openAz(lab.server.env, debianAz)),
  );

  test("for one tenant, and for another API than ARM", async () => {
    await withAz({ open: async () => openAz(lab.server.env) }, async (az) => {
      const person = somebody();
      const { tenantId } = lab.ready;
      const scope = `${api.uri}/.default`;
      const login = ["login", "--use-device-code", "--tenant", tenantId, "--scope", scope];
      await az.runWatched(person.watch, ...login, "--allow-no-subscriptions");
      expect(await azTokenClaims(az, "--scope", scope)).toMatchObject({ aud: api.appId });
    });
  });

  test("shows the refusal of the person", async () => {
    await withAz({ open: async () => openAz(lab.server.env) }, async (az) => {
      const person = somebody({ isUnwilling: true });
      const login = az.runWatched(person.watch, "login", "--use-device-code");
      await expect(login).rejects.toThrow(/AADSTS65004/);
    });
  });
});
