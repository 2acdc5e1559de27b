import { applicationEntity } from "../../entities/application.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { rules } from "../../permissions.ts";
import { answerCount, answerExpanded, answerList } from "../answers.ts";
import { requireObject } from "../require-object.ts";
import type { Route } from "../route.ts";

/** Registrations and service principals, to be read. */
export const applicationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "applications",
    rule: rules.readApplications,
    run: (call, deps) => answerList(call, deps, applicationEntity),
  },
  {
    method: "GET",
    path: "applications/$count",
    rule: rules.readApplications,
    run: (call, deps) => answerCount(call, deps, applicationEntity),
  },
  {
    method: "GET",
    path: "applications/*",
    rule: rules.readApplications,
    run: async (call, deps) =>
      answerExpanded(
        call,
        deps,
        applicationEntity,
        await requireObject(call, deps, applicationEntity),
      ),
  },
  {
    method: "GET",
    path: "serviceprincipals",
    rule: rules.readApplications,
    run: (call, deps) => answerList(call, deps, servicePrincipalEntity),
  },
  {
    method: "GET",
    path: "serviceprincipals/$count",
    rule: rules.readApplications,
    run: (call, deps) => answerCount(call, deps, servicePrincipalEntity),
  },
  {
    method: "GET",
    path: "serviceprincipals/*",
    rule: rules.readApplications,
    run: async (call, deps) =>
      answerExpanded(
        call,
        deps,
        servicePrincipalEntity,
        await requireObject(call, deps, servicePrincipalEntity),
      ),
  },
];
