import type { FastifyRequest } from "fastify";
import type { Ids } from "../../base/index.ts";
import { isGuid } from "../guid.ts";

const correlationKey: unique symbol = Symbol("correlation id");

interface Carrier extends FastifyRequest {
  [correlationKey]?: string;
}

/**
 * The id by which a client finds its request again: its own when it sent a GUID as
 * `client-request-id` in header, query or form, else one that is made once for the request.
 */
export function correlationIdOf(request: FastifyRequest, ids: Ids): string {
  const carrier = request as Carrier;
  const known = carrier[correlationKey] ?? sentBy(request);
  if (known !== undefined) return known;
  const made = ids.guid();
  carrier[correlationKey] = made;
  return made;
}

/** Makes a request go on under the id of one before it. */
export function keepCorrelationId(request: FastifyRequest, id: string): void {
  (request as Carrier)[correlationKey] = id;
}

function sentBy({ headers, body, query }: FastifyRequest): string | undefined {
  const inQuery = query as Readonly<Record<string, unknown>> | undefined;
  const candidates = [
    headers["client-request-id"],
    headers["x-ms-client-request-id"],
    inQuery?.["client-request-id"],
    body instanceof URLSearchParams ? body.get("client-request-id") : undefined,
  ];
  return candidates.find((id): id is string => typeof id === "string" && isGuid(id));
}
