import { Failure } from "../../../base/index.ts";
import { denyAssignmentVersions } from "../api-versions.ts";
import type { ArmAnswer } from "../call.ts";
import { checkQuery, filterNotSupported, methodNotAllowed, readFilter } from "../check-call.ts";
import { splitAnd } from "../filter-clauses.ts";
import { listAnswer } from "../paging.ts";
import { requireGroup } from "../resources.ts";
import type { RouteDependencies } from "../route-deps.ts";
import type { ScopedCall } from "./scoped-call.ts";

const TYPE = "Microsoft.Authorization/denyAssignments";

/** The clauses that the service documents; each of them chooses from what is none here. */
const CLAUSES: readonly RegExp[] = [
  /^atScope\(\)$/i,
  /^assignedTo\('[^']*'\)$/i,
  /^(?:principalId|denyAssignmentName|gdprExportPrincipalId)\s+eq\s+'?[^']*'?$/i,
];

/** `…/denyAssignments`: managed applications make them, which are not served, so that there are none. */
export async function listDenyAssignments(
  call: ScopedCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, denyAssignmentVersions, ["$filter"]);
  const filter = readFilter(call);
  const clauses = filter === undefined ? [] : splitAnd(filter);
  if (!clauses.every((clause) => CLAUSES.some((known) => known.test(clause)))) {
    throw filterNotSupported(filter ?? "");
  }
  await authorizer.require(call, `${TYPE}/read`, call.armScope);
  await requireGroup(call, call.armScope, arm);
  return listAnswer(call, []);
}

/** None is found, and that none can be made is said. */
export async function oneDenyAssignment(
  call: ScopedCall,
  { authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  checkQuery(call, denyAssignmentVersions);
  if (call.method === "PUT" || call.method === "DELETE") {
    const verb = call.method === "PUT" ? "write" : "delete";
    await authorizer.require(call, `${TYPE}/${verb}`, call.armScope);
    throw new Failure("arm/not-supported", "no deny assignments", {
      facts: { what: "Creating, changing or deleting a deny assignment" },
    });
  }
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  await authorizer.require(call, `${TYPE}/read`, call.armScope);
  throw new Failure("arm/deny-assignment-not-found", "no such deny assignment", {
    facts: { name: call.objectName },
  });
}
