/** @azure/identity signs in as a user, as a named machine, and by the az that is signed in. */
import { delimiter, dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { azProgram, openAz } from "../../support/az.ts";
import { type ClientLab, lab as names, openClientLab } from "../../support/client-lab.ts";
import { getTokens } from "../../support/get-tokens.ts";
import { claimsOf } from "../../support/tokens.ts";
import type { GetTokensInput, ManagedIdentityChoice } from "../programs/get-tokens.ts";

const LOGS = "https://api.loganalytics.io";
const ARM = "https://management.azure.com";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const { native, api, identity } = names;

let lab: ClientLab;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(async () => {
  await lab?.close();
});

/** Our own origins, for a program that knows no gateway. */
const direct = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_EXTRA_CA_CERTS: lab.ready.ca });

const ownOrigins = (): NonNullable<GetTokensInput["options"]> => ({
  authorityHost: lab.ready.login,
  disableInstanceDiscovery: true,
});

describe("a secret", () => {
  test("gets tokens for the tenant's own APIs, of the version that each accepts", async () => {
    const { tenantId, demo } = lab.ready;
    const scopes = [names.api.uri, names.oldApi.uri].map((uri) => `${uri}/.default`);
    const credential = { kind: "secret", secret: demo.clientSecret } as const;
    const input = { tenantId, clientId: demo.clientId, credential, scopes };
    const tokens = await getTokens({ ...input, options: ownOrigins() }, direct());
    expect(tokens.map((token) => claimsOf(token))).toEqual([
      expect.objectContaining({ ver: "2.0", aud: api.appId, azp: demo.clientId, azpacr: "1" }),
      expect.objectContaining({ ver: "1.0", aud: names.oldApi.uri, appid: demo.clientId }),
    ]);
  });
});

describe("UsernamePasswordCredential", () => {
  const ask = (over: Partial<GetTokensInput> = {}, env: NodeJS.ProcessEnv = lab.server.env) => {
    const { tenantId, demo } = lab.ready;
    const { user: userName, password } = demo;
    const credential = { kind: "password", userName, password } as const;
    const scopes = [`${ARM}/.default`];
    return getTokens({ tenantId, clientId: native.appId, credential, scopes, ...over }, env);
  };
  const user = () => ({ tid: lab.ready.tenantId, idtyp: "user", upn: lab.ready.demo.user });

  test("signs a user in to ARM, with the gateway alone", async () => {
    const [token = ""] = await ask();
    expect(claimsOf(token)).toMatchObject({
      ...user(),
      aud: ARM,
      scp: "user_impersonation",
      appid: native.appId,
      appidacr: "0",
      amr: ["pwd"],
    });
  });

  test("gets tokens for an API of the tenant's own, at our own origins", async () => {
    const [token = ""] = await ask(
      { scopes: [`${api.uri}/${api.scope}`], options: ownOrigins() },
      direct(),
    );
    expect(claimsOf(token)).toMatchObject({
      aud: api.appId,
      ver: "2.0",
      scp: api.scope,
      azp: native.appId,
      preferred_username: lab.ready.demo.user,
    });
  });

  test("is what EnvironmentCredential makes of a name and a password", async () => {
    const { tenantId, demo } = lab.ready;
    const env = {
      ...lab.server.env,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: native.appId,
      AZURE_USERNAME: demo.user,
      AZURE_PASSWORD: demo.password,
    };
    const [token = ""] = await ask({ credential: { kind: "environment" } }, env);
    expect(claimsOf(token)).toMatchObject(user());
  });

  test("shows the code of a wrong password, and of an API without consent", async () => {
    const { user: userName } = lab.ready.demo;
    const credential = { kind: "password", userName, password: "wrong" } as const;
    await expect(ask({ credential })).rejects.toThrow(/AADSTS50126/);
    await expect(ask({ scopes: [`${LOGS}/.default`] })).rejects.toThrow(/AADSTS65001/);
  });
});

describe("ManagedIdentityCredential", () => {
  const ask = (choice: ManagedIdentityChoice, variables: Readonly<Record<string, string>>) =>
    getTokens(
      {
        tenantId: lab.ready.tenantId,
        clientId: "",
        credential: { kind: "managed identity", choice },
        scopes: [`${LOGS}/.default`, `${ARM}/.default`],
      },
      { ...direct(), ...variables },
    );
  const forms: readonly [string, () => Readonly<Record<string, string>>][] = [
    [
      "App Service",
      () => ({
        IDENTITY_ENDPOINT: lab.ready.demo.identityEndpoint,
        IDENTITY_HEADER: lab.ready.demo.identityHeader,
      }),
    ],
    ["the metadata service", () => ({ AZURE_POD_IDENTITY_AUTHORITY_HOST: lab.ready.imds })],
  ];
  const choices: readonly [string, ManagedIdentityChoice][] = [
    ["client id", { clientId: identity.appId }],
    ["resource id", { resourceId: identity.resourceId }],
    ["object id", { objectId: identity.objectId }],
  ];

  test.each(
    forms.flatMap(([form, variables]) =>
      choices.map(([name, choice]) => [form, name, variables, choice] as const),
    ),
  )("names an identity to %s by its %s", async (_form, _name, variables, choice) => {
    const tokens = await ask(choice, variables());
    const same = {
      appid: identity.appId,
      oid: identity.objectId,
      idtyp: "app",
      xms_mirid: identity.resourceId,
    };
    expect(tokens.map((token) => claimsOf(token))).toEqual([
      expect.objectContaining({ ...same, aud: LOGS }),
      expect.objectContaining({ ...same, aud: ARM }),
    ]);
  });

  test("is part of DefaultAzureCredential, which takes AZURE_CLIENT_ID for its name", async () => {
    for (const [, variables] of forms) {
      const [token = ""] = await getTokens(
        {
          tenantId: lab.ready.tenantId,
          clientId: "",
          credential: { kind: "default" },
          scopes: [`${ARM}/.default`],
        },
        { ...direct(), ...variables(), AZURE_CLIENT_ID: identity.appId },
      );
      expect(claimsOf(token)).toMatchObject({ oid: identity.objectId, aud: ARM });
    }
  });
});

describe("OnBehalfOfCredential", () => {
  const ask = async (scopes: readonly string[], assertion: string) => {
    const { tenantId } = lab.ready;
    const credential = { kind: "on behalf of", secret: api.secret, assertion } as const;
    const input = { tenantId, clientId: api.appId, credential, scopes, options: ownOrigins() };
    return await getTokens(input, direct());
  };
  const userToken = async (uri: string, scope: string): Promise<string> => {
    const { tenantId, demo } = lab.ready;
    const credential = { kind: "password", userName: demo.user, password: demo.password } as const;
    const scopes = [`${uri}/${scope}`];
    const input = { tenantId, clientId: AZURE_CLI, credential, scopes, options: ownOrigins() };
    const [token = ""] = await getTokens(input, direct());
    return token;
  };

  test("lets an API ask another one in the name of its caller", async () => {
    const assertion = await userToken(api.uri, api.scope);
    const [token = ""] = await ask([`${ARM}/.default`], assertion);
    expect(claimsOf(token)).toMatchObject({
      aud: ARM,
      oid: claimsOf(assertion).oid,
      upn: lab.ready.demo.user,
      appid: api.appId,
      appidacr: "1",
      scp: "user_impersonation",
    });
  });

  test("is refused for a token that is meant for another API", async () => {
    const { oldApi } = names;
    const assertion = await userToken(oldApi.uri, oldApi.scope);
    await expect(ask([`${ARM}/.default`], assertion)).rejects.toThrow(/AADSTS50013/);
  });
});

describe("AzureCliCredential", () => {
  test("hands on the tokens of the az that is signed in", async () => {
    const { tenantId, demo } = lab.ready;
    const az = openAz(lab.server.env);
    try {
      const principal = ["--username", demo.clientId, "--password", demo.clientSecret];
      await az.run("login", "--service-principal", ...principal, "--tenant", tenantId);
      const { PATH: path = "" } = process.env;
      const env = { ...az.env, PATH: [dirname(azProgram()), path].join(delimiter) };
      const input = { tenantId, clientId: "", scopes: [`${LOGS}/.default`] };
      for (const kind of ["azure cli", "default"] as const) {
        const [token = ""] = await getTokens({ ...input, credential: { kind } }, env);
        expect(claimsOf(token)).toMatchObject({ aud: LOGS, appid: demo.clientId });
      }
    } finally {
      az.close();
    }
  });
});
