import { type FirstPartyApp, firstPartyApps } from "./first-party-apps.ts";
import { guidFromName } from "./guid.ts";
import { withLoopbackNames } from "./loopback.ts";
import { emptyRegistration, type Registration } from "./registration.ts";
import type { Resource } from "./resource.ts";
import { resourceKey } from "./resource-name.ts";

/** Which of our own origins belong to which of Microsoft's resources, by application id. */
export type ResourceAliases = ReadonlyMap<string, readonly string[]>;

/**
 * Microsoft's own applications in every tenant. They are not rows of the directory: a service
 * principal's object id follows from tenant and application, so it is the same after each start.
 */
export interface FirstParty {
  app(appId: string): FirstPartyApp | undefined;
  /** By application id, identifier URI or one of our own origins; `key` in its compared form. */
  appByKey(key: string): FirstPartyApp | undefined;
  appByObjectId(tenantId: string, objectId: string): FirstPartyApp | undefined;
  objectId(tenantId: string, appId: string): string;
  /** Everything that may stand in `aud` for it; for another application its id alone. */
  audiencesOf(appId: string): ReadonlySet<string>;
}

/** `aliases` is asked each time, since a listener may learn its port late. */
export function firstParty(aliases: () => ResourceAliases): FirstParty {
  const byId = new Map(firstPartyApps.map((app) => [app.appId, app]));
  const byKey = new Map(
    firstPartyApps.flatMap((app) =>
      [app.appId, ...app.identifiers].map((name) => [resourceKey(name), app] as const),
    ),
  );
  const byAlias = (key: string): FirstPartyApp | undefined => {
    for (const [appId, origins] of aliases()) {
      if (withLoopbackNames(origins).some((name) => resourceKey(name) === key))
        return byId.get(appId);
    }
    return undefined;
  };
  // One entry for each of Microsoft's applications at most; made again when a port was learned.
  const audiences = new Map<string, { origins: readonly string[]; names: ReadonlySet<string> }>();
  return {
    app: (appId) => byId.get(appId),
    appByKey: (key) => byKey.get(key) ?? (key.startsWith("http") ? byAlias(key) : undefined),
    appByObjectId: (tenantId, objectId) =>
      firstPartyApps.find((app) => objectIdOf(tenantId, app.appId) === objectId),
    objectId: objectIdOf,
    audiencesOf(appId) {
      const origins = aliases().get(appId) ?? [];
      const made = audiences.get(appId);
      if (made !== undefined && made.origins.join() === origins.join()) return made.names;
      const keys = [...(byId.get(appId)?.identifiers ?? []), ...withLoopbackNames(origins)].map(
        resourceKey,
      );
      const names = new Set([appId, ...keys, ...keys.map((key) => `${key}/`)]);
      if (byId.has(appId)) audiences.set(appId, { origins: [...origins], names });
      return names;
    },
  };
}

/** A first-party application as a resource; all of them accept version 1.0 tokens. */
export function firstPartyResource(tenantId: string, app: FirstPartyApp): Resource {
  const { accessTokenLifetimeSeconds, groupMembershipClaims, optionalClaims } = emptyRegistration;
  return {
    accessTokenLifetimeSeconds,
    groupMembershipClaims,
    optionalClaims,
    appId: app.appId,
    displayName: app.displayName,
    objectId: objectIdOf(tenantId, app.appId),
    isEnabled: true,
    requiresAssignment: false,
    tokenVersion: 1,
    appRoles: app.appRoles,
    scopes: app.scopes,
  };
}

/** The tenant that Microsoft's own applications are registered in. Source: as their owner in Graph. */
export const MICROSOFT_TENANT_ID = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/** A first-party application as a client. */
export function firstPartyRegistration({ redirectUris }: FirstPartyApp): Registration {
  return { ...emptyRegistration, redirectUris };
}

function objectIdOf(tenantId: string, appId: string): string {
  return guidFromName(`first-party service principal ${appId} in ${tenantId}`);
}
