/**
 * Properties that the providers take and never answer with, in lower case: passwords, keys and the
 * scripts that carry them. They are taken here too, and kept nowhere.
 *
 * Source: the properties that the public specification marks as secret or as write-only.
 */
const SECRET: ReadonlySet<string> = new Set([
  "accesskey",
  "accountkey",
  "additionalunattendcontent",
  "adminpassword",
  "administratorloginpassword",
  "certificatepassword",
  "clientsecret",
  "connectionstring",
  "connectionstrings",
  "appsettings",
  "customdata",
  "passphrase",
  "password",
  "pfxblob",
  "primarykey",
  "privatekey",
  "protectedsettings",
  "sastoken",
  "secondarykey",
  "secret",
  "secrets",
  "sharedkey",
  "storageaccountaccesskey",
  "storageaccountkey",
  "userdata",
]);

/** Texts whose names end so: `publishingPassword`, `serverAppSecret`; a switch so called is none. */
const SECRET_TEXT = /(?:connectionstring|passphrase|password|sastoken|secret)$/i;

const isSecret = (name: string, value: unknown): boolean =>
  SECRET.has(name.toLowerCase()) || (typeof value === "string" && SECRET_TEXT.test(name));

/** A copy of a JSON value without what only the provider itself may know. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name, part]) => !isSecret(name, part));
  return Object.fromEntries(entries.map(([name, part]) => [name, withoutSecrets(part)]));
}
