import type { FastifyRequest } from "fastify";
import type { Clock, Failure, Ids } from "../../base/index.ts";
import type { InvalidInputReason, Refusal, WireError } from "../../http/index.ts";
import { isGuid } from "../guid.ts";
import { type LoginFailure, loginFailures } from "./failures.ts";

const FACT_CHARACTERS_MAX = 300;

const STATUS_BY_REASON: Readonly<Partial<Record<InvalidInputReason, number>>> = {
  "body-too-large": 413,
  "url-too-long": 414,
  "unsupported-media-type": 415,
};

/**
 * The one place that words a refusal as the service does:
 * `{"error":"invalid_client","error_description":"AADSTS7000215: … Trace ID: … Correlation ID: …
 * Timestamp: 2026-01-02 03:04:05Z","error_codes":[7000215],"timestamp":"2026-01-02 03:04:05Z",
 * "trace_id":"…","correlation_id":"…","error_uri":"https://login.microsoftonline.com/error?code=…"}`.
 *
 * The trace id is the answer's `x-ms-request-id`; the correlation id is the client's when it sent
 * a GUID as `client-request-id` in header, query or form.
 */
export function writeLoginError(
  refusal: Refusal,
  request: FastifyRequest,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): WireError {
  const { number, error, status, text, suberror } = wordsFor(refusal, request);
  const timestamp = `${new Date(clock.now()).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const traceId = request.id;
  const correlationId = correlationOf(request) ?? ids.guid();
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

function wordsFor(refusal: Refusal, request: FastifyRequest): LoginFailure {
  switch (refusal.kind) {
    case "failure":
      return wordsForFailure(refusal.failure);
    case "invalid-input": {
      const status = STATUS_BY_REASON[refusal.reason] ?? 400;
      return { number: 9002313, error: "invalid_request", status, text: refusal.message };
    }
    case "not-found": {
      const text = "There is no such endpoint.";
      return { number: 90023, error: "invalid_request", status: 404, text };
    }
    case "method-not-allowed": {
      const text = `This endpoint accepts ${refusal.allowed.join(", ")} only; the request used ${request.method}.`;
      return { number: 900561, error: "invalid_request", status: 405, text };
    }
    default:
      return internal;
  }
}

const internal: LoginFailure = {
  number: 50000,
  error: "server_error",
  status: 500,
  text: "The service met an unexpected condition.",
};

function wordsForFailure({ code, facts }: Failure): LoginFailure {
  const row = loginFailures[code];
  if (row === undefined) return internal;
  const text = row.text.replace(/\{(\w+)\}/g, (_, name: string) => quotable(facts[name] ?? ""));
  return { ...row, text };
}

/** A fact may be a client's own words: one line of bounded length. */
function quotable(fact: string): string {
  const line = fact.replace(/\p{Cc}+/gu, " ");
  return line.length <= FACT_CHARACTERS_MAX ? line : `${line.slice(0, FACT_CHARACTERS_MAX)}…`;
}

function correlationOf(request: FastifyRequest): string | undefined {
  const { headers, body } = request;
  const query = request.query as Readonly<Record<string, unknown>> | undefined;
  const candidates = [
    headers["client-request-id"],
    headers["x-ms-client-request-id"],
    query?.["client-request-id"],
    body instanceof URLSearchParams ? body.get("client-request-id") : undefined,
  ];
  return candidates.find((id): id is string => typeof id === "string" && isGuid(id));
}
