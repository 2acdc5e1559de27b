import { Failure } from "../../base/index.ts";
import type { ClientAuthentication } from "./client-authentication.ts";

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * `client_assertion` in the form, with its type. Source: RFC 7523 section 2.2.
 *
 * An assertion of an issuer elsewhere does not name the client, so `client_id` must.
 */
export const assertionPost: ClientAuthentication = {
  method: "private_key_jwt",

  find({ form }) {
    const assertion = form.get("client_assertion")?.trim() ?? "";
    const type = form.get("client_assertion_type")?.trim() ?? "";
    if (assertion === "" && type === "") return undefined;
    const parameter = type === "" ? "client_assertion_type" : "client_assertion";
    if (assertion === "" || type === "") {
      throw new Failure("identity/parameter-missing", "missing", { facts: { parameter } });
    }
    if (type !== JWT_BEARER) {
      throw new Failure("identity/client-assertion-type-unsupported", "not a JWT");
    }
    return { clientId: undefined, credential: { kind: "assertion", assertion } };
  },
};
