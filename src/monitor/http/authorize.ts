import type { IncomingHttpHeaders } from "node:http";
import type { Access } from "../../access/index.ts";
import type { Resource } from "../../arm/index.ts";
import { Failure } from "../../base/index.ts";
import type { Authenticator, RequestNote } from "../../http/index.ts";
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
  readonly access: Pick<Access, "evaluate" | "explainDenial">;
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
  call: {
    headers: IncomingHttpHeaders;
    url: URLSearchParams;
    workspaceId: string;
    /** Told who asks, and why it is refused. */
    note(found: Pick<RequestNote, "principalId" | "principal" | "denial">): void;
  },
  deps: AuthorizeDependencies,
): Promise<Resource> {
  const credentials = readCredentials(call.headers, call.url);
  const named = deps.apiKeys.workspaceNamed(call.workspaceId);
  if (credentials.kind === "key") {
    const { key } = credentials;
    if (named === undefined || key === undefined) throw wrongKey();
    if (!deps.apiKeys.opens(call.workspaceId, key)) throw wrongKey();
    return keyedWorkspace(await deps.monitor.findWorkspace(named));
  }
  const principal = await deps.authenticator.authenticate(
    credentials.authorization,
    deps.audiences(),
  );
  call.note({ principalId: principal.objectId, principal });
  const id = named ?? call.workspaceId;
  const workspace = GUID.test(id) ? await deps.monitor.findWorkspace(id) : undefined;
  if (workspace !== undefined) {
    const wanted = { action: QUERY_ACTION, armScope: workspace.id };
    const principalIds = [principal.objectId, ...principal.groupIds];
    const { allowed } = await deps.access.evaluate({ ...wanted, principalIds });
    if (allowed) return workspace;
    call.note({ denial: await deps.access.explainDenial(principal, wanted) });
  }
  const reason = workspace === undefined ? "no such workspace" : "no role lets it query this";
  throw new Failure("monitor/access-denied", reason, {
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
