import { applicationEntity } from "../../entities/application.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { rules } from "../../permissions.ts";
import { requireObject } from "../require-object.ts";
import type { Route } from "../route.ts";
import { readRoutes } from "./read-routes.ts";

/** Registrations and service principals, to be read. */
export const applicationRoutes: readonly Route[] = [
  ...readRoutes(applicationEntity, rules.readApplications, (call, deps) =>
    requireObject(call, deps, applicationEntity),
  ),
  ...readRoutes(servicePrincipalEntity, rules.readApplications, (call, deps) =>
    requireObject(call, deps, servicePrincipalEntity),
  ),
];
