export { createGraphSurface, type GraphSurfaceDependencies } from "./surface.ts";
