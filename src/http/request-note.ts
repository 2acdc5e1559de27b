import type { FastifyRequest } from "fastify";
import type { Failure } from "../base/index.ts";
import type { DenialReason } from "./denials.ts";
import type { Principal } from "./principal.ts";

/** What is found out about a request on its way, for the access log and for an explanation. */
export interface RequestNote {
  /** What was asked, in the vendor's words: `Microsoft.Resources/subscriptions/read`. */
  operation?: string;
  /** Object id of the principal that asks. */
  principalId?: string;
  /** The principal itself, and why it is refused, for the explanation of a 403. */
  principal?: Principal;
  denial?: DenialReason;
  /** What it is refused with. */
  failure?: Failure;
}

const noteKey: unique symbol = Symbol("request note");

interface Carrier extends FastifyRequest {
  [noteKey]?: RequestNote;
}

/** Adds to what is known of a request; later calls overwrite earlier ones. */
export function noteRequest(request: FastifyRequest, note: RequestNote): void {
  const carrier = request as Carrier;
  carrier[noteKey] = carrier[noteKey] === undefined ? note : { ...carrier[noteKey], ...note };
}

/** What surfaces have noted of a request so far. */
export function noteOf(request: FastifyRequest): RequestNote | undefined {
  return (request as Carrier)[noteKey];
}
