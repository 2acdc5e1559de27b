import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

const probeKey: unique symbol = Symbol("probe");

interface Probe extends IncomingMessage {
  [probeKey]?: { isRouted: boolean };
}

/**
 * The methods that a path of the surface has routes for, asked of the surface's own router.
 *
 * Fastify answers 404 when only the method is wrong. A probe request goes through its router for
 * each method and stops in the first hook (`answerProbe`), so that no handler runs.
 */
export function allowedMethods(surface: FastifyInstance, url: string): string[] {
  return METHODS.filter((method) => {
    const probe: Probe = new IncomingMessage(new Socket());
    const outcome = { isRouted: false };
    probe[probeKey] = outcome;
    probe.method = method;
    probe.url = url;
    surface.routing(probe, new ServerResponse(probe));
    return outcome.isRouted;
  });
}

/** True when the request was only a probe: the hook that asks must stop without an answer. */
export function answerProbe(request: FastifyRequest): boolean {
  const outcome = (request.raw as Probe)[probeKey];
  if (outcome === undefined) return false;
  outcome.isRouted = !request.is404;
  return true;
}
