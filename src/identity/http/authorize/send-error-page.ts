import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock, Failure, Ids } from "../../../base/index.ts";
import { correlationIdOf } from "../correlation.ts";
import { sendPage } from "../pages/send-page.ts";
import { wordsFor } from "../wordings.ts";

export interface ErrorPageDependencies {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Shows a refusal to the person at the browser, where no application may be told of it. */
export function sendErrorPage(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  { clock, ids }: ErrorPageDependencies,
  heading?: string,
): FastifyReply {
  const { number, text, status } = wordsFor({ kind: "failure", failure }, request);
  const { sent, registered } = failure.facts;
  return sendPage(
    reply,
    {
      kind: "error",
      ...(heading !== undefined && { heading }),
      number,
      text,
      ...(sent !== undefined && sent !== "" && { sent }),
      ...(registered !== undefined && {
        registered: registered.split("\n").filter((uri) => uri !== ""),
      }),
      traceId: request.id,
      correlationId: correlationIdOf(request, ids),
      timestamp: timestampOf(clock),
    },
    status,
  );
}

/** As the service writes moments in its errors. */
export function timestampOf(clock: Clock): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19).replace("T", " ")}Z`;
}
