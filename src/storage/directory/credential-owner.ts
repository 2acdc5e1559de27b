import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

/** Whose secret or certificate it is: a registration's, or a service principal's own. */
export interface CredentialOwner {
  readonly kind: "application" | "servicePrincipal";
  readonly objectId: string;
}

/** The two columns of an owner, of which one is empty. */
interface OwnerColumns {
  readonly applicationObjectId: string | null;
  readonly servicePrincipalObjectId: string | null;
}

export function ownerColumns({ kind, objectId }: CredentialOwner): OwnerColumns {
  return {
    applicationObjectId: kind === "application" ? objectId : null,
    servicePrincipalObjectId: kind === "servicePrincipal" ? objectId : null,
  };
}

export function ownerIdOf(row: OwnerColumns): string {
  return row.applicationObjectId ?? row.servicePrincipalObjectId ?? "";
}

type Table = "passwordCredentials" | "keyCredentials";

/** A condition on the owner; object ids are of one kind each, so both columns are asked. */
export function ownedBy<Name extends Table>(
  where: ExpressionBuilder<DirectoryTables, Name>,
  objectIds: readonly string[],
): ExpressionWrapper<DirectoryTables, Name, SqlBool> {
  const either = where as ExpressionBuilder<DirectoryTables, Table>;
  return either.or([
    either("applicationObjectId", "in", objectIds),
    either("servicePrincipalObjectId", "in", objectIds),
  ]) as ExpressionWrapper<DirectoryTables, Name, SqlBool>;
}
