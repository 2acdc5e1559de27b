export { createLoginSurface, type LoginSurfaceDependencies } from "./login-surface.ts";
