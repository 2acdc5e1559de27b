import type { FastifyRequest } from "fastify";
import type { Clock, Ids } from "../../base/index.ts";
import type { Refusal, WireError } from "../../http/index.ts";
import { correlationIdOf } from "./correlation.ts";
import { wordsFor } from "./wordings.ts";

/**
 * The one place that words a refusal as the service does:
 * `{"error":"invalid_client","error_description":"AADSTS7000215: … Trace ID: … Correlation ID: …
 * Timestamp: 2026-01-02 03:04:05Z","error_codes":[7000215],"timestamp":"2026-01-02 03:04:05Z",
 * "trace_id":"…","correlation_id":"…","error_uri":"https://login.microsoftonline.com/error?code=…"}`.
 *
 * The trace id is the answer's `x-ms-request-id`; the correlation id is the client's when it sent
 * one.
 */
export function writeLoginError(
  refusal: Refusal,
  request: FastifyRequest,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): WireError {
  const { number, error, status, text, suberror } = wordsFor(refusal, request);
  const timestamp = `${new Date(clock.now()).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const traceId = request.id;
  const correlationId = correlationIdOf(request, ids);
  const trail = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  const isBasic = status === 401 && request.headers.authorization !== undefined;
  return {
    status,
    headers: {
      "cache-control": "no-store",
      pragma: "no-cache",
      ...(isBasic && { "www-authenticate": 'Basic realm="login"' }),
    },
    body: {
      error,
      error_description: `AADSTS${number}: ${text} ${trail}`,
      error_codes: [number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      ...(suberror !== undefined && { suberror }),
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
    },
  };
}
