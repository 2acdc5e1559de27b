import { directoryRoleIds } from "../../identity/index.ts";

/** The roles in the directory by their template ids, as Graph names them. */
export const directoryRoleNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(directoryRoleIds).map(([name, id]) => [id, titleOf(name)]),
);

/** `globalAdministrator` as `Global Administrator`. */
function titleOf(name: string): string {
  return name.replace(/^./, (first) => first.toUpperCase()).replace(/([a-z])([A-Z])/g, "$1 $2");
}

/** A role in the directory. Source: Microsoft Graph v1.0, directoryRole. */
export function renderDirectoryRole(id: string): Readonly<Record<string, string | null>> {
  const displayName = directoryRoleNames[id] ?? "";
  return { id, deletedDateTime: null, description: displayName, displayName, roleTemplateId: id };
}

/** What a role is made from. Source: Microsoft Graph v1.0, directoryRoleTemplate. */
export function renderRoleTemplate(id: string): Readonly<Record<string, string | null>> {
  const displayName = directoryRoleNames[id] ?? "";
  return { id, deletedDateTime: null, description: displayName, displayName };
}

/** Names of its properties in lower case. */
const PROPERTIES: ReadonlySet<string> = new Set(
  Object.keys(renderDirectoryRole("")).map((name) => name.toLowerCase()),
);

export const isDirectoryRoleProperty = (name: string): boolean =>
  PROPERTIES.has(name.toLowerCase());

/** Undefined for an id that is none of a role's; `selection` in lower case. */
export function renderSelectedRole(
  id: string,
  selection: readonly string[] | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (!Object.hasOwn(directoryRoleNames, id)) return undefined;
  const shown = Object.entries(renderDirectoryRole(id)).filter(
    ([name]) => name === "id" || selection?.includes(name.toLowerCase()) !== false,
  );
  return { "@odata.type": "#microsoft.graph.directoryRole", ...Object.fromEntries(shown) };
}
