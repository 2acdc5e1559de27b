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
   * @throws {Failure} `identity/client-authorization-malformed`, `identity/parameter-missing`,
   * `identity/client-assertion-type-unsupported`.
   */
  find(material: ClientMaterial): FoundCredential | undefined;
}
