import type { IncomingHttpHeaders } from "node:http";
import type { Access } from "../../access/index.ts";
import type { Resource } from "../../arm/index.ts";
import { Failure } from "../../base/index.ts";
import type { Authenticator } from "../../http/index.ts";
import type { ApiKeys } from "../api-keys.ts";
import type { Monitor } from "../monitor.ts";
import { readCredentials } from "./credentials.ts";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Source: learn.microsoft.com/azure/azure-monitor/logs/manage-access (workspace permissions). */
const QUERY_ACTION = "Microsoft.OperationalInsights/workspaces/query/read";

export interface AuthorizeDependencies {
  readonly monitor: Pick<Monitor, "findWorkspace">;
  readonly authenticator: Authenticator;
  /** Audiences that a token may have: the service's names and this surface's own origins. */
  readonly audiences: () => ReadonlySet<string>;
  readonly access: Pick<Access, "evaluate">;
  readonly apiKeys: ApiKeys;
}

/**
 * Decides whether a request may query the workspace that its path names, and finds it.
 *
 * The answer for a workspace that does not exist is that for one without a role on it: a caller
 * cannot find out which workspaces there are. Assumed: the vendor does the same.
 *
 * @throws {Failure} `http/token-*`, `monitor/access-denied` (fact: `workspaceId`, as asked),
 *   `monitor/api-key-wrong`.
 */
export async function authorizeQuery(
  call: { headers: IncomingHttpHeaders; url: URLSearchParams; workspaceId: string },
  deps: AuthorizeDependencies,
): Promise<{ workspace: Resource; principalId: string | undefined }> {
  const credentials = readCredentials(call.headers, call.url);
  const named = deps.apiKeys.workspaceNamed(call.workspaceId);
  if (credentials.kind === "key") {
    const { key } = credentials;
    if (named === undefined || key === undefined) throw wrongKey();
    if (!deps.apiKeys.opens(call.workspaceId, key)) throw wrongKey();
    const workspace = keyedWorkspace(await deps.monitor.findWorkspace(named));
    return { workspace, principalId: undefined };
  }
  const principal = await deps.authenticator.authenticate(
    credentials.authorization,
    deps.audiences(),
  );
  const id = named ?? call.workspaceId;
  const workspace = GUID.test(id) ? await deps.monitor.findWorkspace(id) : undefined;
  if (workspace !== undefined) {
    const { allowed } = await deps.access.evaluate({
      principalIds: [principal.objectId, ...principal.groupIds],
      action: QUERY_ACTION,
      armScope: workspace.id,
    });
    if (allowed) return { workspace, principalId: principal.objectId };
  }
  throw new Failure("monitor/access-denied", "no right to query this workspace", {
    facts: { workspaceId: call.workspaceId },
  });
}

/** A workspace may refuse everything but tokens (`features.disableLocalAuth`). */
function keyedWorkspace(workspace: Resource | undefined): Resource {
  const features = workspace?.properties["features"] as { disableLocalAuth?: boolean } | undefined;
  if (workspace === undefined || features?.disableLocalAuth === true) throw wrongKey();
  return workspace;
}

function wrongKey(): Failure {
  return new Failure("monitor/api-key-wrong", "the key does not open this workspace");
}
