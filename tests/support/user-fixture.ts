import type { User } from "../../src/identity/index.ts";
import { TENANT_ID } from "./identity-fixture.ts";
import {
  CORRELATION_ID,
  formText,
  type LoginAnswer,
  type LoginFixture,
  openLoginFixture,
  type TokenCall,
  type Version,
} from "./login-fixture.ts";

export const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
export const POWERSHELL = "1950a258-227b-4e31-a9cf-717495945fc2";
export const PASSWORD = " Correct-horse-1 ";
export const USER_NAME = "Ada@contoso.test";
export const API_ID = "55555555-2222-4333-8444-555555555555";
export const API = "api://lab";
/** A public client of the tenant's own. */
export const NATIVE_ID = "66666666-2222-4333-8444-555555555555";
const USER_ID = "77777777-2222-4333-8444-555555555555";

/** The login surface with a user, an API of version 2 and a public client. */
export interface UserFixture extends LoginFixture {
  readonly user: User;
  /** A request by password that is good, except for what is said here. */
  signIn(version: Version, call?: TokenCall): Promise<LoginAnswer>;
  renew(version: Version, call: TokenCall): Promise<LoginAnswer>;
}

export async function openUserFixture(): Promise<UserFixture> {
  const fixture = await openLoginFixture();
  const { identity, surface } = fixture;
  const user = await identity.createUser({
    tenantId: TENANT_ID,
    objectId: USER_ID,
    userPrincipalName: USER_NAME,
    displayName: "Ada Lovelace",
    givenName: "Ada",
    familyName: "Lovelace",
    mail: "ada@contoso.test",
    password: PASSWORD,
  });
  await makeApi(fixture);
  await identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "native",
    appId: NATIVE_ID,
    isPublicClient: true,
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: NATIVE_ID });
  const ask = async (version: Version, { tenant, fields, headers }: TokenCall, good: object) =>
    await surface.inject({
      method: "POST",
      url: `/${tenant ?? TENANT_ID}/${version === "v1" ? "oauth2/token" : "oauth2/v2.0/token"}`,
      headers: {
        host: "localhost:8443",
        "content-type": "application/x-www-form-urlencoded",
        "client-request-id": CORRELATION_ID,
        ...headers,
      },
      payload: formText({ ...good, ...fields }),
    });
  return {
    ...fixture,
    user,
    signIn: (version, call = {}) => ask(version, call, passwordFields(version)),
    renew: (version, call) =>
      ask(version, call, { grant_type: "refresh_token", client_id: AZURE_CLI }),
  };
}

async function makeApi({ identity }: LoginFixture): Promise<void> {
  const scope = (value: string, id: string) => ({ id, value, displayName: value });
  await identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "lab",
    appId: API_ID,
    identifierUris: [API],
    requestedAccessTokenVersion: 2,
    scopes: [
      scope("Read", "88888888-0001-4333-8444-555555555555"),
      scope("Write", "88888888-0002-4333-8444-555555555555"),
    ],
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: API_ID });
}

const passwordFields = (version: Version): object => ({
  grant_type: "password",
  client_id: AZURE_CLI,
  username: USER_NAME,
  password: PASSWORD,
  client_info: "1",
  ...(version === "v1"
    ? { resource: "https://management.azure.com/", scope: "openid" }
    : { scope: "https://management.azure.com//.default openid profile offline_access" }),
});

/** Registers a public client whose service principal is disabled. */
export async function addDisabled(
  { identity }: Pick<UserFixture, "identity">,
  draft: { readonly appId: string; readonly identifierUris?: readonly string[] },
): Promise<void> {
  const home = { tenantId: TENANT_ID };
  const client = { ...home, displayName: "client", isPublicClient: true };
  await identity.createApplication({ ...client, ...draft });
  const { objectId } = await identity.createServicePrincipal({ ...home, appId: draft.appId });
  await identity.setServicePrincipalEnabled({ ...home, objectId, isEnabled: false });
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}
