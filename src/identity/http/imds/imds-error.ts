import type { FastifyRequest } from "fastify";
import type { Failure } from "../../../base/index.ts";
import type { InvalidInputReason, Refusal, WireError } from "../../../http/index.ts";
import { type ImdsFailure, imdsFailures } from "./imds-failures.ts";

const FACT_CHARACTERS_MAX = 300;
const PATH_CHARACTERS_MAX = 200;

const STATUS_BY_REASON: Readonly<Partial<Record<InvalidInputReason, number>>> = {
  "body-too-large": 413,
  "url-too-long": 414,
  "unsupported-media-type": 415,
};

/** Path of the App Service form, in lower case: IDENTITY_ENDPOINT and MSI_ENDPOINT point there. */
export const APP_SERVICE_PATH = "/msi/token";

/**
 * The one place that words a refusal: `{"error":"invalid_request","error_description":"…"}`, or in
 * the App Service form `{"statusCode":400,"message":"…","correlationId":"…"}`.
 *
 * Source: the fields that msal-node reads of each.
 */
export function writeImdsError(refusal: Refusal, request: FastifyRequest): WireError {
  const { status, error, text } = wordsFor(refusal, request);
  const isAppService = request.method !== "POST" && pathOf(request) === APP_SERVICE_PATH;
  return {
    status,
    headers: { "cache-control": "no-store" },
    body: isAppService
      ? { statusCode: status, message: text, correlationId: request.id }
      : { error, error_description: text },
  };
}

function wordsFor(refusal: Refusal, request: FastifyRequest): ImdsFailure {
  switch (refusal.kind) {
    case "failure":
      return wordsForFailure(refusal.failure);
    case "invalid-input": {
      const status = STATUS_BY_REASON[refusal.reason] ?? 400;
      return { status, error: "invalid_request", text: refusal.message };
    }
    case "not-found": {
      const path = pathOf(request).slice(0, PATH_CHARACTERS_MAX);
      const text = `Lazurite's metadata service does not serve ${path}: it gives tokens at /metadata/identity/oauth2/token only.`;
      return { status: 404, error: "not_found", text };
    }
    case "method-not-allowed": {
      const text = `This endpoint accepts ${refusal.allowed.join(", ")} only; the request used ${request.method}.`;
      return { status: 405, error: "invalid_request", text };
    }
    default:
      return internal;
  }
}

const internal: ImdsFailure = {
  status: 500,
  error: "unknown",
  text: "The service met an unexpected condition.",
};

function wordsForFailure({ code, facts }: Failure): ImdsFailure {
  const row = imdsFailures[code];
  if (row === undefined) return internal;
  const text = row.text.replace(/\{(\w+)\}/g, (_, name: string) => quotable(facts[name] ?? ""));
  return { ...row, text };
}

function quotable(fact: string): string {
  return fact.replace(/\p{Cc}+/gu, " ").slice(0, FACT_CHARACTERS_MAX);
}

function pathOf({ url }: FastifyRequest): string {
  const [path = ""] = url.split("?", 1);
  return path.replace(/\/$/, "").toLowerCase();
}
