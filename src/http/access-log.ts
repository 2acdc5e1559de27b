import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "./logger.ts";
import { noteOf } from "./request-note.ts";
import type { SurfaceName } from "./surface-name.ts";

const PATH_CHARACTERS_MAX = 512;

/** Writes the one line that a request leaves: never its query, headers or body. */
export function logAccess(
  log: Logger,
  surface: SurfaceName,
  request: FastifyRequest,
  reply: FastifyReply,
  startedAtMs: number,
): void {
  const note = noteOf(request);
  const isCutShort = !reply.raw.writableEnded;
  log.info({
    surface,
    method: request.method,
    path: pathForLog(request.url),
    operation: note?.operation ?? request.routeOptions.config.operation,
    principal: note?.principalId,
    status: reply.raw.statusCode,
    aborted: isCutShort ? true : undefined,
    ms: Math.round((performance.now() - startedAtMs) * 10) / 10,
    requestId: request.id,
  });
}

/** The path alone: a query can hold API keys and codes, whether its `?` is encoded or not. */
export function pathForLog(url: string): string {
  const queryAt = url.indexOf("?");
  const path = queryAt < 0 ? url : url.slice(0, queryAt);
  const shown = path.includes("%") ? path.replace(/%3f.*$/is, "") : path;
  return shown.length > PATH_CHARACTERS_MAX ? shown.slice(0, PATH_CHARACTERS_MAX) : shown;
}

/**
 * What may be logged of a thrown value that nobody expected.
 *
 * Syntax errors quote their input, so their message is left out; what looks like a token or a
 * password parameter is blanked.
 */
export function defectForLog(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const frames = (thrown.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    type: thrown.name,
    message: thrown instanceof SyntaxError ? undefined : redacted(thrown.message),
    stack: frames.slice(0, 12).map((line) => line.trim()),
  };
}

function redacted(text: string): string {
  return text
    .replace(/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*/g, "[token]")
    .replace(/\b(bearer|basic|sharedaccesssignature)\s+\S+/gi, "$1 [hidden]")
    .replace(
      /((?:secret|password|assertion|token|key|code|sig)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi,
      "$1[hidden]",
    )
    .slice(0, 1_000);
}
