import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock, Failure, Ids } from "../../../base/index.ts";
import { correlationIdOf } from "../correlation.ts";
import { sendPage } from "../pages/send-page.ts";
import { wordsFor } from "../wordings.ts";
import { timestampOf } from "./send-error-page.ts";

export type ResponseMode = "query" | "fragment" | "form_post";

/** Where an answer goes, and in which form. */
export interface AnswerTarget {
  readonly uri: string;
  readonly mode: ResponseMode;
  /** Repeated as it came. */
  readonly state: string | undefined;
}

/** Source: OAuth 2.0 Multiple Response Type Encoding Practices; OAuth 2.0 Form Post Response Mode. */
export function sendAnswer(
  reply: FastifyReply,
  { uri, mode, state }: AnswerTarget,
  answer: Readonly<Record<string, string>>,
): FastifyReply {
  const fields = { ...answer, ...(state !== undefined && { state }) };
  if (mode === "form_post") return sendPage(reply, { kind: "form-post", action: uri, fields });
  const text = new URLSearchParams(fields).toString();
  const base = withPath(uri);
  const mark = mode === "fragment" ? "#" : base.includes("?") ? "&" : "?";
  return reply.header("referrer-policy", "no-referrer").redirect(`${base}${mark}${text}`, 302);
}

/**
 * Tells an application why it gets nothing:
 * `error=login_required&error_description=AADSTS50058: … Trace ID: …&error_uri=…&state=…`.
 */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  target: AnswerTarget,
  failure: Failure,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): FastifyReply {
  const { number, error, text } = wordsFor({ kind: "failure", failure }, request);
  const correlationId = correlationIdOf(request, ids);
  const trail = `Trace ID: ${request.id} Correlation ID: ${correlationId} Timestamp: ${timestampOf(clock)}`;
  return sendAnswer(reply, target, {
    error,
    error_description: `AADSTS${number}: ${text} ${trail}`,
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  });
}

/**
 * An address as it may stand in a header; without a path, a slash is added.
 *
 * Source: learn.microsoft.com/entra/identity-platform/reply-url.
 */
export const withPath = (uri: string): string =>
  uri
    .replace(/^(https?:\/\/[^/?#]+)(?=$|\?)/i, (origin) => `${origin}/`)
    .replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text));
