import type { ApplicationObject, CredentialPlace } from "../../../identity/index.ts";
import { readKey } from "../../bodies/credential-bodies.ts";
import { type BodyReader, readBody } from "../../bodies/reader.ts";
import { applicationEntity } from "../../entities/application.ts";
import { keyCredential, passwordCredential } from "../../entities/credential-shapes.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { rules } from "../../permissions.ts";
import { contextOf } from "../answers.ts";
import { requireRule } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";
import { requireManagedApplication } from "./change-applications.ts";
import { requireManagedPrincipal } from "./change-service-principals.ts";

/** Those who have secrets and certificates: registrations, and service principals of their own. */
interface Holder {
  readonly set: "applications" | "serviceprincipals";
  readonly type: "application" | "servicePrincipal";
  /** The object of the path. */
  find(call: GraphCall, deps: RouteDependencies): Promise<Found>;
  /** The same, which the caller may manage. */
  manage(call: GraphCall, deps: RouteDependencies): Promise<Found>;
}

interface Found {
  readonly appId: string;
  readonly place: CredentialPlace;
}

type Named = Pick<ApplicationObject, "appId" | "tenantId" | "objectId">;

const asApplication = ({ appId, tenantId, objectId }: Named): Found => ({
  appId,
  place: { tenantId, applicationObjectId: objectId },
});

const asPrincipal = ({ appId, tenantId, objectId }: Named): Found => ({
  appId,
  place: { tenantId, servicePrincipalObjectId: objectId },
});

const applications: Holder = {
  set: "applications",
  type: "application",
  find: async (call, deps) => asApplication(await requireObject(call, deps, applicationEntity)),
  manage: async (call, deps) => asApplication(await requireManagedApplication(call, deps)),
};

const servicePrincipals: Holder = {
  set: "serviceprincipals",
  type: "servicePrincipal",
  find: async (call, deps) => asPrincipal(await requireObject(call, deps, servicePrincipalEntity)),
  manage: async (call, deps) => asPrincipal(await requireManagedPrincipal(call, deps)),
};

/** An application may roll its own keys without any permission. */
async function manageOrBe(
  holder: Holder,
  call: GraphCall,
  deps: RouteDependencies,
): Promise<CredentialPlace> {
  const { principal } = call;
  const { appId, place } = await holder.find(call, deps);
  if (principal.kind === "servicePrincipal" && principal.appId === appId) return place;
  await requireRule(principal, rules.changeApplications, deps.identity);
  return (await holder.manage(call, deps)).place;
}
/** Secrets and certificates, given and taken one by one. */
export const credentialRoutes: readonly Route[] = [applications, servicePrincipals].flatMap(
  (holder) => [...passwordRoutes(holder), ...keyRoutes(holder)],
);

function passwordRoutes({ set, type, manage }: Holder): readonly Route[] {
  const rule = rules.changeApplications;
  return [
    {
      method: "POST",
      path: `${set}/*/addpassword`,
      rule,
      async run(call, deps) {
        const { place } = await manage(call, deps);
        const body = readBody(call.body, type);
        const credential = body.object("passwordCredential", true);
        body.requireEnd();
        const displayName = credential?.text("displayName");
        const startsAt = credential?.moment("startDateTime");
        const endsAt = credential?.moment("endDateTime");
        credential?.requireUnset("customKeyIdentifier", "hint", "keyId", "secretText");
        credential?.requireEnd();
        const made = await deps.identity.addPassword({
          ...place,
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
      path: `${set}/*/removepassword`,
      rule,
      async run(call, deps) {
        const { place } = await manage(call, deps);
        const body = readBody(call.body, type);
        const keyId = requireText(body, "keyId").toLowerCase();
        body.requireEnd();
        await deps.identity.removePassword({ ...place, keyId });
        return { status: 204 };
      },
    },
  ];
}

function keyRoutes(holder: Holder): readonly Route[] {
  const { set, type } = holder;
  const rule = rules.rollKeys;
  return [
    {
      method: "POST",
      path: `${set}/*/addkey`,
      rule,
      async run(call, deps) {
        const place = await manageOrBe(holder, call, deps);
        const body = readBody(call.body, type);
        const credential = body.object("keyCredential");
        const proof = requireText(body, "proof");
        body.requireUnset("passwordCredential");
        body.requireEnd();
        if (credential === undefined) throw body.missing("keyCredential");
        const { certificate, ...said } = readKey(credential);
        if (certificate === undefined) throw credential.invalid("key");
        await deps.identity.requirePossession({ ownerObjectId: ownerIdOf(place), proof });
        const made = await deps.identity.addKeyCredential({ ...place, ...said, certificate });
        return {
          status: 200,
          body: {
            "@odata.context": contextOf(call, "microsoft.graph.keyCredential"),
            ...keyCredential(made),
          },
        };
      },
    },
    {
      method: "POST",
      path: `${set}/*/removekey`,
      rule,
      async run(call, deps) {
        const place = await manageOrBe(holder, call, deps);
        const body = readBody(call.body, type);
        const keyId = requireText(body, "keyId").toLowerCase();
        const proof = requireText(body, "proof");
        body.requireEnd();
        await deps.identity.requirePossession({ ownerObjectId: ownerIdOf(place), proof });
        await deps.identity.removeKeyCredential({ ...place, keyId });
        return { status: 204 };
      },
    },
  ];
}

const ownerIdOf = (place: CredentialPlace): string =>
  place.applicationObjectId ?? place.servicePrincipalObjectId ?? "";

function requireText(body: BodyReader, name: string): string {
  const text = body.text(name);
  if (text === undefined) throw body.missing(name);
  return text;
}
