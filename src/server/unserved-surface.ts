import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Clock } from "../base/index.ts";
import { createSurface, type SurfaceName } from "../http/index.ts";

const NOT_SERVED = 501;

const SERVICE_WORDS: Readonly<Partial<Record<SurfaceName, string>>> = {
  monitor: "custom metrics and logs ingestion",
  iotcentral: "the IoT Central API",
  portal: "the portal",
};

/**
 * A host that is ours but has no room behind it yet: every request is refused by name, in the form
 * of the service that will live there.
 */
export function createUnservedSurface(
  name: SurfaceName,
  log: Logger,
  clock: Clock,
): FastifyInstance {
  const message = `This version of Lazurite does not serve ${SERVICE_WORDS[name] ?? name} yet.`;
  return createSurface({
    name,
    log,
    writeError: (_refusal, request) => ({
      status: NOT_SERVED,
      body: refusalBody(name, message, request.id, new Date(clock.now())),
    }),
  });
}

function refusalBody(name: SurfaceName, message: string, requestId: string, time: Date): unknown {
  const code = "NotImplemented";
  switch (name) {
    case "iotcentral":
      return { error: { code, message, requestId, time: time.toUTCString() } };
    case "portal":
      return `${message}\n`;
    default:
      return { error: { code, message } };
  }
}
