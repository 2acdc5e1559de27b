import { clientCredentials } from "./client-credentials.ts";
import type { Grant } from "./grant.ts";

/** Every grant type that is served. */
export const grants: ReadonlyMap<string, Grant> = new Map(
  [clientCredentials].map((grant) => [grant.grantType, grant]),
);
