export { createLogsSurface, type LogsSurfaceDependencies } from "./logs-surface.ts";
