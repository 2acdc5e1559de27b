/** Microsoft's own clients sign in by a certificate and by another issuer's token. */
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock, systemIds } from "../../../src/base/index.ts";
import { createIdentity } from "../../../src/identity/index.ts";
import { openDirectory } from "../../../src/storage/index.ts";
import { makeSigner, type Signer, signJwt } from "../../support/assertions.ts";
import { openAz } from "../../support/az.ts";
import {
  type ForeignIssuer,
  makeIssuerKey,
  startForeignIssuer,
} from "../../support/foreign-issuer.ts";
import { runCommand } from "../../support/run-command.ts";
import { type RunningLazurite, startLazurite } from "../../support/start-lazurite.ts";
import { claimsOf } from "../../support/tokens.ts";
import type { GetTokensInput } from "../programs/get-tokens.ts";

const PROGRAM = join(import.meta.dirname, "..", "programs", "get-tokens.ts");
const LOGS = "https://api.loganalytics.io";
const ARM = "https://management.azure.com";
const SCOPES = [`${LOGS}/.default`, `${ARM}/.default`];
const SUBJECT = "system:serviceaccount:default:app";
const HOUR_MS = 3_600_000;

let folder: string;
let server: RunningLazurite;
let issuer: ForeignIssuer;
let signer: Signer;
const issuerKey = makeIssuerKey("cluster-1");

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};

const pemOf = ({ privateKey, certificate }: Signer): string =>
  `${privateKey.export({ type: "pkcs8", format: "pem" })}${new X509Certificate(certificate)}`;

/** What an administrator does in the portal: no public API of the product does it yet. */
async function register(data: string, clientId: string, tenantId: string): Promise<void> {
  const directory = await openDirectory(join(data, "directory.db"));
  const identity = await createIdentity({
    directory,
    clock: systemClock,
    ids: systemIds,
    resourceAliases: new Map(),
    loginOrigins: [],
  });
  const application = await directory.read.applications.findByAppId(clientId);
  const place = { tenantId, applicationObjectId: application?.objectId ?? "" };
  await identity.addKeyCredential({ ...place, certificate: signer.certificate });
  await identity.addFederatedCredential({
    ...place,
    name: "cluster",
    issuer: issuer.url,
    subject: SUBJECT,
  });
  await directory.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lazurite-assertions-"));
  signer = await makeSigner(Date.now() - HOUR_MS, Date.now() + HOUR_MS);
  issuer = await startForeignIssuer();
  issuer.publish([issuerKey.jwk]);
  const data = join(folder, "data");
  const first = await startLazurite({ folder: data });
  await first.end();
  await register(data, first.ready.demo.clientId, first.ready.tenantId);
  server = await startLazurite({ folder: data });
});

afterAll(async () => {
  await server?.end();
  await issuer?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function getTokens(
  credential: GetTokensInput["credential"],
  env: NodeJS.ProcessEnv = server.env,
  options: GetTokensInput["options"] = {},
): Promise<readonly string[]> {
  const { tenantId, demo } = server.ready;
  const input = { tenantId, clientId: demo.clientId, credential, options, scopes: SCOPES };
  const run = await runCommand(process.execPath, ["--import", "tsx", PROGRAM], {
    env,
    input: JSON.stringify(input),
  });
  if (run.status !== 0) throw new Error(`the client ended with ${run.status}:\n${run.stderr}`);
  return JSON.parse(run.stdout) as readonly string[];
}

function expectTokens(tokens: readonly string[]): void {
  const claims = { appid: server.ready.demo.clientId, appidacr: "2", idtyp: "app" };
  expect(tokens.map((token) => claimsOf(token))).toEqual([
    expect.objectContaining({ ...claims, aud: LOGS }),
    expect.objectContaining({ ...claims, aud: ARM }),
  ]);
}

const foreignToken = (over: object = {}): string => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer.url, sub: SUBJECT, aud: ["api://AzureADTokenExchange"], iat: now };
  return signJwt(
    { alg: "RS256", kid: "cluster-1" },
    { ...claims, exp: now + 600, ...over },
    issuerKey.privateKey,
  );
};

test("ClientCertificateCredential gets tokens for two APIs at once, with one assertion", async () => {
  expectTokens(await getTokens({ kind: "certificate", path: file("app.pem", pemOf(signer)) }));
});

test("ClientCertificateCredential sends its chain, at our own origins", async () => {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: server.ready.ca };
  const tokens = await getTokens({ kind: "certificate", path: file("c.pem", pemOf(signer)) }, env, {
    authorityHost: server.ready.login,
    disableInstanceDiscovery: true,
    sendCertificateChain: true,
  });
  expectTokens(tokens);
});

test("a certificate that is not registered is refused with the code that the SDK shows", async () => {
  const stranger = await makeSigner(Date.now() - HOUR_MS, Date.now() + HOUR_MS);
  const path = file("stranger.pem", pemOf(stranger));
  await expect(getTokens({ kind: "certificate", path })).rejects.toThrow(/AADSTS700027/);
});

test("ClientAssertionCredential hands on another issuer's token", async () => {
  expectTokens(await getTokens({ kind: "assertion", assertion: foreignToken() }));
});

test("ClientAssertionCredential of another subject is refused", async () => {
  const assertion = foreignToken({ sub: "system:serviceaccount:default:other" });
  await expect(getTokens({ kind: "assertion", assertion })).rejects.toThrow(/AADSTS700213/);
});

test("WorkloadIdentityCredential reads the token from a file", async () => {
  expectTokens(await getTokens({ kind: "workload", path: file("token", foreignToken()) }));
});

test("DefaultAzureCredential finds a certificate, or a workload, in the environment", async () => {
  const { tenantId, demo } = server.ready;
  const env = { ...server.env, AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: demo.clientId };
  const path = file("default.pem", pemOf(signer));
  expectTokens(
    await getTokens({ kind: "default" }, { ...env, AZURE_CLIENT_CERTIFICATE_PATH: path }),
  );
  const token = file("default-token", foreignToken());
  expectTokens(await getTokens({ kind: "default" }, { ...env, AZURE_FEDERATED_TOKEN_FILE: token }));
});

test.each(["certificate", "federated token"])("az signs in by a %s", async (kind) => {
  const { tenantId, demo } = server.ready;
  const az = openAz(server.env);
  try {
    const proof =
      kind === "certificate"
        ? ["--certificate", file("az.pem", pemOf(signer))]
        : ["--federated-token", foreignToken()];
    const names = ["--username", demo.clientId, "--tenant", tenantId];
    await az.run("login", "--service-principal", ...names, ...proof);
    const answer = await az.run("account", "get-access-token", "--resource", LOGS);
    const { accessToken } = answer as { readonly accessToken: string };
    expect(claimsOf(accessToken)).toMatchObject({ aud: LOGS, appidacr: "2" });
  } finally {
    az.close();
  }
});
