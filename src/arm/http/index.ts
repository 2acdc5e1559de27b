export type { ServiceOrigins } from "./call.ts";
export type { Principals } from "./route-deps.ts";
export { type ArmSurfaceDependencies, createArmSurface } from "./surface.ts";
