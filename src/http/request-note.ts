import type { FastifyRequest } from "fastify";

/** What a surface adds to a request's line in the access log. */
export interface RequestNote {
  /** What was asked, in the vendor's words: `Microsoft.Resources/subscriptions/read`. */
  operation?: string;
  /** Object id of the principal that asks. */
  principalId?: string;
}

const noteKey: unique symbol = Symbol("request note");

interface Carrier extends FastifyRequest {
  [noteKey]?: RequestNote;
}

/** Adds to what the access log will say of a request; later calls overwrite earlier ones. */
export function noteRequest(request: FastifyRequest, note: RequestNote): void {
  const carrier = request as Carrier;
  carrier[noteKey] = carrier[noteKey] === undefined ? note : { ...carrier[noteKey], ...note };
}

/** What surfaces have noted of a request so far. */
export function noteOf(request: FastifyRequest): RequestNote | undefined {
  return (request as Carrier)[noteKey];
}
