import { foldCase } from "../arm-scope.ts";
import type { AttributeName } from "./condition.ts";
import { unsupportedCondition } from "./condition-failures.ts";
import type { ConditionValue, ValueType } from "./operators.ts";
import { dateTimeOf, readGuid } from "./values.ts";

/** The role assignment that a request is about to write or to delete. */
export interface AssignmentAttributes {
  /** GUID of the role. */
  readonly roleDefinitionId: string;
  readonly principalId: string;
  /** `User`, `Group` or `ServicePrincipal`; undefined if it is not known. */
  readonly principalType?: string | undefined;
}

/** What conditions may ask about a request. */
export interface ConditionAttributes {
  /** The assignment that is to be written. */
  readonly request?: AssignmentAttributes | undefined;
  /** The assignment that is there. */
  readonly resource?: AssignmentAttributes | undefined;
}

/** A request as conditions see it. */
export interface ConditionContext extends ConditionAttributes {
  /** Lower case. */
  readonly operation: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Attribute {
  readonly type: ValueType;
  /** Undefined if the request has no such attribute. */
  readonly read: (context: ConditionContext) => ConditionValue | undefined;
}

const ASSIGNMENTS = "microsoft.authorization/roleassignments:";

/**
 * The attribute that a name means. Names have no case.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes
 * and conditions-format (environment attributes).
 *
 * @throws {Failure} `access/condition-not-supported` for every other attribute.
 */
export function findAttribute({ source, path }: AttributeName): Attribute {
  const name = foldCase(path.trim());
  if (source === "Environment" && name === "utcnow") {
    return { type: "dateTime", read: ({ now }) => dateTimeOf(now) };
  }
  const found = name.startsWith(ASSIGNMENTS) ? name.slice(ASSIGNMENTS.length) : "";
  const of = assignmentReader(source);
  if (of !== undefined) {
    if (found === "roledefinitionid") return guid((c) => of(c)?.roleDefinitionId);
    if (found === "principalid") return guid((c) => of(c)?.principalId);
    if (found === "principaltype") {
      return { type: "string", read: (c) => of(c)?.principalType };
    }
  }
  throw unsupportedCondition(`The attribute '@${source}[${path}]' in a condition`);
}

type ReadText = (context: ConditionContext) => string | undefined;

function guid(read: ReadText): Attribute {
  return { type: "guid", read: (context) => readGuid(read(context) ?? "") };
}

function assignmentReader(
  source: AttributeName["source"],
): ((context: ConditionContext) => AssignmentAttributes | undefined) | undefined {
  if (source === "Request") return ({ request }) => request;
  return source === "Resource" ? ({ resource }) => resource : undefined;
}
