import type { ArmWorld } from "../support/arm-fixture.ts";
import type { ApiDocument } from "./arm-documents.ts";

/** In their order: document, operation, where, status, and a body with its own api-version. */
export type Step<Name extends string> = readonly [
  document: Name,
  operationId: string,
  path: () => string,
  status: number,
  body?: (() => unknown) | undefined,
  version?: string,
];

export const at = (path: string) => (): string => path;
export const body = (value: unknown) => (): unknown => value;

const METHODS = {
  get: "GET",
  head: "HEAD",
  put: "PUT",
  patch: "PATCH",
  post: "POST",
  delete: "DELETE",
} as const;

/** Required by the documents; the last page of a list has no next one, the service's included. */
const NOT_REQUIRED = " must have required property 'nextLink'";

/** Without fields that the service, unlike its documents, answers as null where nothing is set. */
function withoutNulls(answer: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || typeof answer !== "object") return answer;
  const text = JSON.stringify(answer, (name, value: unknown) =>
    value === null && names.includes(name) ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}

/** Takes the steps and tells which operations were asked, and what is wrong with the answers. */
export async function walk<Name extends string>(
  world: ArmWorld,
  documents: Readonly<Record<Name, ApiDocument | undefined>>,
  steps: readonly Step<Name>[],
  nullable: readonly string[] = [],
): Promise<{ readonly checked: ReadonlySet<string>; readonly wrong: readonly string[] }> {
  const wrong: string[] = [];
  const checked = new Set<string>();
  for (const [name, operationId, path, status, makeBody, version] of steps) {
    const document = documents[name];
    if (document === undefined) continue;
    const method = METHODS[document.operation(operationId).method as keyof typeof METHODS];
    const separator = path().includes("?") ? "" : "?";
    const query = version ?? `api-version=${document.version}`;
    const sent = makeBody?.();
    const answer = await world.call(method, `${path()}${separator}${query}`, {
      ...(sent === undefined ? {} : { body: sent }),
    });
    const found = withoutNulls(answer.body, nullable);
    const said = JSON.stringify(answer.body).slice(0, 300);
    if (answer.status !== status) wrong.push(`${operationId}: ${answer.status} ${said}`);
    for (const violation of document.violations(operationId, answer.status, found)) {
      if (violation === NOT_REQUIRED) continue;
      wrong.push(`${operationId} ${answer.status}: ${violation} in ${said}`);
    }
    checked.add(`${name} ${operationId}`);
  }
  return { checked, wrong };
}
