/** azure-identity for Python, as PyPI has it today: every credential that needs no browser. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClientLab, lab as names, openClientLab } from "../../support/client-lab.ts";
import { devicePerson } from "../../support/device-person.ts";
import { getTokensByPython } from "../../support/get-tokens.ts";
import { claimsOf } from "../../support/tokens.ts";

const ARM = "https://management.azure.com";
const LOGS = "https://api.loganalytics.io";
const SCOPES = [`${ARM}/.default`, `${LOGS}/.default`];

let lab: ClientLab;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(async () => {
  await lab?.close();
});

const getTokens = (
  kind: string,
  settings: object,
  env: NodeJS.ProcessEnv = lab.server.env,
  scopes: readonly string[] = SCOPES,
): Promise<readonly string[]> => getTokensByPython(kind, settings, env, scopes);

const demo = () => ({ tenant_id: lab.ready.tenantId, client_id: lab.ready.demo.clientId });

/** Trusts us, and knows no gateway. */
const direct = (): NodeJS.ProcessEnv => {
  const { ca } = lab.ready;
  return { ...process.env, REQUESTS_CA_BUNDLE: ca, SSL_CERT_FILE: ca };
};

function expectTokens(tokens: readonly string[], appidacr: string): void {
  const claims = { appid: lab.ready.demo.clientId, idtyp: "app", appidacr };
  expect(tokens.map((token) => claimsOf(token))).toEqual([
    expect.objectContaining({ ...claims, aud: ARM }),
    expect.objectContaining({ ...claims, aud: LOGS }),
  ]);
}

test("ClientSecretCredential works at our own origins, without instance discovery", async () => {
  const settings = {
    ...demo(),
    client_secret: lab.ready.demo.clientSecret,
    authority: lab.ready.login,
    disable_instance_discovery: true,
  };
  expectTokens(await getTokens("ClientSecretCredential", settings, direct()), "1");
});

test("CertificateCredential signs its own assertion", async () => {
  const certificate = { ...demo(), certificate_path: lab.pemFile() };
  expectTokens(await getTokens("CertificateCredential", certificate), "2");
  const chain = { ...certificate, send_certificate_chain: true };
  expectTokens(await getTokens("CertificateCredential", chain), "2");
});

test("WorkloadIdentityCredential reads another issuer's token from a file", async () => {
  const settings = { ...demo(), token_file_path: lab.file("token", lab.foreignToken()) };
  expectTokens(await getTokens("WorkloadIdentityCredential", settings), "2");
});

test("EnvironmentCredential and DefaultAzureCredential take what the environment holds", async () => {
  const { tenantId, demo: application, user } = { ...lab.ready, user: lab.ready.demo };
  const named = { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: application.clientId };
  const env = { ...lab.server.env, ...named };
  const certificate = { AZURE_CLIENT_CERTIFICATE_PATH: lab.pemFile() };
  expectTokens(await getTokens("EnvironmentCredential", {}, { ...env, ...certificate }), "2");
  const secret = { AZURE_CLIENT_SECRET: application.clientSecret };
  expectTokens(await getTokens("DefaultAzureCredential", {}, { ...env, ...secret }), "1");
  const person = {
    AZURE_CLIENT_ID: names.native.appId,
    AZURE_USERNAME: user.user,
    AZURE_PASSWORD: user.password,
  };
  const [token = ""] = await getTokens("EnvironmentCredential", {}, { ...env, ...person }, [
    `${ARM}/.default`,
  ]);
  expect(claimsOf(token)).toMatchObject({ upn: user.user, scp: "user_impersonation" });
});

test("UsernamePasswordCredential finds the user's realm and signs the user in", async () => {
  const { user: username, password } = lab.ready.demo;
  const { appId: client_id } = names.native;
  const settings = { ...demo(), client_id, username, password };
  const scopes = [`${names.api.uri}/${names.api.scope}`];
  const env = lab.server.env;
  const [token = ""] = await getTokens("UsernamePasswordCredential", settings, env, scopes);
  expect(claimsOf(token)).toMatchObject({ aud: names.api.appId, preferred_username: username });
});

test("DeviceCodeCredential shows a code, and waits for the person who enters it", async () => {
  const { user: userName, password } = lab.ready.demo;
  const person = devicePerson({ userName, password }, lab.server.caText);
  const settings = { ...demo(), client_id: names.native.appId };
  const { env } = lab.server;
  const kind = "DeviceCodeCredential";
  const [first, other] = await getTokensByPython(
    kind,
    settings,
    env,
    [`${ARM}/.default`, `${names.api.uri}/${names.api.scope}`],
    person.watch,
  );
  await person.end();
  expect(claimsOf(first ?? "")).toMatchObject({ aud: ARM, upn: userName });
  expect(claimsOf(other ?? "")).toMatchObject({ aud: names.api.appId });
});

test("ManagedIdentityCredential names an identity in both forms, by each of its names", async () => {
  const { demo: application, imds } = lab.ready;
  const { appId, objectId, resourceId } = names.identity;
  const forms = [
    {
      IDENTITY_ENDPOINT: application.identityEndpoint,
      IDENTITY_HEADER: application.identityHeader,
    },
    { AZURE_POD_IDENTITY_AUTHORITY_HOST: imds },
  ];
  const choices = [
    { client_id: appId },
    { identity_config: { object_id: objectId } },
    { identity_config: { resource_id: resourceId } },
  ];
  for (const variables of forms) {
    for (const choice of choices) {
      const env = { ...direct(), ...variables };
      const tokens = await getTokens("ManagedIdentityCredential", choice, env);
      for (const token of tokens) {
        expect(claimsOf(token)).toMatchObject({ oid: objectId, xms_mirid: resourceId });
      }
    }
  }
});

test("a refusal reaches the program with the number that Microsoft documents", async () => {
  const settings = { ...demo(), client_secret: "not the secret" };
  await expect(getTokens("ClientSecretCredential", settings)).rejects.toThrow(/AADSTS7000215/);
});
