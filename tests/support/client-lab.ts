import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, systemIds } from "../../src/base/index.ts";
import { openCertificateAuthority } from "../../src/http/index.ts";
import { createIdentity, type Identity } from "../../src/identity/index.ts";
import { openDirectory } from "../../src/storage/index.ts";
import { makeSigner, type Signer, signJwt } from "./assertions.ts";
import { callerOf } from "./call.ts";
import { type ForeignIssuer, makeIssuerKey, startForeignIssuer } from "./foreign-issuer.ts";
import { type ReadyLine, type RunningLazurite, startLazurite } from "./start-lazurite.ts";
import { tokenFor } from "./tokens.ts";

const HOUR_MS = 3_600_000;
const MACHINE_GROUP =
  "/subscriptions/6c3ac85e-59d5-4e5d-90eb-27979f57cb16/resourceGroups/demo/providers";

/** Ids and names of what the laboratory registers beside the demo. */
export const lab = {
  /** An API of the tenant's own, with tokens of version 2.0, that trusts the Azure CLI. */
  api: {
    appId: "1ab00001-0b1e-4c70-8a10-0c0ffee01a2b",
    uri: "api://lab",
    scope: "Lab.Use",
    secret: "lab~api.secret_for-client-suites.000",
  },
  /** The same with tokens of version 1.0. */
  oldApi: {
    appId: "1ab00002-0b1e-4c70-8a10-0c0ffee01a2b",
    uri: "api://old-lab",
    scope: "Old.Use",
  },
  /** A confidential client. */
  web: {
    appId: "1ab00003-0b1e-4c70-8a10-0c0ffee01a2b",
    secret: "lab~web.secret_for-client-suites.000",
    redirectUri: "https://localhost:44300/signed-in",
  },
  /** A public client on the desktop. */
  native: { appId: "1ab00004-0b1e-4c70-8a10-0c0ffee01a2b" },
  /** A managed identity of its own, which a program names. */
  identity: {
    appId: "1ab00005-de30-4c1a-9b57-0c0ffee01a2b",
    objectId: "1ab00005-5b1d-4c70-9a20-0c0ffee01a2b",
    resourceId: `${MACHINE_GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/lab` as string,
  },
  /** The workload whose token the demo's client accepts in place of a secret. */
  subject: "system:serviceaccount:default:app",
} as const;

/** The demo, with applications, an identity, a certificate and a foreign issuer registered. */
export interface ClientLab {
  readonly server: RunningLazurite;
  readonly ready: ReadyLine;
  readonly signer: Signer;
  /** Writes a file into the private folder and gives its path. */
  file(name: string, text: string): string;
  /** A private key and its certificate as one PEM file; the registered one by default. */
  pemFile(signer?: Signer): string;
  /** The foreign issuer's token for the registered workload. */
  foreignToken(over?: object): string;
  close(): Promise<void>;
}

export interface LabPlace {
  readonly identity: Identity;
  readonly tenantId: string;
  /** The key and certificate of localhost, by the authority that the lab's clients trust. */
  readonly tls: { readonly key: string; readonly cert: string };
}

export interface ClientLabOptions {
  /** Options of the start that serves. */
  readonly args?: readonly string[];
  /** Registers more, while the product is not running. */
  readonly prepare?: (place: LabPlace) => Promise<void>;
}

/** Starts the product twice: for its demo, then with what only its own code can register yet. */
export async function openClientLab({
  args = [],
  prepare,
}: ClientLabOptions = {}): Promise<ClientLab> {
  const folder = mkdtempSync(join(tmpdir(), "lazurite-lab-"));
  const data = join(folder, "data");
  const signer = await makeSigner(Date.now() - HOUR_MS, Date.now() + HOUR_MS);
  const issuer = await startForeignIssuer();
  const issuerKey = makeIssuerKey("cluster-1");
  issuer.publish([issuerKey.jwk]);
  const first = await startLazurite({ folder: data });
  await first.end();
  await withIdentity(data, async (identity, applicationObjectId) => {
    const place = { tenantId: first.ready.tenantId, applicationObjectId };
    await identity.addKeyCredential({ ...place, certificate: signer.certificate });
    const federated = { name: "cluster", issuer: issuer.url, subject: lab.subject };
    await identity.addFederatedCredential({ ...place, ...federated });
    await registerLab(identity, first.ready.tenantId);
    const authority = await openCertificateAuthority(join(data, "certificates"), systemClock);
    const tls = await authority.serverContext(["localhost"]);
    await prepare?.({ identity, tenantId: first.ready.tenantId, tls });
  });
  const server = await startLazurite({ folder: data, args });
  await attachIdentity(server);
  let files = 0;
  const file = (name: string, text: string): string => {
    files += 1;
    const path = join(folder, `${files}-${name}`);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    server,
    ready: server.ready,
    signer,
    file,
    pemFile: (of = signer) => file("app.pem", pemOf(of)),
    foreignToken: (over = {}) => foreignToken(issuer, issuerKey.privateKey, over),
    close: async () => {
      await server.end();
      await issuer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Gives the demo's machine the laboratory's identity, as an administrator does. */
async function attachIdentity(server: RunningLazurite): Promise<void> {
  const caller = callerOf(server);
  const token = await tokenFor(caller, server.ready, "https://management.azure.com/");
  const machine = `${MACHINE_GROUP}/Microsoft.Compute/virtualMachines/demo-machine`;
  const url = `https://management.azure.com${machine}?api-version=2024-07-01`;
  const userAssignedIdentities = { [lab.identity.resourceId]: {} };
  const answer = await caller.gateway(url, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}` },
    body: { identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities } },
  });
  await caller.close();
  if (answer.status !== 200) throw new Error(`the identity was not attached: ${answer.text}`);
}

const pemOf = ({ privateKey, certificate }: Signer): string =>
  `${privateKey.export({ type: "pkcs8", format: "pem" })}${new X509Certificate(certificate)}`;

function foreignToken(
  issuer: ForeignIssuer,
  key: ReturnType<typeof makeIssuerKey>["privateKey"],
  over: object,
): string {
  const now = Math.floor(Date.now() / 1000);
  const names = { iss: issuer.url, sub: lab.subject, aud: ["api://AzureADTokenExchange"] };
  const claims = { ...names, iat: now, exp: now + 600, ...over };
  return signJwt({ alg: "RS256", kid: "cluster-1" }, claims, key);
}

/** What an administrator does in the portal: no public API of the product does it yet. */
async function withIdentity(
  data: string,
  use: (identity: Identity, demoObjectId: string) => Promise<void>,
): Promise<void> {
  const directory = await openDirectory(join(data, "directory.db"));
  const identity = await createIdentity({
    directory,
    clock: systemClock,
    ids: systemIds,
    resourceAliases: new Map(),
    loginOrigins: [],
  });
  const demo = await directory.read.applications.findByAppId(DEMO_CLIENT_ID);
  await use(identity, demo?.objectId ?? "");
  await directory.close();
}

const DEMO_CLIENT_ID = "0c11e47a-de30-4c1a-9b57-6f1e5a0d9c21";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const ARM = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
const GRAPH = "00000003-0000-0000-c000-000000000000";

async function registerLab(identity: Identity, tenantId: string): Promise<void> {
  await registerApi(identity, tenantId, lab.api, 2);
  await registerApi(identity, tenantId, lab.oldApi, 1);
  const { redirectUri, ...web } = lab.web;
  await register(identity, {
    tenantId,
    ...web,
    displayName: "Lab web",
    redirectUris: [{ uri: redirectUri, platform: "web" }],
  });
  await register(identity, {
    tenantId,
    ...lab.native,
    displayName: "Lab desktop",
    isPublicClient: true,
    redirectUris: [{ uri: "http://localhost", platform: "publicClient" }],
  });
  for (const { appId } of [lab.web, lab.native]) await consentForAll(identity, tenantId, appId);
  await identity.grantDelegated({
    tenantId,
    clientAppId: lab.api.appId,
    resourceAppId: ARM,
    scopes: ["user_impersonation"],
  });
  await identity.createManagedIdentity({
    tenantId,
    displayName: "lab-identity",
    assignment: "user",
    ...lab.identity,
  });
}

/** Lets an application ask ARM, Graph and the lab's API for every user. */
export async function consentForAll(
  identity: Identity,
  tenantId: string,
  clientAppId: string,
): Promise<void> {
  const grant = { tenantId, clientAppId };
  const graphScopes = ["openid", "profile", "email", "offline_access", "User.Read"];
  await identity.grantDelegated({ ...grant, resourceAppId: ARM, scopes: ["user_impersonation"] });
  await identity.grantDelegated({ ...grant, resourceAppId: GRAPH, scopes: graphScopes });
  const { appId: resourceAppId, scope } = lab.api;
  await identity.grantDelegated({ ...grant, resourceAppId, scopes: [scope] });
}

async function registerApi(
  identity: Identity,
  tenantId: string,
  api: typeof lab.api | typeof lab.oldApi,
  requestedAccessTokenVersion: 1 | 2,
): Promise<void> {
  const { appId, uri, scope } = api;
  await register(identity, {
    tenantId,
    ...api,
    displayName: uri,
    identifierUris: [uri],
    requestedAccessTokenVersion,
    scopes: [{ id: appId.replace("0b1e", "5c0e"), value: scope, displayName: scope }],
  });
  const authorization = { tenantId, resourceAppId: appId, clientAppId: AZURE_CLI };
  await identity.preAuthorize({ ...authorization, scopes: [scope] });
}

type Draft = Parameters<Identity["createApplication"]>[0] & {
  readonly appId: string;
  readonly secret?: string;
};

export async function register(identity: Identity, { secret, ...draft }: Draft): Promise<void> {
  const { tenantId, appId } = draft;
  const { objectId } = await identity.createApplication(draft);
  await identity.createServicePrincipal({ tenantId, appId });
  if (secret === undefined) return;
  await identity.addPassword({ tenantId, applicationObjectId: objectId, secretText: secret });
}
