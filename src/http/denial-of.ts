import type { FastifyRequest } from "fastify";
import { pathForLog } from "./access-log.ts";
import { type Denial, plainReason } from "./denials.ts";
import { noteOf } from "./request-note.ts";
import { originOf } from "./request-origin.ts";
import type { SurfaceName } from "./surface-name.ts";

/** A refused request with the reason that its surface noted, or what its answer says. */
export function denialOf(surface: SurfaceName, request: FastifyRequest, payload: unknown): Denial {
  const { denial, failure, principal } = noteOf(request) ?? {};
  return {
    surface,
    requestId: request.id,
    method: request.method,
    path: pathForLog(request.url),
    origin: originOf(request.raw),
    principal,
    reason: denial ?? plainReason(saidIn(payload), failure),
  };
}

/** Code and message, which every vendor's error form has in `error`. */
function saidIn(payload: unknown): { readonly code?: string; readonly message?: string } {
  if (typeof payload !== "string") return {};
  try {
    const { error } = JSON.parse(payload) as { error?: { code?: unknown; message?: unknown } };
    const { code, message } = error ?? {};
    return {
      ...(typeof code === "string" && { code }),
      ...(typeof message === "string" && { message }),
    };
  } catch {
    return {};
  }
}
