import { Failure } from "../base/index.ts";
import type { CredentialOwner, Repositories } from "../storage/index.ts";

/** Whose credentials are meant, by object id in one tenant. */
export type CredentialPlace = { readonly tenantId: string } & (
  | { readonly applicationObjectId: string; readonly servicePrincipalObjectId?: undefined }
  | { readonly servicePrincipalObjectId: string; readonly applicationObjectId?: undefined }
);

/**
 * The owner, which is there. Microsoft's own service principals are not: they keep no credentials.
 *
 * @throws {Failure} `identity/application-not-found`, `identity/service-principal-not-found`.
 */
export async function requireOwner(
  repositories: Repositories,
  place: CredentialPlace,
): Promise<CredentialOwner> {
  const { tenantId, applicationObjectId, servicePrincipalObjectId } = place;
  if (applicationObjectId !== undefined) {
    await requireApplication(repositories, tenantId, applicationObjectId);
    return { kind: "application", objectId: applicationObjectId };
  }
  const found = await repositories.servicePrincipals.find(tenantId, servicePrincipalObjectId);
  if (found === undefined) {
    throw new Failure("identity/service-principal-not-found", "no such service principal", {
      facts: { tenant: tenantId, objectId: servicePrincipalObjectId },
    });
  }
  return { kind: "servicePrincipal", objectId: servicePrincipalObjectId };
}

/** @throws {Failure} `identity/application-not-found` when the tenant has no such registration. */
export async function requireApplication(
  { applications }: Repositories,
  tenantId: string,
  objectId: string,
): Promise<void> {
  const application = await applications.find(objectId);
  if (application === undefined || application.tenantId !== tenantId) {
    throw new Failure("identity/application-not-found", "no such application", {
      facts: { objectId, tenant: tenantId },
    });
  }
}
