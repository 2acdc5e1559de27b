import { expect, test } from "vitest";
import type { Az } from "./az.ts";
import { browserEnvironment } from "./browser-command.ts";
import { type ClientLab, lab as names } from "./client-lab.ts";
import { devicePerson } from "./device-person.ts";
import type { Person } from "./sign-in-by-pages.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { claimsOf } from "./tokens.ts";

const ARM = "https://management.azure.com";
const LOGS = "https://api.loganalytics.io";
const GRAPH = "https://graph.microsoft.com";

/** One way in which an az is pointed at the product. */
export interface AzForm {
  readonly lab: () => ClientLab;
  /** A fresh az without any account, with more in its environment. */
  readonly open: (more?: NodeJS.ProcessEnv) => Promise<Az>;
}

/** Runs with a fresh az and closes it. */
export async function withAz<Result>(
  form: Pick<AzForm, "open">,
  use: (az: Az) => Promise<Result>,
  more: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const az = await form.open(more);
  try {
    return await use(az);
  } finally {
    az.close();
  }
}

/** The claims of the token that az hands out. */
export async function azTokenClaims(az: Az, ...args: readonly string[]): Promise<object> {
  const answer = await az.run("account", "get-access-token", ...args);
  const { accessToken } = answer as { readonly accessToken: string };
  return claimsOf(accessToken);
}

/** Fails unless az hands out tokens for Microsoft's APIs and for one of the tenant's own. */
export async function expectAzTokens(az: Az, claims: object): Promise<void> {
  const of = (...args: readonly string[]) => azTokenClaims(az, ...args);
  expect(await of()).toMatchObject({ aud: expect.stringMatching(/^https:\/\/management\./) });
  for (const resource of [ARM, LOGS, GRAPH]) {
    expect(await of("--resource", resource)).toMatchObject({ ...claims, aud: resource });
    const byScope = await of("--scope", `${resource}/.default`);
    expect(byScope).toMatchObject({ ...claims, aud: resource });
  }
  const { api } = names;
  expect(await of("--resource", api.appId)).toMatchObject({ aud: api.appId, ver: "2.0" });
  expect(await of("--scope", `${api.uri}/.default`)).toMatchObject({ aud: api.appId });
}

/** Fails unless the only account of az is this one; then signs it out, and it is gone. */
export async function expectOneAccountUntilLogout(
  az: Az,
  user: { readonly name: string; readonly type: string },
  lab: ClientLab,
): Promise<void> {
  const { subscriptionId: id, tenantId } = lab.ready;
  expect(await az.run("account", "list")).toMatchObject([{ id, tenantId, user }]);
  await az.run("logout");
  expect(await az.run("account", "list")).toEqual([]);
  await expect(az.run("account", "get-access-token")).rejects.toThrow(/az login/);
}

/** A service principal's sign-in by its secret, as a test of the running file. */
export function testAzPrincipal(form: AzForm): void {
  const principalLogin = (lab: ClientLab): readonly string[] => {
    const { tenantId, demo } = lab.ready;
    return ["login", "--service-principal", "--username", demo.clientId, "--tenant", tenantId];
  };
  const principal = (lab: ClientLab) => ({
    name: lab.ready.demo.clientId,
    type: "servicePrincipal",
  });

  test("a service principal signs in by its secret, gets tokens and signs out", async () => {
    const lab = form.lab();
    await withAz(form, async (az) => {
      await az.run(...principalLogin(lab), "--password", lab.ready.demo.clientSecret);
      await expectAzTokens(az, { appid: lab.ready.demo.clientId, idtyp: "app", appidacr: "1" });
      await expectOneAccountUntilLogout(az, principal(lab), lab);
    });
  });
}

/** A user's sign-in by name and password, as tests of the running file. */
export function testAzPassword(form: AzForm): void {
  test("a user signs in by password, gets tokens and signs out", async () => {
    const lab = form.lab();
    const { user, password } = lab.ready.demo;
    await withAz(form, async (az) => {
      await az.run("login", "--username", user, "--password", password);
      await expectAzTokens(az, { upn: user, idtyp: "user", appidacr: "0" });
      const { api } = names;
      expect(await azTokenClaims(az, "--resource", api.appId)).toMatchObject({ scp: api.scope });
      expect(await az.run("group", "list")).toMatchObject([{ name: "demo" }]);
      await expectOneAccountUntilLogout(az, { name: user, type: "user" }, lab);
    });
  });

  test("a user's wrong password is refused with the number that az shows", async () => {
    const { user } = form.lab().ready.demo;
    await withAz(form, async (az) => {
      await expect(az.run("login", "--username", user, "--password", "wrong")).rejects.toThrow(
        /AADSTS50126/,
      );
    });
  });
}

const personOf = ({ ready }: ClientLab): Person => ({
  userName: ready.demo.user,
  password: ready.demo.password,
});

async function expectUser(az: Az, lab: ClientLab): Promise<void> {
  const { user } = lab.ready.demo;
  expect(await azTokenClaims(az, "--resource", LOGS)).toMatchObject({ aud: LOGS, upn: user });
  await expectOneAccountUntilLogout(az, { name: user, type: "user" }, lab);
}

/** A user's sign-in in a browser, as a test of the running file. */
export function testAzBrowser(form: AzForm): void {
  test("a user signs in in the browser that az opens", async () => {
    const lab = form.lab();
    const { env } = browserEnvironment(temporaryFolder(), personOf(lab));
    const signIn = async (az: Az): Promise<void> => {
      await az.run("login");
      await expectUser(az, lab);
    };
    await withAz(form, signIn, env);
  });
}

/** A user's sign-in by a code, as a test of the running file. */
export function testAzDeviceCode(form: AzForm): void {
  test("a user enters the code that az shows", async () => {
    const lab = form.lab();
    const person = devicePerson(personOf(lab), lab.server.caText);
    await withAz(form, async (az) => {
      await az.runWatched(person.watch, "login", "--use-device-code");
      await person.end();
      await expectUser(az, lab);
    });
  });
}
