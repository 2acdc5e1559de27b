// The objects that fill a directory: names and ids follow from their numbers.
import { createHash } from "node:crypto";

/** Scattered, as the ids of a directory that grew are. */
function guid(kind, index) {
  const hex = createHash("sha256").update(`${kind} ${index}`).digest("hex");
  const at = (from, to) => hex.slice(from, to);
  return `${at(0, 8)}-${at(8, 12)}-4${at(13, 16)}-8${at(17, 20)}-${at(20, 32)}`;
}

const numbered = (index) => String(index).padStart(6, "0");

export const generated = {
  guid,
  everybody: guid("everybody", 0),
  application: (index) => ({
    appId: guid("application id", index),
    objectId: guid("application", index),
    principalId: guid("service principal", index),
    displayName: `Service-${numbered(index)}`,
    identifierUri: `api://service-${numbered(index)}`,
    secret: `a-secret-of-application-${numbered(index)}`,
  }),
  user: (index) => ({
    objectId: guid("user", index),
    userPrincipalName: `person-${numbered(index)}@contoso.com`,
    displayName: `Person ${numbered(index)}`,
  }),
  group: (index) => ({ objectId: guid("group", index), displayName: `Team ${numbered(index)}` }),
};
