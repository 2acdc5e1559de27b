import type { FastifyRequest } from "fastify";
import type { Failure } from "../../base/index.ts";
import type { InvalidInputReason, Refusal } from "../../http/index.ts";
import type { LoginFailure } from "./failures/row.ts";
import { loginFailures } from "./failures.ts";

const FACT_CHARACTERS_MAX = 300;

const STATUS_BY_REASON: Readonly<Partial<Record<InvalidInputReason, number>>> = {
  "body-too-large": 413,
  "url-too-long": 414,
  "unsupported-media-type": 415,
};

/** Number, error, status and text of a refusal, its facts filled in. */
export function wordsFor(refusal: Refusal, request: FastifyRequest): LoginFailure {
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
