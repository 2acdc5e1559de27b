import type { Clock } from "../../base/index.ts";
import type { Client } from "../token-directory.ts";
import type { PresentedCredential } from "../tokens/token-request.ts";

/** How an application sent its proof: the form's fields and the Authorization header. */
export interface ClientMaterial {
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

/** What one way of authenticating found in a request. */
export interface FoundCredential {
  readonly clientId: string | undefined;
  readonly credential: PresentedCredential;
}

/** One way in which an application authenticates at the token endpoint. */
export interface ClientAuthentication {
  /** Its name in discovery documents. Source: RFC 7591 section 2. */
  readonly method: string;
  /**
   * What it found; undefined when the request does not use it.
   *
   * @throws {Failure} `identity/client-authorization-malformed`.
   */
  find(material: ClientMaterial): FoundCredential | undefined;
}

/** Proves a client by what it presented; returns how strong the proof is. */
export type ClientProver = (
  client: Client,
  credential: PresentedCredential,
  clock: Clock,
) => "0" | "1" | "2";
