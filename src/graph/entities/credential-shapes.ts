import type { KeyObject, PasswordObject } from "../../identity/index.ts";
import { moment } from "./entity.ts";

/** A secret as it is read: its text is told once, by `addPassword`. */
export function passwordCredential(password: PasswordObject): Readonly<Record<string, unknown>> {
  return {
    customKeyIdentifier: null,
    displayName: password.displayName ?? null,
    endDateTime: moment(password.endsAt),
    hint: password.hint,
    keyId: password.keyId,
    secretText: null,
    startDateTime: moment(password.startsAt),
  };
}

/** A certificate as it is read: without its bytes. */
export function keyCredential(
  key: Omit<KeyObject, "certificateBase64">,
): Readonly<Record<string, unknown>> {
  return {
    customKeyIdentifier: Buffer.from(key.thumbprintSha1, "base64url").toString("hex").toUpperCase(),
    displayName: key.displayName ?? null,
    endDateTime: moment(key.endsAt),
    key: null,
    keyId: key.keyId,
    startDateTime: moment(key.startsAt),
    type: "AsymmetricX509Cert",
    usage: "Verify",
  };
}
