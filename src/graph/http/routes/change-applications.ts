import type { ApplicationObject } from "../../../identity/index.ts";
import { readApplicationBody } from "../../bodies/application-body.ts";
import type { KeyBody } from "../../bodies/key-bodies.ts";
import { readBody } from "../../bodies/reader.ts";
import { applicationEntity, passwordCredential } from "../../entities/application.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerMade, contextOf } from "../answers.ts";
import { requireOwnership } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";

const rule = rules.changeApplications;

/** Registrations, their secrets and certificates, to be made, changed and removed. */
export const applicationChangeRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "applications",
    rule: rules.createApplications,
    async run(call, deps) {
      const { change, keys } = readApplicationBody(call.body);
      const { displayName } = change;
      if (displayName === undefined) throw missing("displayName");
      const { tenantId, objectId: ownerId } = call.principal;
      const { identity } = deps;
      const made = await identity.registerApplication({ tenantId, displayName }, change, ownerId);
      await changeKeys({ ...made, keys: [] }, keys, deps);
      const item = await identity.objects.applications.find(tenantId, made.objectId);
      if (item === undefined) throw refuse("graph/not-found", { id: made.objectId });
      return answerMade(call, applicationEntity, item);
    },
  },
  {
    method: "PATCH",
    path: "applications/*",
    rule,
    async run(call, deps) {
      const item = await requireManaged(call, deps);
      const { change, keys } = readApplicationBody(call.body);
      await deps.identity.changeApplication(item, change);
      await changeKeys(item, keys, deps);
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "applications/*",
    rule,
    async run(call, deps) {
      await deps.identity.deleteApplication(await requireManaged(call, deps));
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: "applications/*/addpassword",
    rule,
    async run(call, deps) {
      const item = await requireManaged(call, deps);
      const body = readBody(call.body, "application");
      const credential = body.object("passwordCredential", true);
      body.requireEnd();
      const displayName = credential?.text("displayName");
      const startsAt = credential?.moment("startDateTime");
      const endsAt = credential?.moment("endDateTime");
      credential?.requireUnset("customKeyIdentifier", "hint", "keyId", "secretText");
      credential?.requireEnd();
      const made = await deps.identity.addPassword({
        tenantId: item.tenantId,
        applicationObjectId: item.objectId,
        ...(displayName !== undefined && { displayName }),
        ...(startsAt !== undefined && { startsAt }),
        ...(endsAt !== undefined && { endsAt }),
      });
      return {
        status: 200,
        body: {
          "@odata.context": contextOf(call, "microsoft.graph.passwordCredential"),
          ...passwordCredential({ ...made, displayName }),
          secretText: made.secretText,
        },
      };
    },
  },
  {
    method: "POST",
    path: "applications/*/removepassword",
    rule,
    async run(call, deps) {
      const { tenantId, objectId: applicationObjectId } = await requireManaged(call, deps);
      const body = readBody(call.body, "application");
      const keyId = body.text("keyId")?.toLowerCase();
      body.requireEnd();
      if (keyId === undefined) throw missing("keyId");
      await deps.identity.removePassword({ tenantId, applicationObjectId, keyId });
      return { status: 204 };
    },
  },
];

/** The registration of the path, which the caller may manage. */
async function requireManaged(
  call: GraphCall,
  deps: RouteDependencies,
): Promise<ApplicationObject> {
  const item = await requireObject(call, deps, applicationEntity);
  await requireOwnership(call.principal, rule, deps.identity, item.objectId);
  return item;
}

/** Makes the certificates those of a list: the ones that it leaves out are removed. */
async function changeKeys(
  item: Pick<ApplicationObject, "tenantId" | "objectId" | "keys">,
  keys: readonly KeyBody[] | undefined,
  { identity }: RouteDependencies,
): Promise<void> {
  if (keys === undefined) return;
  const { tenantId, objectId: applicationObjectId } = item;
  const known = new Set(item.keys.map(({ keyId }) => keyId));
  const kept = new Set(keys.map(({ keyId }) => keyId));
  for (const key of keys) {
    const { certificateBase64, displayName, keyId } = key;
    if (keyId !== undefined && known.has(keyId)) continue;
    if (certificateBase64 === undefined) throw missing("keyCredentials.key");
    await identity.addKeyCredential({
      tenantId,
      applicationObjectId,
      certificate: certificateBase64,
      ...(displayName !== undefined && { displayName }),
    });
  }
  for (const keyId of known) {
    if (!kept.has(keyId)) {
      await identity.removeKeyCredential({ tenantId, applicationObjectId, keyId });
    }
  }
}

function missing(property: string): Error {
  return refuse("graph/body-invalid", {
    reason: `A value is required for property '${property}' of resource 'Application'.`,
  });
}
