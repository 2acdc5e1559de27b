import type { CredentialText, KeyEntry } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";
import type { BodyReader } from "./reader.ts";

/** The whole lists of secrets and certificates that a body has. */
export interface CredentialBodies {
  readonly passwords?: readonly CredentialText[];
  readonly keys?: readonly KeyEntry[];
}

/** Source: Microsoft Graph v1.0, keyCredential and passwordCredential. */
export function readCredentials(reader: BodyReader): CredentialBodies {
  const passwords = reader.objects("passwordCredentials")?.map((one) => {
    const hint = one.text("hint");
    const said: CredentialText = { ...readText(one), ...(hint !== undefined && { hint }) };
    one.requireUnset("customKeyIdentifier");
    // A new one is refused as a whole, whatever its text.
    if (said.keyId !== undefined) one.requireUnset("secretText");
    else one.take("secretText");
    one.requireEnd();
    return said;
  });
  const keys = reader.objects("keyCredentials")?.map(readKey);
  return { ...(passwords !== undefined && { passwords }), ...(keys !== undefined && { keys }) };
}

/** One certificate: with its bytes when it is new. */
export function readKey(key: BodyReader): KeyEntry {
  const type = key.text("type");
  const usage = key.text("usage");
  if (type === "X509CertAndPassword" || usage === "Sign") {
    throw refuse("graph/feature-unsupported", { feature: "keys that sign SAML tokens" });
  }
  if (type !== "AsymmetricX509Cert") throw key.invalid("type");
  if (usage !== "Verify") throw key.invalid("usage");
  const said = readText(key);
  const encoded = key.text("key");
  const customKeyIdentifier = key.text("customKeyIdentifier");
  if (said.keyId === undefined && encoded === undefined) throw key.invalid("key");
  const certificate = encoded === undefined ? undefined : decodeKey(encoded);
  if (encoded !== undefined && certificate === undefined) throw key.invalid("key");
  key.requireEnd();
  return {
    ...said,
    ...(certificate !== undefined && { certificate }),
    ...(customKeyIdentifier !== undefined && { customKeyIdentifier }),
  };
}

function readText(reader: BodyReader): CredentialText {
  const keyId = reader.text("keyId");
  const displayName = reader.text("displayName");
  const startsAt = reader.moment("startDateTime");
  const endsAt = reader.moment("endDateTime");
  return {
    ...(keyId !== undefined && { keyId }),
    ...(displayName !== undefined && { displayName }),
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
  };
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Base64 of the DER, with line breaks as az sends it, or of a whole PEM file. */
function decodeKey(encoded: string): Uint8Array | string | undefined {
  const text = encoded.replace(/\s+/g, "");
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.subarray(0, 10).toString("latin1") === "-----BEGIN" ? bytes.toString("utf8") : bytes;
}
