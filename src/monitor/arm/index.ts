export { monitorResourceTypes } from "./resource-types.ts";
export type { WorkspaceTypeDependencies } from "./workspaces.ts";
