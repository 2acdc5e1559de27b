/** Microsoft's own clients sign in by a certificate and by another issuer's token. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSigner } from "../../support/assertions.ts";
import { openAz } from "../../support/az.ts";
import { type ClientLab, openClientLab } from "../../support/client-lab.ts";
import { getTokens as runGetTokens } from "../../support/get-tokens.ts";
import { claimsOf } from "../../support/tokens.ts";
import type { GetTokensInput } from "../programs/get-tokens.ts";

const LOGS = "https://api.loganalytics.io";
const ARM = "https://management.azure.com";
const SCOPES = [`${LOGS}/.default`, `${ARM}/.default`];
const HOUR_MS = 3_600_000;

let lab: ClientLab;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(async () => {
  await lab?.close();
});

function getTokens(
  credential: GetTokensInput["credential"],
  env: NodeJS.ProcessEnv = lab.server.env,
  options: GetTokensInput["options"] = {},
): Promise<readonly string[]> {
  const { tenantId, demo } = lab.ready;
  const input = { tenantId, clientId: demo.clientId, credential, options, scopes: SCOPES };
  return runGetTokens(input, env);
}

function expectTokens(tokens: readonly string[]): void {
  const claims = { appid: lab.ready.demo.clientId, appidacr: "2", idtyp: "app" };
  expect(tokens.map((token) => claimsOf(token))).toEqual([
    expect.objectContaining({ ...claims, aud: LOGS }),
    expect.objectContaining({ ...claims, aud: ARM }),
  ]);
}

test("ClientCertificateCredential gets tokens for two APIs at once, with one assertion", async () => {
  expectTokens(await getTokens({ kind: "certificate", path: lab.pemFile() }));
});

test("ClientCertificateCredential sends its chain, at our own origins", async () => {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: lab.ready.ca };
  const tokens = await getTokens({ kind: "certificate", path: lab.pemFile() }, env, {
    authorityHost: lab.ready.login,
    disableInstanceDiscovery: true,
    sendCertificateChain: true,
  });
  expectTokens(tokens);
});

test("a certificate that is not registered is refused with the code that the SDK shows", async () => {
  const stranger = await makeSigner(Date.now() - HOUR_MS, Date.now() + HOUR_MS);
  const path = lab.pemFile(stranger);
  await expect(getTokens({ kind: "certificate", path })).rejects.toThrow(/AADSTS700027/);
});

test("ClientAssertionCredential hands on another issuer's token", async () => {
  expectTokens(await getTokens({ kind: "assertion", assertion: lab.foreignToken() }));
});

test("ClientAssertionCredential of another subject is refused", async () => {
  const assertion = lab.foreignToken({ sub: "system:serviceaccount:default:other" });
  await expect(getTokens({ kind: "assertion", assertion })).rejects.toThrow(/AADSTS700213/);
});

test("WorkloadIdentityCredential reads the token from a file", async () => {
  const path = lab.file("token", lab.foreignToken());
  expectTokens(await getTokens({ kind: "workload", path }));
});

test("EnvironmentCredential takes the certificate from the environment", async () => {
  const { tenantId, demo } = lab.ready;
  const named = { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: demo.clientId };
  const certificate = { AZURE_CLIENT_CERTIFICATE_PATH: lab.pemFile() };
  const env = { ...lab.server.env, ...named, ...certificate };
  expectTokens(await getTokens({ kind: "environment" }, env));
  const chain = { AZURE_CLIENT_SEND_CERTIFICATE_CHAIN: "true" };
  expectTokens(await getTokens({ kind: "environment" }, { ...env, ...chain }));
});

test("DefaultAzureCredential finds a certificate, or a workload, in the environment", async () => {
  const { tenantId, demo } = lab.ready;
  const env = { ...lab.server.env, AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: demo.clientId };
  const path = lab.pemFile();
  expectTokens(
    await getTokens({ kind: "default" }, { ...env, AZURE_CLIENT_CERTIFICATE_PATH: path }),
  );
  const token = lab.file("default-token", lab.foreignToken());
  expectTokens(await getTokens({ kind: "default" }, { ...env, AZURE_FEDERATED_TOKEN_FILE: token }));
});

test.each(["certificate", "federated token"])("az signs in by a %s", async (kind) => {
  const { tenantId, demo } = lab.ready;
  const az = openAz(lab.server.env);
  try {
    const proof =
      kind === "certificate"
        ? ["--certificate", lab.pemFile()]
        : ["--federated-token", lab.foreignToken()];
    const names = ["--username", demo.clientId, "--tenant", tenantId];
    await az.run("login", "--service-principal", ...names, ...proof);
    const answer = await az.run("account", "get-access-token", "--resource", LOGS);
    const { accessToken } = answer as { readonly accessToken: string };
    expect(claimsOf(accessToken)).toMatchObject({ aud: LOGS, appidacr: "2" });
  } finally {
    az.close();
  }
});
