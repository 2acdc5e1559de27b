// usage: node grow-directory.mjs FOLDER SIZE-AS-JSON
//
// Puts generated applications, people and groups into the demo's own directory, which no server
// holds meanwhile. The same numbers give the same objects, so that a smaller one is a part of a
// larger one. Straight into the store, in large transactions: one by one it would take many minutes.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { contoso } from "../dist/demo/index.js";
import { openDirectory } from "../dist/storage/index.js";
import { generated } from "./generated-objects.mjs";

const ROWS_PER_TRANSACTION = 10_000;
const [folder, text] = process.argv.slice(2);
const size = JSON.parse(text);
const { tenantId } = contoso;
const createdAt = Date.UTC(2026, 0, 1);
const directory = await openDirectory(join(folder, "directory.db"));
const { applications, passwordCredentials, servicePrincipals, users } = directory.read;
const application = await applications.find(contoso.client.objectId);
const principal = await servicePrincipals.find(tenantId, contoso.client.principalId);
const [password] = await passwordCredentials.listAll([contoso.client.objectId]);
const administrator = await users.find(tenantId, contoso.administrator.objectId);

/** Calls `insert` for 0, 1, 2 … below `count`. */
async function fill(count, insert) {
  for (let start = 0; start < count; start += ROWS_PER_TRANSACTION) {
    const end = Math.min(start + ROWS_PER_TRANSACTION, count);
    await directory.write(async (stores) => {
      for (let index = start; index < end; index += 1) await insert(stores, index);
    });
  }
}

/** As the demo's client is registered, but for what tells one application from another. */
async function insertApplication(stores, index) {
  const { appId, objectId, principalId, displayName, secret, identifierUri } =
    generated.application(index);
  const own = { appId, displayName, createdAt: createdAt + index };
  const redirectUris = [{ uri: `https://${displayName.toLowerCase()}.test/`, platform: "spa" }];
  await stores.applications.insert(
    { ...application, ...own, objectId, identifierUris: [identifierUri], redirectUris },
    [identifierUri],
  );
  await stores.servicePrincipals.insert({ ...principal, ...own, objectId: principalId });
  await stores.passwordCredentials.insert(
    { kind: "application", objectId },
    {
      ...password,
      keyId: generated.guid("secret", index),
      hint: secret.slice(0, 3),
      secretSha256: createHash("sha256").update(secret).digest("hex"),
    },
  );
}

/** Everybody has the administrator's password: hashing one for each would take an hour. */
async function insertUser(stores, index) {
  const { objectId, userPrincipalName, displayName } = generated.user(index);
  await stores.users.insert({
    ...administrator,
    objectId,
    userPrincipalName,
    displayName,
    mail: userPrincipalName,
    createdAt: createdAt + index,
  });
  await stores.groups.addMember(generated.everybody, objectId, createdAt);
  await stores.groups.addMember(generated.group(index % size.groups).objectId, objectId, createdAt);
}

async function insertGroup({ groups }, { objectId, displayName }) {
  const rest = { tenantId, description: undefined, isSecurityEnabled: true, createdAt };
  await groups.insert({ objectId, displayName, ...rest });
}

await directory.write((stores) =>
  insertGroup(stores, { objectId: generated.everybody, displayName: "Everybody" }),
);
await fill(size.groups, (stores, index) => insertGroup(stores, generated.group(index)));
await fill(size.applications, insertApplication);
await fill(size.users, insertUser);
await directory.close();
process.stdout.write("done\n");
