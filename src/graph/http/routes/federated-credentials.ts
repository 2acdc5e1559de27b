import type { FederatedCredential } from "../../../identity/index.ts";
import { readBody } from "../../bodies/reader.ts";
import { applicationEntity } from "../../entities/application.ts";
import { readQueryOptions } from "../../odata/query-options.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { contextOf } from "../answers.ts";
import { requireOwnership } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";

const LIST = "applications/*/federatedidentitycredentials";
const rule = rules.changeApplications;

/** Issuers elsewhere whose tokens stand for an application: twenty at most, so there are no pages. */
export const federatedCredentialRoutes: readonly Route[] = [
  {
    method: "GET",
    path: LIST,
    rule: rules.readApplications,
    async run(call, deps) {
      readQueryOptions(call.query, []);
      const { objectId } = await requireObject(call, deps, applicationEntity);
      const credentials = await deps.identity.objects.federatedCredentialsOf(objectId);
      return {
        status: 200,
        body: {
          "@odata.context": listContext(call, objectId),
          value: credentials.map(render),
        },
      };
    },
  },
  {
    method: "GET",
    path: `${LIST}/*`,
    rule: rules.readApplications,
    async run(call, deps) {
      readQueryOptions(call.query, []);
      const { objectId } = await requireObject(call, deps, applicationEntity);
      return answerOne(call, objectId, await requireCredential(call, deps, objectId), 200);
    },
  },
  {
    method: "POST",
    path: LIST,
    rule,
    async run(call, deps) {
      const { tenantId, objectId } = await requireManaged(call, deps);
      const body = readBody(call.body, "federatedIdentityCredential");
      const audiences = body.texts("audiences");
      const description = body.text("description");
      const draft = {
        name: body.requiredText("name") ?? "",
        issuer: body.requiredText("issuer") ?? "",
        subject: body.requiredText("subject") ?? "",
        ...(audiences !== undefined && { audiences }),
        ...(description !== undefined && { description }),
      };
      body.requireUnset("id", "claimsMatchingExpression");
      body.requireEnd();
      const made = await deps.identity.addFederatedCredential({
        tenantId,
        applicationObjectId: objectId,
        ...draft,
      });
      return answerOne(call, objectId, made, 201);
    },
  },
  {
    method: "PATCH",
    path: `${LIST}/*`,
    rule,
    run: changeCredential,
  },
  {
    method: "DELETE",
    path: `${LIST}/*`,
    rule,
    async run(call, deps) {
      const { tenantId, objectId: applicationObjectId } = await requireManaged(call, deps);
      const { id } = await requireCredential(call, deps, applicationObjectId);
      await deps.identity.removeFederatedCredential({ tenantId, applicationObjectId, id });
      return { status: 204 };
    },
  },
];

/** Source: learn.microsoft.com/graph/api/federatedidentitycredential-update: the name stays. */
async function changeCredential(call: GraphCall, deps: RouteDependencies) {
  const { tenantId, objectId: applicationObjectId } = await requireManaged(call, deps);
  const was = await requireCredential(call, deps, applicationObjectId);
  const body = readBody(call.body, "federatedIdentityCredential");
  if ((body.text("name") ?? was.name) !== was.name) throw body.invalid("name");
  if ((body.text("id") ?? was.id) !== was.id) throw body.invalid("id");
  const hasDescription = body.has("description");
  const description = body.text("description");
  const kept = hasDescription ? description : was.description;
  const changed = {
    tenantId,
    applicationObjectId,
    id: was.id,
    name: was.name,
    issuer: body.requiredText("issuer") ?? was.issuer,
    subject: body.requiredText("subject") ?? was.subject,
    audiences: body.texts("audiences") ?? was.audiences,
    ...(kept !== undefined && { description: kept }),
  };
  body.requireUnset("claimsMatchingExpression");
  body.requireEnd();
  await deps.identity.changeFederatedCredential(changed);
  return { status: 204 };
}

function answerOne(
  call: GraphCall,
  objectId: string,
  credential: FederatedCredential,
  status: number,
) {
  const context = `${listContext(call, objectId)}/$entity`;
  return { status, body: { "@odata.context": context, ...render(credential) } };
}

function render(credential: FederatedCredential): Readonly<Record<string, unknown>> {
  const { id, name, issuer, subject, audiences, description } = credential;
  return { id, name, issuer, subject, description: description ?? null, audiences };
}

function listContext(call: GraphCall, objectId: string): string {
  return contextOf(call, `applications('${objectId}')/federatedIdentityCredentials`);
}

/** By id or by name. */
async function requireCredential(
  { segments }: GraphCall,
  { identity }: RouteDependencies,
  objectId: string,
): Promise<FederatedCredential> {
  const id = segments[3] ?? "";
  const all = await identity.objects.federatedCredentialsOf(objectId);
  const found = all.find((one) => one.id === id.toLowerCase() || one.name === id);
  if (found === undefined) throw refuse("graph/not-found", { id });
  return found;
}

async function requireManaged(call: GraphCall, deps: RouteDependencies) {
  const item = await requireObject(call, deps, applicationEntity);
  await requireOwnership(call.principal, rule, deps.identity, item.objectId);
  return item;
}
