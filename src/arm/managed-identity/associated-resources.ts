import { foldCase } from "../../access/index.ts";
import type { Arm } from "../arm.ts";
import type { KeptResource, Subscription } from "../entities.ts";
import { parseResourceId } from "../resource-id.ts";
import type { ActionCall, ResourceAction } from "../resource-type.ts";
import { invalidBody } from "./read-fields.ts";
import { userIdsOf } from "./settle-identity.ts";

type Lists = Pick<Arm, "listSubscriptions" | "listResources">;

/**
 * `POST …/listAssociatedResources`: the resources of the tenant whose `identity` names this one.
 *
 * Source: seen: az 2.91 asks 2022-01-31-preview.
 */
export function listAssociatedResources(lists: () => Lists): ResourceAction {
  return {
    path: "listassociatedresources",
    methods: ["POST"],
    action: "Microsoft.ManagedIdentity/userAssignedIdentities/listAssociatedResources/action",
    apiVersions: ["2022-01-31-preview", "2021-09-30-preview"],
    async run(call) {
      refuseParameters(call);
      const value = await associated(call.resource.id, call.principal.tenantId, lists());
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify({ totalCount: value.length, value }),
      };
    },
  };
}

function refuseParameters({ query }: ActionCall): void {
  const given = [...query.keys()].find((name) => name !== "api-version");
  if (given === undefined) return;
  const reason = `the query parameter '${given.slice(0, 100)}' is not supported by Lazurite here`;
  throw invalidBody("NotSupported", reason);
}

async function associated(identityId: string, tenantId: string, lists: Lists): Promise<object[]> {
  const found: object[] = [];
  const key = foldCase(identityId);
  for await (const { subscription, resource } of everyResource(tenantId, lists)) {
    const ids = userIdsOf(resource.envelope["identity"]);
    if (!ids.some((id) => foldCase(id) === key)) continue;
    found.push({
      id: resource.id,
      name: resource.name,
      type: resource.type,
      resourceGroup: parseResourceId(resource.id)?.resourceGroup,
      subscriptionId: subscription.subscriptionId,
      subscriptionDisplayName: subscription.displayName,
    });
  }
  return found;
}

async function* everyResource(
  tenantId: string,
  lists: Lists,
): AsyncGenerator<{ subscription: Subscription; resource: KeptResource }> {
  let afterSubscription: string | undefined;
  do {
    const subscriptions = await lists.listSubscriptions(tenantId, afterSubscription);
    for (const subscription of subscriptions.items) {
      const scope = `/subscriptions/${subscription.subscriptionId}`;
      let after: string | undefined;
      do {
        const page = await lists.listResources({ scope, after });
        for (const resource of page.items) yield { subscription, resource };
        after = page.next;
      } while (after !== undefined);
    }
    afterSubscription = subscriptions.next;
  } while (afterSubscription !== undefined);
}
