import type { ResourceType } from "../../arm/index.ts";
import type { Monitor } from "../monitor.ts";
import { createWorkspaceType, type WorkspaceTypeDependencies } from "./workspaces.ts";

/** The ARM resource types that the monitor contributes. */
export function monitorResourceTypes(
  monitor: Monitor,
  deps: WorkspaceTypeDependencies,
): readonly ResourceType[] {
  return [createWorkspaceType(monitor, deps)];
}
