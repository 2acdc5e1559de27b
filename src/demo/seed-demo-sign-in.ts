import {
  directoryRoleIds,
  firstPartyAppIds,
  type Identity,
  type RedirectUri,
} from "../identity/index.ts";
import { contoso } from "./contoso.ts";
import { unlessPresent } from "./unless-present.ts";

/** Permissions for users that the demo's applications need, by the ids that the APIs give them. */
const needed = [
  {
    resourceAppId: firstPartyAppIds.logAnalytics,
    values: ["Data.Read"],
    scopes: ["e8dac03d-d467-4a7e-9293-9cca7df08b31"],
    roles: [],
  },
  {
    resourceAppId: firstPartyAppIds.azureResourceManager,
    values: ["user_impersonation"],
    scopes: ["41094075-9dad-400e-a0bd-54e686782033"],
    roles: [],
  },
  {
    resourceAppId: firstPartyAppIds.microsoftGraph,
    values: ["User.Read"],
    scopes: ["e1fe6dd8-ba31-4d61-89e7-88639da4683d"],
    roles: [],
  },
] as const;

/** On this machine alone, where any port will do. */
const onThisMachine = (platform: RedirectUri["platform"]): readonly RedirectUri[] =>
  ["http://localhost/", "http://localhost/callback"].map((uri) => ({ uri, platform }));

/**
 * Lets the demo's people sign in to applications of every kind: the one with a secret was consented
 * to by the administrator and may do everything in the directory, the page of scripts and the
 * program on a desk ask each user.
 *
 * A seed that was cut off is taken up by the next one: what is there stays as it is.
 */
export async function seedDemoSignIn({ identity }: { readonly identity: Identity }): Promise<void> {
  const { tenantId, administrator, client, desktop, singlePage } = contoso;
  for (const principalId of [administrator.objectId, client.principalId]) {
    await identity.assignDirectoryRole({
      tenantId,
      principalId,
      roleTemplateId: directoryRoleIds.globalAdministrator,
    });
  }
  const requiredResourceAccess = needed.map(({ values: _, ...need }) => need);
  await identity.updateApplication({
    tenantId,
    applicationObjectId: client.objectId,
    redirectUris: onThisMachine("web"),
    allowsImplicitAccessToken: true,
    allowsImplicitIdToken: true,
    requiredResourceAccess,
  });
  for (const { resourceAppId, values } of needed) {
    await identity.grantDelegated({
      tenantId,
      clientAppId: client.clientId,
      resourceAppId,
      scopes: values,
    });
  }
  for (const [application, redirectUris] of [
    [singlePage, onThisMachine("spa")],
    [desktop, onThisMachine("publicClient")],
  ] as const) {
    await unlessPresent(
      "identity/application-exists",
      identity.createApplication({
        tenantId,
        displayName: application.name,
        appId: application.clientId,
        objectId: application.objectId,
        redirectUris,
        requiredResourceAccess,
        isPublicClient: application === desktop,
      }),
    );
    await unlessPresent(
      "identity/service-principal-exists",
      identity.createServicePrincipal({
        tenantId,
        appId: application.clientId,
        objectId: application.principalId,
      }),
    );
  }
}
