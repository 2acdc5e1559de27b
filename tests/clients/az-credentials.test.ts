/** Secrets and certificates that the Azure CLI makes, and what signs in with them. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Az, openAz } from "../support/az.ts";
import { curl } from "../support/curl.ts";
import { getTokens } from "../support/get-tokens.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { claimsOf } from "../support/tokens.ts";
import type { GetTokensInput } from "./programs/get-tokens.ts";

const ARM = "https://management.azure.com";

let server: RunningLazurite;
let az: Az;
let home: string;

beforeAll(async () => {
  server = await startLazurite();
  // az writes the certificates that it makes into the home folder.
  home = mkdtempSync(join(tmpdir(), "lazurite-home-"));
  az = openAz({ ...server.env, HOME: home });
  const { tenantId, demo } = server.ready;
  await az.run(
    ...["login", "--username", demo.user, "--password", demo.password, "--tenant", tenantId],
  );
});

afterAll(async () => {
  az?.close();
  rmSync(home, { recursive: true, force: true });
  await server?.end();
});

async function run<Answer>(command: string, ...more: readonly string[]): Promise<Answer> {
  return (await az.run(...command.split(" "), ...more)) as Answer;
}

interface Made {
  readonly appId: string;
  readonly password: string;
  readonly fileWithCertAndPrivateKey: string;
}

interface Listed {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly hint?: string;
}

/** A sign-in by az. */
async function signIn(appId: string, ...proof: readonly string[]): Promise<void> {
  const { tenantId } = server.ready;
  const other = openAz(server.env);
  const login = ["login", "--service-principal", "--username", appId, "--tenant", tenantId];
  try {
    await other.run(...login, ...proof, "--allow-no-subscriptions");
  } finally {
    other.close();
  }
}

/** What curl gets for a secret: 0 for a token, or the number that refuses it. */
async function bySecret(appId: string, secret: string): Promise<number> {
  const url = `https://login.microsoftonline.com/${server.ready.tenantId}/oauth2/v2.0/token`;
  const fields = {
    grant_type: "client_credentials",
    client_id: appId,
    client_secret: secret,
    scope: `${ARM}/.default`,
  };
  const form = Object.entries(fields).map((field) => field.join("="));
  const { json } = await curl(server, url, ...form.flatMap((one) => ["--data-urlencode", one]));
  return (json() as { error_codes?: number[] }).error_codes?.[0] ?? 0;
}

/** The claims of a token that @azure/identity gets. */
async function claimsBy(
  clientId: string,
  credential: GetTokensInput["credential"],
): Promise<object> {
  const { tenantId } = server.ready;
  const input = { tenantId, clientId, credential, scopes: [`${ARM}/.default`] };
  const [token = ""] = await getTokens(input, server.env);
  return claimsOf(token);
}

describe("az ad sp create-for-rbac", () => {
  test("without a role makes a principal that signs in and may do nothing", async () => {
    const { appId, password } = await run<Made>("ad sp create-for-rbac --name az-plain");
    await signIn(appId, "--password", password);
    const secret = { kind: "secret", secret: password } as const;
    expect(await claimsBy(appId, secret)).toMatchObject({ appid: appId, appidacr: "1" });
    const { id } = await run<{ id: string }>(`ad sp show --id ${appId}`);
    expect(await run(`role assignment list --assignee ${id} --all`)).toEqual([]);
  });

  test("with a certificate makes one that signs in by it", async () => {
    const { subscriptionId } = server.ready;
    const scope = `/subscriptions/${subscriptionId}/resourceGroups/demo`;
    const made = await run<Made>(
      `ad sp create-for-rbac --name az-certificate --create-cert --role Reader --scopes ${scope}`,
    );
    const path = made.fileWithCertAndPrivateKey;
    expect(readFileSync(path, "utf8")).toContain("BEGIN CERTIFICATE");
    await signIn(made.appId, "--certificate", path);
    const claims = await claimsBy(made.appId, { kind: "certificate", path });
    expect(claims).toMatchObject({ appid: made.appId, appidacr: "2" });
    const { id } = await run<{ id: string }>(`ad sp show --id ${made.appId}`);
    expect(await run(`role assignment list --assignee ${id} --all`)).toMatchObject([
      { roleDefinitionName: "Reader", scope },
    ]);
    expect(await run(`ad app credential list --id ${made.appId} --cert`)).toHaveLength(1);
  });
});

describe.each(["app", "sp"] as const)("az ad %s credential", (kind) => {
  /** Az changes an application of the same name instead of making another. */
  const register = async (purpose: string): Promise<string> => {
    const { appId } = await run<Made>(`ad app create --display-name az-${kind}-${purpose}`);
    await run(`ad sp create --id ${appId}`);
    return appId;
  };
  const list = (appId: string, ...more: readonly string[]) =>
    run<readonly Listed[]>(`ad ${kind} credential list --id ${appId}`, ...more);

  test("resets, appends, lists and deletes secrets", async () => {
    const appId = await register("secrets");
    const reset = `ad ${kind} credential reset --id ${appId}`;
    const first = await run<Made>(reset);
    const second = await run<Made>(`${reset} --append --display-name second --years 2`);
    const listed = await list(appId);
    expect(listed.map(({ hint }) => hint).sort()).toEqual(
      [first, second].map(({ password }) => password.slice(0, 3)).sort(),
    );
    for (const { password } of [first, second]) {
      expect(await bySecret(appId, password)).toBe(0);
    }
    const old = listed.find(({ displayName }) => displayName !== "second");
    await run(`ad ${kind} credential delete --id ${appId} --key-id ${old?.keyId}`);
    expect(await bySecret(appId, first.password)).toBe(7000215);
    expect(await bySecret(appId, second.password)).toBe(0);
    const third = await run<Made>(reset);
    expect(await list(appId)).toHaveLength(1);
    expect(await bySecret(appId, second.password)).toBe(7000215);
    expect(await bySecret(appId, third.password)).toBe(0);
  });

  test("makes, appends and deletes certificates", async () => {
    const appId = await register("certificates");
    const reset = `ad ${kind} credential reset --id ${appId} --create-cert`;
    const first = await run<Made>(reset);
    const second = await run<Made>(`${reset} --append`);
    const listed = await list(appId, "--cert");
    expect(listed).toHaveLength(2);
    const by = (made: Made): Promise<object> =>
      claimsBy(appId, { kind: "certificate", path: made.fileWithCertAndPrivateKey });
    for (const made of [first, second]) {
      expect(await by(made)).toMatchObject({ appid: appId, appidacr: "2" });
    }
    for (const { keyId } of listed) {
      await run(`ad ${kind} credential delete --id ${appId} --cert --key-id ${keyId}`);
    }
    expect(await list(appId, "--cert")).toEqual([]);
    await expect(by(first)).rejects.toThrow(/AADSTS700027/);
  });

  test("knows a secret that has expired", async () => {
    const appId = await register("expired");
    const address = kind === "app" ? "applications" : "servicePrincipals";
    const url = `https://graph.microsoft.com/v1.0/${address}(appId='${appId}')/addPassword`;
    const passwordCredential = {
      startDateTime: "2020-01-01T00:00:00Z",
      endDateTime: "2021-01-01T00:00:00Z",
    };
    const body = JSON.stringify({ passwordCredential });
    const { secretText } = await run<{ secretText: string }>(
      "rest --method POST",
      ...["--url", url, "--body", body],
    );
    expect(await bySecret(appId, secretText)).toBe(7000222);
  });
});
