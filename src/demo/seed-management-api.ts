import { firstPartyAppIds, type Identity } from "../identity/index.ts";
import { contoso } from "./contoso.ts";
import { unlessPresent } from "./unless-present.ts";

/**
 * Registers an API that users call, and makes it trust the Azure CLI:
 * `az account get-access-token --resource {appId}` then needs nobody's consent.
 *
 * A seed that was cut off is taken up by the next one: what is there stays as it is.
 */
export async function seedManagementApi({
  identity,
}: {
  readonly identity: Identity;
}): Promise<void> {
  const { tenantId, managementApi } = contoso;
  const { clientId: appId, scope } = managementApi;
  await unlessPresent(
    "identity/application-exists",
    identity.createApplication({
      tenantId,
      displayName: managementApi.name,
      appId,
      objectId: managementApi.objectId,
      identifierUris: [`api://${appId}`],
      requestedAccessTokenVersion: 2,
      scopes: [
        {
          id: managementApi.scopeId,
          value: scope,
          displayName: "Access management-api",
          description: "Call management-api in your name.",
        },
      ],
    }),
  );
  await unlessPresent(
    "identity/service-principal-exists",
    identity.createServicePrincipal({ tenantId, appId, objectId: managementApi.principalId }),
  );
  await identity.preAuthorize({
    tenantId,
    resourceAppId: appId,
    clientAppId: firstPartyAppIds.azureCli,
    scopes: [scope],
  });
}
