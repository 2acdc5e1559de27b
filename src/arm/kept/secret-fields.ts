/**
 * Properties that the providers take and never answer with, in lower case: passwords, keys and the
 * scripts that carry them. They are taken here too, and kept nowhere.
 *
 * Source: the properties that the public specification marks as secret or as write-only.
 */
const SECRET: ReadonlySet<string> = new Set([
  "accesskey",
  "accountkey",
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

/** A copy of a JSON value without what only the provider itself may know. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !SECRET.has(name.toLowerCase()));
  return Object.fromEntries(entries.map(([name, part]) => [name, withoutSecrets(part)]));
}
