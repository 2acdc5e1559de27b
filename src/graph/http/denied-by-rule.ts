import { Failure } from "../../base/index.ts";
import type { DenialReason, Principal } from "../../http/index.ts";
import type { Identity } from "../../identity/index.ts";
import { directoryRoleNames } from "../entities/directory-roles.ts";
import type { Rule } from "../permissions.ts";
import { neededDirectoryRoles, passes } from "./authorize.ts";

/** `graph/denied` with what it is explained by. */
export class DeniedByRule extends Failure {
  readonly reason: DenialReason;

  constructor(cause: Failure, reason: DenialReason) {
    super(cause.code, cause.message, { cause, facts: cause.facts });
    this.reason = reason;
  }
}

/** Looks up what the caller holds of what a route needs. */
export async function deniedByRule(
  cause: Failure,
  principal: Principal,
  rule: Rule,
  identity: Identity,
): Promise<DeniedByRule> {
  const { tenantId, objectId } = principal;
  const held = await identity.objects.directoryRolesOf(tenantId, objectId);
  const isUser = principal.kind === "user";
  const facts = {
    needed: {
      [isUser ? "delegatedPermissions" : "applicationPermissions"]: isUser
        ? rule.scopes
        : rule.roles,
      directoryRoles: namesOf(neededDirectoryRoles(principal, rule)),
      ...(rule.ownerRoles !== undefined && { ofOwnersAlone: isUser ? [] : rule.ownerRoles }),
    },
    held: {
      [isUser ? "delegatedPermissions" : "applicationPermissions"]: isUser
        ? principal.scopes
        : principal.roles,
      directoryRoles: namesOf(held) ?? [],
    },
    passesRule: await passes(principal, rule, identity),
  };
  const words = wordsOf(principal, rule, held, facts.passesRule);
  return new DeniedByRule(cause, { tell: () => ({ facts, words }) });
}

function wordsOf(
  principal: Principal,
  rule: Rule,
  held: readonly string[],
  isEnough: boolean,
): readonly string[] {
  const isUser = principal.kind === "user";
  const kind = isUser ? "delegated permissions" : "application permissions";
  const roles = namesOf(neededDirectoryRoles(principal, rule));
  const owners = ownerWords(principal, rule);
  return [
    `One of these ${kind} is needed in the token:`,
    `  ${listed(isUser ? rule.scopes : rule.roles)}`,
    ...(roles === null
      ? []
      : [`${isUser ? "And one" : "Or one"} of these directory roles:`, `  ${listed(roles)}`]),
    ...owners,
    `The token has: ${listed(isUser ? principal.scopes : principal.roles)}.`,
    `The ${isUser ? "user" : "application"} has the directory roles: ${listed(namesOf(held) ?? [])}.`,
    ...(isEnough
      ? ["That is enough for the path, but not for this object, property or change."]
      : []),
  ];
}

function ownerWords({ kind }: Principal, { ownerRoles }: Rule): readonly string[] {
  if (ownerRoles === undefined) return [];
  if (kind === "user") return ["Who owns the object needs no directory role."];
  if (ownerRoles.length === 0) return [];
  return [`For objects that the application owns, this does: ${listed(ownerRoles)}.`];
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? "none" : names.join(", ");

/** Null where any member of the tenant may. */
function namesOf(ids: readonly string[] | undefined): readonly string[] | null {
  return ids?.map((id) => directoryRoleNames[id] ?? id) ?? null;
}
