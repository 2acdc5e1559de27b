import type { AccessExplanation, ConsideredAssignment, Verdict } from "./explain.ts";
import type { RoleChoice, RoleChoices, RoleFinder } from "./smallest-role.ts";

/** Who was refused. */
export interface DeniedPrincipal {
  readonly kind: "user" | "servicePrincipal";
  readonly objectId: string;
  /** Every group that it is in, nested ones included. */
  readonly groupIds: readonly string[];
}

/** When somebody asks, and what the ids are called. */
export interface Telling {
  /** Milliseconds since 1970: what is pending tells how long it takes from here on. */
  readonly now: number;
  nameOf(objectId: string): string | undefined;
}

/** An explanation as JSON and in words. */
export interface Told {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
}

/** Why Azure's access control refused something; told when somebody asks. */
export interface DeniedAccess {
  /** Who may read role assignments here may ask. */
  readonly armScope: string;
  tell(telling: Telling): Told;
}

/** Tells an explanation, with the smallest role that would allow it. */
export function deniedAccess(
  explanation: AccessExplanation,
  principal: DeniedPrincipal,
  finder: RoleFinder,
): DeniedAccess {
  return {
    armScope: explanation.armScope,
    tell(telling) {
      const choices = explanation.isGranted ? undefined : finder.find(explanation);
      const commands = choices && commandsFor(choices, explanation, principal);
      return {
        facts: factsOf(explanation, principal, commands, telling),
        words: wordsOf(explanation, principal, commands, telling),
      };
    },
  };
}

interface Suggestion {
  readonly roleName: string;
  readonly roleId: string;
  readonly operations: number;
  readonly command: string;
}

function commandsFor(
  { smallest, wellKnown }: RoleChoices,
  { armScope }: AccessExplanation,
  principal: DeniedPrincipal,
): readonly Suggestion[] {
  const type = principal.kind === "user" ? "User" : "ServicePrincipal";
  const suggest = ({ role, operations }: RoleChoice): Suggestion => ({
    roleName: role.roleName,
    roleId: role.id,
    operations,
    command:
      `az role assignment create --assignee-object-id ${principal.objectId} ` +
      `--assignee-principal-type ${type} --role ${quoted(role.roleName)} ` +
      `--scope ${quoted(armScope)}`,
  });
  return [smallest, ...(wellKnown === undefined ? [] : [wellKnown])].map(suggest);
}

/** For a shell; ids of resources may hold brackets and blanks. */
const quoted = (text: string): string =>
  /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

function factsOf(
  explanation: AccessExplanation,
  principal: DeniedPrincipal,
  suggestions: readonly Suggestion[] | undefined,
  telling: Telling,
): Told["facts"] {
  const { decidedAt, isGranted, action, dataAction, armScope } = explanation;
  return {
    decidedAt: isoTime(decidedAt),
    isGrantedMeanwhile: isGranted,
    action: action ?? null,
    dataAction: dataAction ?? null,
    scope: armScope,
    scopeChain: explanation.scopeChain,
    assignments: explanation.assignments.map((one) => ({
      name: one.assignmentName,
      scope: one.armScope,
      roleId: one.roleId,
      roleName: one.roleName ?? null,
      principalId: one.principalId,
      isOfGroup: one.principalId !== principal.objectId,
      ...verdictFacts(one.verdict),
      because: becauseOf(one.verdict, telling.now),
    })),
    assignmentsOmitted: explanation.omitted,
    smallestRole: suggestions?.[0] ?? null,
    wellKnownRole: suggestions?.[1] ?? null,
  };
}

function verdictFacts(verdict: Verdict): Readonly<Record<string, unknown>> {
  const { kind, ...rest } = verdict;
  const times = Object.entries(rest).map(([name, value]) => [
    name,
    typeof value === "number" ? isoTime(value) : value,
  ]);
  return { verdict: kind, ...Object.fromEntries(times) };
}

function wordsOf(
  explanation: AccessExplanation,
  principal: DeniedPrincipal,
  suggestions: readonly Suggestion[] | undefined,
  telling: Telling,
): readonly string[] {
  const { action, dataAction, armScope, scopeChain, assignments, omitted } = explanation;
  const operations = [
    ...(action === undefined ? [] : [`  action       ${action}`]),
    ...(dataAction === undefined ? [] : [`  data action  ${dataAction}`]),
  ];
  return [
    "No role assignment grants this:",
    ...operations,
    `  scope        ${armScope}`,
    "An assignment counts at one of these scopes:",
    ...scopeChain.map((scope) => `  ${scope}`),
    assignments.length === 0
      ? "Neither the principal nor any group of it has a role assignment anywhere."
      : "Role assignments of the principal and its groups:",
    ...assignments.flatMap((one) => assignmentWords(one, principal, telling)),
    ...(omitted === 0 ? [] : [`  and ${omitted} more that have less to do with it`]),
    ...suggestionWords(suggestions, explanation.isGranted),
  ];
}

function assignmentWords(
  one: ConsideredAssignment,
  principal: DeniedPrincipal,
  { now, nameOf }: Telling,
): readonly string[] {
  const group = `group ${nameOf(one.principalId) ?? one.principalId}`;
  const holder = one.principalId === principal.objectId ? "the principal" : group;
  return [
    `  ${one.roleName ?? `role ${one.roleId}`} for ${holder} at ${one.armScope}`,
    `    ${one.assignmentName}: ${becauseOf(one.verdict, now)}`,
  ];
}

function suggestionWords(
  suggestions: readonly Suggestion[] | undefined,
  isGranted: boolean,
): readonly string[] {
  if (isGranted) return ["It was granted a moment after the refusal: ask again."];
  const [smallest, wellKnown] = suggestions ?? [];
  if (smallest === undefined) return ["No built-in role grants it: a custom role has to."];
  return [
    `The smallest built-in role that grants it is ${smallest.roleName}:`,
    `  ${smallest.command}`,
    ...(wellKnown === undefined
      ? []
      : [
          `A well-known one, which grants more, is ${wellKnown.roleName}:`,
          `  ${wellKnown.command}`,
        ]),
  ];
}

function becauseOf(verdict: Verdict, now: number): string {
  switch (verdict.kind) {
    case "grants":
      return "it grants what was asked";
    case "other-scope":
      return "it stands at another scope";
    case "other-tenant":
      return "it is of another tenant than the subscription";
    case "role-missing":
      return "its role definition is gone";
    case "lacks-operation":
      return `the role does not have ${verdict.operation}`;
    case "excluded":
      return `the role takes ${verdict.operation} away by ${verdict.pattern}`;
    case "condition":
      return (
        "it would grant it under a condition, which does not hold: " +
        (verdict.condition ?? "the role's own")
      );
    case "pending":
      return pendingWords(verdict.effectiveAt, now);
    case "removed":
      return (
        `it was removed at ${shortTime(verdict.removedAt)} and has ` +
        `counted no more since ${shortTime(verdict.endedAt)}`
      );
  }
}

function pendingWords(effectiveAt: number, now: number): string {
  const at = shortTime(effectiveAt);
  if (effectiveAt <= now) return `it was pending then and is effective since ${at}: ask again`;
  return `it is pending until ${at}, effective in ${minutesAndSeconds(effectiveAt - now)}`;
}

/** `59:58`; a started second counts as a whole one. */
function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const two = (count: number): string => String(count).padStart(2, "0");
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

/** `2026-01-02 03:04:05Z`. */
const shortTime = (ms: number): string => `${isoTime(ms).slice(0, 19).replace("T", " ")}Z`;
