import type { Directory } from "../../storage/index.ts";
import type { Group } from "../groups.ts";
import { type ObjectSet, storedObjects } from "./object-set.ts";

export interface GroupObject extends Group {
  readonly mailNickname: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export function groupObjects(directory: Directory): ObjectSet<GroupObject, "groups"> {
  return storedObjects(
    directory,
    "groups",
    (tenantId, ids) => directory.read.groups.findAll(tenantId, ids),
    ({ objectId }) => objectId,
  );
}
