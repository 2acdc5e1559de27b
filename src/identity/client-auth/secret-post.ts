import type { ClientAuthentication } from "./client-authentication.ts";

/** `client_id` and `client_secret` in the form. Source: RFC 6749 section 2.3.1. */
export const secretPost: ClientAuthentication = {
  method: "client_secret_post",

  find({ form }) {
    const secretText = form.get("client_secret");
    if (secretText === null || secretText === "") return undefined;
    return {
      clientId: form.get("client_id") ?? undefined,
      credential: { kind: "secret", secretText },
    };
  },
};
