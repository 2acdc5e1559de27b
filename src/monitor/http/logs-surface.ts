import type { FastifyInstance, FastifyRequest } from "fastify";
import { Failure, type Ids } from "../../base/index.ts";
import {
  createSurface,
  type Denials,
  type Logger,
  type Refusal,
  type WireError,
} from "../../http/index.ts";
import { isWorded, writeRefusal } from "../wire/failures.ts";
import { addLogsRoutes, type LogsRoutesDependencies } from "./logs-routes.ts";

export interface LogsSurfaceDependencies extends LogsRoutesDependencies {
  /** Where refusals are explained. */
  readonly denials: Denials;
  readonly log: Logger;
  readonly ids: Ids;
}

/**
 * The host api.loganalytics.io: KQL queries over workspaces.
 *
 * Source: the OpenAPI of Microsoft.OperationalInsights' data plane, v1 and 2022-10-27.
 * Assumed: paths have no case, as elsewhere in Azure.
 */
export function createLogsSurface(deps: LogsSurfaceDependencies): FastifyInstance {
  const surface = createSurface({
    name: "logs",
    log: deps.log,
    ids: deps.ids,
    bodies: "raw",
    caseSensitive: false,
    noStore: true,
    denials: deps.denials,
    writeError: (refusal, request) => writeError(refusal, request, deps.log),
  });
  addLogsRoutes(surface, deps);
  return surface;
}

function writeError(refusal: Refusal, request: FastifyRequest, log: Logger): WireError {
  const cause = causeOf(refusal);
  if (cause instanceof Failure && !isWorded(cause)) {
    // No query should meet this failure, so meeting it is a defect like any other.
    log.error({ surface: "logs", requestId: request.id, defect: cause.code });
  }
  const { status, headers, body } = writeRefusal(cause, request.id);
  return {
    status,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    body,
  };
}

/** Every refusal of the web plumbing as a failure that the query API has words for. */
function causeOf(refusal: Refusal): unknown {
  switch (refusal.kind) {
    case "failure":
      return refusal.failure;
    case "not-found":
      return new Failure("monitor/path-unknown", "no such path");
    case "method-not-allowed":
      return new Failure("monitor/method-unknown", "no such method");
    case "invalid-input": {
      const code =
        refusal.reason === "body-too-large"
          ? "monitor/body-too-large"
          : "monitor/request-malformed";
      return new Failure(code, refusal.message, { facts: { reason: refusal.message } });
    }
    case "defect":
      return undefined;
  }
}
