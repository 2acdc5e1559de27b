import { directoryRoleIds } from "../../identity/index.ts";

/** The roles in the directory by their template ids, as Graph names them. */
export const directoryRoleNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(directoryRoleIds).map(([name, id]) => [id, titleOf(name)]),
);

/** `globalAdministrator` as `Global Administrator`. */
function titleOf(name: string): string {
  return name.replace(/^./, (first) => first.toUpperCase()).replace(/([a-z])([A-Z])/g, "$1 $2");
}
