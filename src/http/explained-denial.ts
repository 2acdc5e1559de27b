import { limits } from "../base/index.ts";
import type { KeptDenial } from "./denials.ts";

/** A refusal as it is told, as JSON and in words. */
export interface ExplainedDenial {
  readonly id: string;
  /** ISO 8601. */
  readonly deniedAt: string;
  readonly toldAt: string;
  readonly service: string;
  readonly request: { readonly id: string; readonly method: string; readonly path: string };
  readonly principal: ExplainedPrincipal | null;
  readonly reason: Readonly<Record<string, unknown>>;
  /** The same for people, line by line. */
  readonly words: readonly string[];
}

interface ExplainedPrincipal {
  readonly kind: "user" | "servicePrincipal";
  readonly objectId: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly name: string;
  readonly groups: readonly { readonly id: string; readonly name: string | null }[];
}

/** Finds what an object of a tenant is called. */
export type NameFinder = (tenantId: string, objectId: string) => Promise<string | undefined>;

/** Tells a refusal at `now`, in milliseconds since 1970. */
export async function explainDenial(
  denial: KeptDenial,
  now: number,
  findName: NameFinder,
): Promise<ExplainedDenial> {
  const { id, deniedAt, surface, requestId, method, path } = denial;
  const names = await namesOf(denial, findName);
  const nameOf = (objectId: string): string | undefined => names.get(objectId);
  const { facts, words } = denial.reason.tell({ now, nameOf });
  const principal = principalOf(denial, nameOf);
  return {
    id,
    deniedAt: new Date(deniedAt).toISOString(),
    toldAt: new Date(now).toISOString(),
    service: surface,
    request: { id: requestId, method, path },
    principal,
    reason: facts,
    words: [
      `${method} ${path} of the service ${surface} was refused at ${shortTime(deniedAt)}.`,
      ...principalWords(principal),
      ...words,
    ],
  };
}

async function namesOf(
  { principal }: KeptDenial,
  findName: NameFinder,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (principal === undefined) return names;
  const { tenantId, objectId, groupIds } = principal;
  for (const id of [objectId, ...groupIds.slice(0, limits.http.namedGroupsMax)]) {
    const name = await findName(tenantId, id);
    if (name !== undefined) names.set(id, name);
  }
  return names;
}

function principalOf(
  { principal }: KeptDenial,
  nameOf: (id: string) => string | undefined,
): ExplainedPrincipal | null {
  if (principal === undefined) return null;
  const { kind, objectId, tenantId, appId, name, groupIds } = principal;
  const groups = groupIds.map((id) => ({ id, name: nameOf(id) ?? null }));
  return { kind, objectId, tenantId, appId, name: nameOf(objectId) ?? name, groups };
}

function principalWords(principal: ExplainedPrincipal | null): readonly string[] {
  if (principal === null) return ["Nobody had proved who he is."];
  const { kind, name, objectId, appId, groups } = principal;
  const what = kind === "user" ? "user" : "application";
  const listed = groups.map((group) => group.name ?? group.id).join(", ");
  return [
    `The ${what} is ${name}, object id ${objectId}, signed in through application ${appId}.`,
    groups.length === 0 ? "It is in no group." : `Its groups: ${listed}.`,
  ];
}

const shortTime = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}Z`;
