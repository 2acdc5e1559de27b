import type { ApplicationDraft } from "../../src/identity/index.ts";
import { type AuthorizeFixture, addFabrikam, openAuthorizeFixture } from "./authorize-fixture.ts";
import { TENANT_ID } from "./identity-fixture.ts";

export const GRAPH_ID = "00000003-0000-0000-c000-000000000000";
/** Of Microsoft Graph. */
export const USER_READ = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
/** Of the fixture's own API. */
export const API_READ = "88888888-0001-4333-8444-555555555555";
export const NEWCOMER_REDIRECT = "https://new.contoso.test/in";
export const NEWCOMER_SECRET = "a-secret-of-the-new-application-000";

/** The sign-in host with a second tenant, whose people may be asked for their consent as well. */
export async function openTwoTenants(): Promise<AuthorizeFixture> {
  const fixture = await openAuthorizeFixture();
  await addFabrikam(fixture);
  return fixture;
}

/**
 * Registers an application for many tenants, with a secret, that nobody consented to yet; each call
 * makes another one. Gives its id, which is that of the object too.
 */
export async function makeNewcomer(
  { identity, ids }: AuthorizeFixture,
  draft: Partial<Pick<ApplicationDraft, "displayName" | "requiredResourceAccess">> & {
    readonly isPresent: boolean;
  },
): Promise<string> {
  const { isPresent, ...rest } = draft;
  const appId = ids.guid();
  await identity.createApplication({
    tenantId: TENANT_ID,
    appId,
    objectId: appId,
    displayName: "Newcomer",
    signInAudience: "AzureADMultipleOrgs",
    redirectUris: [{ uri: NEWCOMER_REDIRECT, platform: "web" }],
    ...rest,
  });
  if (isPresent) await identity.createServicePrincipal({ tenantId: TENANT_ID, appId });
  const secret = { tenantId: TENANT_ID, applicationObjectId: appId, secretText: NEWCOMER_SECRET };
  await identity.addPassword(secret);
  return appId;
}
