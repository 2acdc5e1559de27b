import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../base/index.ts";
import { noteRequest, type RequestNote } from "../../http/index.ts";
import type { Monitor } from "../monitor.ts";
import { readPreferences } from "../query/preferences.ts";
import { type QueryRequest, readBodyRequest, readUrlRequest } from "../query/request.ts";
import { writeAnswer } from "../wire/tables.ts";
import { type AuthorizeDependencies, authorizeQuery } from "./authorize.ts";

export interface LogsRoutesDependencies extends AuthorizeDependencies {
  readonly monitor: Pick<Monitor, "findWorkspace" | "runQuery">;
}

/** The service is reached with and without `/v1`: some SDKs do not add it to a custom endpoint. */
const PREFIXES = ["/v1", ""];

/**
 * The paths of api.loganalytics.io: the query, and the ones that are refused by name.
 *
 * Assumed: the documented 204 of a workspace without any rows is not given; a query over it has
 * an answer without rows, as it has once the service has placed the workspace.
 *
 * Bodies come as bytes: which content types count as a query is this API's own rule. Refusals
 * leave as `Failure`s; the surface around these routes writes them.
 */
export function addLogsRoutes(app: FastifyInstance, deps: LogsRoutesDependencies): void {
  for (const prefix of PREFIXES) {
    app.route({
      method: ["GET", "POST"],
      url: `${prefix}/workspaces/:workspaceId/query`,
      config: { operation: "Query" },
      handler: (request, reply) => answerQuery(request, reply, deps),
    });
    refuse(app, `${prefix}/workspaces/:workspaceId/metadata`, "the metadata of a workspace");
    refuse(app, `${prefix}/$batch`, "batches of queries ($batch)");
    refuse(app, `${prefix}/subscriptions/*`, "queries over an Azure resource");
  }
}

function refuse(app: FastifyInstance, url: string, feature: string): void {
  app.route({
    method: ["GET", "POST"],
    url,
    handler: () => {
      throw new Failure("monitor/not-supported", "not supported", { facts: { feature } });
    },
  });
}

async function answerQuery(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: LogsRoutesDependencies,
): Promise<FastifyReply> {
  const { workspaceId } = request.params as { workspaceId: string };
  const url = new URLSearchParams(request.url.split("?").slice(1).join("?"));
  const { headers } = request;
  const note = (found: RequestNote): void => noteRequest(request, found);
  const workspace = await authorizeQuery({ headers, url, workspaceId, note }, deps);
  const asked = readQuery(request, url);
  // Source: learn.microsoft.com/azure/azure-monitor/logs/api/timeouts: 200 with an empty body.
  if (asked === undefined) return reply.code(200).send("");
  const preferences = readPreferences(headers["prefer"]);
  const answer = await deps.monitor.runQuery({
    ...asked,
    workspace,
    timeoutMs: preferences.timeoutMs,
    signal: signalOf(reply),
  });
  const body = await writeAnswer(answer, preferences);
  return reply.code(200).header("content-type", "application/json; charset=utf-8").send(body);
}

/**
 * The query of a request, or nothing for a POST without JSON.
 *
 * Assumed: a GET with a body is read as the resource manager's door reads it, never half of it.
 */
function readQuery(request: FastifyRequest, url: URLSearchParams): QueryRequest | undefined {
  const body = request.body as Buffer | null | undefined;
  if (request.method === "GET")
    return body?.length ? readBodyRequest(body, url) : readUrlRequest(url);
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!/^application\/([a-z0-9.-]+\+)?json$/.test(type) || !body?.length) return undefined;
  return readBodyRequest(body, url);
}

/** Aborts when the client leaves before it has its answer. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
