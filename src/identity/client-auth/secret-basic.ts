import { Failure } from "../../base/index.ts";
import type { ClientAuthentication } from "./client-authentication.ts";

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * HTTP Basic, both parts form-encoded before they were joined.
 *
 * Source: RFC 6749 section 2.3.1; seen: openid-client sends it so.
 */
export const secretBasic: ClientAuthentication = {
  method: "client_secret_basic",

  find({ authorization }) {
    const [scheme = "", encoded = "", ...rest] = (authorization ?? "").trim().split(/ +/);
    if (scheme.toLowerCase() !== "basic") return undefined;
    if (rest.length > 0 || !BASE64.test(encoded)) throw malformed();
    const text = Buffer.from(encoded, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon < 1) throw malformed();
    const secretText = formDecoded(text.slice(colon + 1));
    return {
      clientId: formDecoded(text.slice(0, colon)),
      credential: secretText === "" ? { kind: "none" } : { kind: "secret", secretText },
    };
  },
};

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw malformed();
  }
}

function malformed(): Failure {
  return new Failure("identity/client-authorization-malformed", "not valid HTTP Basic credentials");
}
