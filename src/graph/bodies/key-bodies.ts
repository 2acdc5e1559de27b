import type { BodyReader } from "./reader.ts";

/** One certificate of a list: one that is there already, or a new one with its DER in base64. */
export interface KeyBody {
  readonly keyId: string | undefined;
  readonly certificateBase64: string | undefined;
  readonly displayName: string | undefined;
}

/** Source: Microsoft Graph v1.0, keyCredential; dates follow from the certificate. */
export function readKeys(reader: BodyReader): readonly KeyBody[] | undefined {
  return reader.objects("keyCredentials")?.map((key) => {
    if (key.text("type") !== "AsymmetricX509Cert") throw key.invalid("type");
    if (key.text("usage") !== "Verify") throw key.invalid("usage");
    const read = {
      keyId: key.text("keyId")?.toLowerCase(),
      certificateBase64: key.text("key"),
      displayName: key.text("displayName"),
    };
    for (const name of ["customKeyIdentifier", "startDateTime", "endDateTime"]) key.take(name);
    key.requireEnd();
    if (read.keyId === undefined && read.certificateBase64 === undefined) throw key.invalid("key");
    return read;
  });
}
