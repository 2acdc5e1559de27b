import type { PrepareCall, ResourceDraft, ResourceType } from "../../arm/index.ts";
import { type Clock, Failure, type Ids } from "../../base/index.ts";
import type { Monitor } from "../monitor.ts";
import { createQueryAction } from "./query-action.ts";
import { readWorkspaceBody } from "./workspace-properties.ts";

/** Source: the provider's public api-versions that have workspaces. */
const API_VERSIONS = [
  "2015-03-20",
  "2015-11-01-preview",
  "2017-01-01-preview",
  "2017-03-15-preview",
  "2017-04-26-preview",
  "2020-03-01-preview",
  "2020-08-01",
  "2020-10-01",
  "2021-06-01",
  "2021-12-01-preview",
  "2022-10-01",
  "2023-09-01",
  "2025-02-01",
  "2025-07-01",
];

const NAME = /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface WorkspaceTypeDependencies {
  readonly clock: Clock;
  readonly ids: Pick<Ids, "guid">;
}

/**
 * `Microsoft.OperationalInsights/workspaces`: where rows live and who may query them.
 *
 * `customerId` is made once and stays; it is the workspace id of the query API. Deleting drops the
 * rows at once. Assumed: the vendor's fourteen days of recovery are not offered.
 */
export function createWorkspaceType(
  monitor: Pick<Monitor, "runQuery" | "dropWorkspace">,
  { clock, ids }: WorkspaceTypeDependencies,
): ResourceType {
  return {
    provider: "Microsoft.OperationalInsights",
    type: "workspaces",
    apiVersions: API_VERSIONS,
    patch: "merge",
    deleteParameters: ["force"],
    async prepare(body, call): Promise<ResourceDraft> {
      refuseName(call.name);
      const { location, tags, properties, identity } = readWorkspaceBody(body);
      const customerId = call.current?.alias ?? chosenId(body, call) ?? ids.guid();
      const now = new Date(clock.now()).toISOString();
      return {
        location,
        tags,
        alias: customerId,
        properties: {
          customerId,
          provisioningState: "Succeeded",
          ...properties,
          createdDate: call.current?.properties["createdDate"] ?? now,
          modifiedDate: now,
        },
        ...(identity === undefined || identity === null ? {} : { envelope: { identity } }),
      };
    },
    async deleted(resource): Promise<void> {
      if (resource.alias !== undefined) await monitor.dropWorkspace(resource.alias);
    },
    actions: [createQueryAction(monitor)],
  };
}

/** Only the product itself may choose an id (the demonstration's are fixed); no request can. */
function chosenId(body: unknown, call: PrepareCall): string | undefined {
  if (call.principal !== undefined) return undefined;
  const { properties } = body as { properties?: { customerId?: unknown } };
  const id = properties?.customerId;
  return typeof id === "string" && GUID.test(id) ? id.toLowerCase() : undefined;
}

/** Source: OpenAPI 2023-09-01, workspaceName. */
function refuseName(name: string): void {
  if (NAME.test(name)) return;
  const reason =
    "The workspace name must have 4 to 63 letters, digits and hyphens, and start and end with a letter or digit.";
  throw new Failure("arm/invalid-resource", reason, {
    facts: { code: "InvalidParameter", reason },
  });
}
