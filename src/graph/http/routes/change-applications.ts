import type { ApplicationObject } from "../../../identity/index.ts";
import { readApplicationBody } from "../../bodies/application-body.ts";
import { applicationEntity } from "../../entities/application.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerMadeNow } from "../answers.ts";
import { requireOwnership } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";

const rule = rules.changeApplications;

/** Registrations, to be made, changed and removed. */
export const applicationChangeRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "applications",
    rule: rules.createApplications,
    async run(call, deps) {
      const change = readApplicationBody(call.body);
      const { displayName } = change;
      if (displayName === undefined) {
        throw refuse("graph/body-invalid", {
          reason: "A value is required for property 'displayName' of resource 'Application'.",
        });
      }
      const { tenantId, objectId: ownerId } = call.principal;
      const { identity } = deps;
      const made = await identity.registerApplication({ tenantId, displayName }, change, ownerId);
      return await answerMadeNow(call, deps, applicationEntity, made.objectId);
    },
  },
  {
    method: "PATCH",
    path: "applications/*",
    rule,
    async run(call, deps) {
      const item = await requireManagedApplication(call, deps);
      const body = readApplicationBody(call.body, applicationEntity.render(item));
      await deps.identity.changeApplication(item, body);
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "applications/*",
    rule,
    async run(call, deps) {
      await deps.identity.deleteApplication(await requireManagedApplication(call, deps));
      return { status: 204 };
    },
  },
];

/** The registration of the path, which the caller may manage. */
export async function requireManagedApplication(
  call: GraphCall,
  deps: RouteDependencies,
): Promise<ApplicationObject> {
  const item = await requireObject(call, deps, applicationEntity);
  await requireOwnership(call.principal, rule, deps.identity, item.objectId);
  return item;
}
