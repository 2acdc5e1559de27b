import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import { explainDenial, type KeptDenial } from "../../http/index.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { methodNotAllowed } from "./check-call.ts";
import type { RouteDependencies } from "./route-deps.ts";

const READ = "Microsoft.Authorization/roleAssignments/read";

/**
 * `GET /lazurite/why/{id}`: why a request of any service was refused, for who may read the role
 * assignments that decide it. For everybody else there is nothing here, as for an unknown id.
 *
 * @throws {Failure} `arm/path-not-found`, `arm/parameter-not-supported`.
 */
export async function explainRefusal(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  refuseParameters(call);
  const denial = deps.denials.find(call.keys[2] ?? "");
  if (denial === undefined || !(await mayRead(call, denial, deps))) {
    throw new Failure("arm/path-not-found", "no such path", { facts: { path: idOf(call) } });
  }
  const { principals, clock } = deps;
  const findName = async (tenantId: string, objectId: string): Promise<string | undefined> =>
    (await principals.findPrincipal(tenantId, objectId))?.name;
  return { status: 200, body: await explainDenial(denial, clock.now(), findName) };
}

/** The address takes none; a client that adds its api-version is let do so. */
function refuseParameters({ query }: ArmCall): void {
  const name = [...query.keys()].find((key) => key !== "api-version");
  if (name === undefined) return;
  throw new Failure("arm/parameter-not-supported", "unknown parameter", { facts: { name } });
}

/** A refusal without a scope, as of Graph, is told to who administers one of the subscriptions. */
async function mayRead(
  { principal }: ArmCall,
  denial: KeptDenial,
  { arm, authorizer }: RouteDependencies,
): Promise<boolean> {
  const tenantId = denial.principal?.tenantId ?? principal.tenantId;
  if (foldCase(tenantId) !== foldCase(principal.tenantId)) return false;
  const { armScope } = denial.reason;
  if (armScope !== undefined) return await authorizer.can(principal, READ, armScope);
  const { items } = await arm.listSubscriptions(principal.tenantId);
  for (const scope of ["/", ...items.map((one) => `/subscriptions/${one.subscriptionId}`)]) {
    if (await authorizer.can(principal, READ, scope)) return true;
  }
  return false;
}
