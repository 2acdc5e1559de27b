import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import type {
  NameCheck,
  PrepareCall,
  ResourceDraft,
  ResourceEnvelope,
  ResourceType,
} from "../resource-type.ts";
import { readEnvelope } from "./envelope.ts";
import { reservedWordIn } from "./reserved-names.ts";
import { withoutSecrets } from "./secret-fields.ts";

/** A type whose resources are kept as they are sent, and of which nothing else exists here. */
export interface KeptType {
  readonly provider: string;
  readonly type: string;
  readonly apiVersions: readonly string[];
  /** Names that the provider takes, and how a refusal words it. */
  readonly names: { readonly pattern: RegExp; readonly rule: string };
  /** No two of the whole cloud may have one name: it is part of a public address. */
  readonly isNameGlobal?: true;
  readonly polling?: "status";
  readonly createdStatus?: 200;
  readonly nameCheck?: Omit<NameCheck, "refusal">;
}

/**
 * Makes a resource type of such a description. Roles, tags, locks and metrics need the resource to be
 * there; what it would do elsewhere (run, store, listen) it does not do here, and no answer claims so:
 * nothing is added to its properties but the state of having been kept.
 */
export function makeKeptType(kept: KeptType): ResourceType {
  const { apiVersions, createdStatus, nameCheck, polling, provider, type } = kept;
  const refusal = (name: string): string | undefined => nameRefusal(name, kept)?.reason;
  return {
    provider,
    type,
    apiVersions,
    ...(polling === undefined ? {} : { polling }),
    ...(createdStatus === undefined ? {} : { createdStatus }),
    ...(nameCheck === undefined ? {} : { nameCheck: { ...nameCheck, refusal } }),
    patch: "merge",
    isKept: true,
    prepare: async (body, call) => prepareKept(body, call, kept),
    actions: [],
  };
}

const READ_ONLY = ["id", "name", "type", "etag", "systemData", "createdTime", "changedTime"];
const ENVELOPE = ["kind", "managedBy", "sku", "plan", "identity", "zones", "extendedLocation"];

function prepareKept(body: unknown, call: PrepareCall, kept: KeptType): ResourceDraft {
  const given = body as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    const isKnown = [...READ_ONLY, ...ENVELOPE, "location", "tags", "properties"].includes(name);
    if (isKnown) continue;
    const reason = `the field '${name.slice(0, 100)}' of a resource is not supported by Lazurite`;
    throw invalid("NotSupported", reason);
  }
  checkOwn(given, "name", call.name);
  checkOwn(given, "type", `${kept.provider}/${kept.type}`);
  const refused = nameRefusal(call.name, kept);
  if (refused !== undefined) throw invalid(refused.code, refused.reason);
  const { location = call.current?.location, tags = {} } = given;
  const properties = given["properties"] ?? {};
  if (typeof location !== "string" || location.trim() === "") {
    throw invalid("LocationRequired", "the location property is required for this definition");
  }
  if (typeof properties !== "object" || Array.isArray(properties)) {
    throw invalid("InvalidRequestContent", "properties must be an object");
  }
  const envelope: ResourceEnvelope = readEnvelope(
    Object.fromEntries(ENVELOPE.map((name) => [name, given[name]])),
  );
  return {
    location,
    tags: tags as Readonly<Record<string, string>>,
    alias: kept.isNameGlobal === undefined ? undefined : call.name,
    properties: {
      ...(withoutSecrets(properties) as Readonly<Record<string, unknown>>),
      provisioningState: "Succeeded",
    },
    envelope,
  };
}

/** A body that tells another name or type than its address is about something else. */
function checkOwn(given: Readonly<Record<string, unknown>>, field: string, own: string): void {
  const value = given[field] ?? own;
  if (typeof value === "string" && foldCase(value) === foldCase(own)) return;
  throw invalid("InvalidRequestContent", `the ${field} in the body is not that of its address`);
}

function nameRefusal(
  name: string,
  { isNameGlobal, names }: KeptType,
): { readonly code: string; readonly reason: string } | undefined {
  if (!names.pattern.test(name)) {
    const reason = `'${name}' is not a valid name: ${names.rule}`;
    return { code: "InvalidResourceName", reason };
  }
  if (isNameGlobal === undefined || reservedWordIn(name) === undefined) return undefined;
  const reason = `the resource name '${name}' or a part of it is a trademarked or reserved word`;
  return { code: "ReservedResourceName", reason };
}

function invalid(code: string, reason: string): Failure {
  return new Failure("arm/invalid-resource", "a kept resource's body is not valid", {
    facts: { code, reason },
  });
}
