import type { Ids } from "../../base/index.ts";
import type { ResourceAction, ResourceDraft, ResourceType } from "../resource-type.ts";
import type { ManagedPrincipals } from "./managed-principals.ts";
import { invalidBody, readFields } from "./read-fields.ts";

/** Seen: az 2.91 asks 2025-05-31-preview, the JS library 2024-11-30. */
const API_VERSIONS = [
  "2025-05-31-preview",
  "2025-01-31-preview",
  "2024-11-30",
  "2023-07-31-preview",
  "2023-01-31",
  "2022-01-31-preview",
  "2021-09-30-preview",
  "2018-11-30",
];

/** Source: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/;
const READ_ONLY = ["id", "name", "type", "etag", "systemData"];
const PROPERTIES = ["tenantId", "principalId", "clientId", "isolationScope"];

export interface UserAssignedDependencies {
  readonly principals: ManagedPrincipals;
  readonly ids: Pick<Ids, "guid">;
  /** The tenant of the subscription that a resource lies in. */
  tenantOf(resourceId: string): Promise<string>;
  readonly actions: readonly ResourceAction[];
}

/**
 * `Microsoft.ManagedIdentity/userAssignedIdentities`: a service principal that many resources may
 * use. Its ids are chosen before the resource is stored and stay; the principal comes after it, so
 * that a name which is refused leaves none behind.
 */
export function createUserAssignedType(deps: UserAssignedDependencies): ResourceType {
  const { principals, ids, tenantOf, actions } = deps;
  return {
    provider: "Microsoft.ManagedIdentity",
    type: "userAssignedIdentities",
    apiVersions: API_VERSIONS,
    async prepare(body, { name, resourceId }): Promise<ResourceDraft> {
      if (!NAME.test(name)) {
        const rule = "3 to 128 letters, digits, '-' and '_', the first a letter or a digit";
        throw invalidBody("InvalidResourceName", `an identity's name has ${rule}`);
      }
      const { location, tags } = readBody(body);
      const there = await principals.find(resourceId);
      return {
        location,
        tags,
        alias: undefined,
        properties: {
          tenantId: there?.tenantId ?? (await tenantOf(resourceId)),
          principalId: there?.principalId ?? ids.guid(),
          clientId: there?.clientId ?? ids.guid(),
        },
      };
    },
    async created({ id: resourceId, name: displayName, properties }): Promise<void> {
      if ((await principals.find(resourceId)) !== undefined) return;
      const chosen = properties as Record<"tenantId" | "principalId" | "clientId", string>;
      await principals.create({ ...chosen, assignment: "user", displayName, resourceId });
    },
    deleted: ({ id }) => principals.remove(id),
    actions,
  };
}

function readBody(body: unknown): Pick<ResourceDraft, "tags"> & { readonly location: string } {
  const fields = readFields(body, "an identity", [...READ_ONLY, "location", "tags", "properties"]);
  const { location, tags = {} } = fields;
  if (typeof location !== "string" || location.trim() === "") {
    throw invalidBody("LocationRequired", "an identity needs a location");
  }
  const properties = readFields(fields["properties"], "an identity's properties", PROPERTIES);
  const { isolationScope = "None" } = properties;
  if (isolationScope !== "None") {
    throw invalidBody("NotSupported", "an identity is not isolated in Lazurite");
  }
  return { location, tags: tags as Readonly<Record<string, string>> };
}
