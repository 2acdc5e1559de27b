import { refuse } from "../refuse.ts";
import { readBody } from "./reader.ts";

const REFERENCE =
  /^https?:\/\/[^/?#]+\/(?:v1\.0|beta)\/(?:directoryObjects|users|groups|servicePrincipals)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;

/** The object id at the end of `{"@odata.id":"https://…/directoryObjects/{id}"}`. */
export function readReference(body: Buffer): string {
  const reader = readBody(body, "directoryObject");
  const id = REFERENCE.exec(reader.text("@odata.id") ?? "")?.[1];
  reader.requireEnd();
  if (id === undefined) {
    throw refuse("graph/body-invalid", {
      reason: "A value is required for property '@odata.id': the address of a directory object.",
    });
  }
  return id.toLowerCase();
}
