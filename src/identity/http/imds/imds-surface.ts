import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Clock, Failure, type Ids, limits } from "../../../base/index.ts";
import { createSurface, InvalidInput, type Logger, noteRequest } from "../../../http/index.ts";
import type { Identity } from "../../identity.ts";
import type { ManagedIdentity } from "../../managed-identities.ts";
import type { SignInSubject } from "../../sign-in-events.ts";
import type { IssuedToken } from "../../tokens/token-request.ts";
import { recordSignIn } from "../sign-in-attempt.ts";
import { requireIdentityHeader, requireLocal, requireMetadataHeader } from "./imds-access.ts";
import { APP_SERVICE_PATH, writeImdsError } from "./imds-error.ts";
import {
  appServiceForm,
  appServiceForm2017,
  type ImdsForm,
  type ImdsRequest,
  postedForm,
  readImdsRequest,
  requireVersion,
  vmForm,
} from "./imds-request.ts";

/** The machine that the metadata service speaks for. */
export interface Machine {
  /** The resource that its system-assigned identity is a part of; undefined without one. */
  readonly resourceId: string | undefined;
  /** Value of IDENTITY_HEADER; undefined closes the App Service form. */
  readonly identityHeader: string | undefined;
  /** Whether programs on the machine may act as the identity. */
  attaches(identity: ManagedIdentity): boolean | Promise<boolean>;
}

export interface ImdsSurfaceDependencies {
  readonly identity: Identity;
  readonly machine: Machine;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** An answered request, for the writers of the forms. */
interface Answer {
  readonly token: IssuedToken;
  readonly identity: ManagedIdentity;
  readonly resource: string;
}

const VM_PATH = "/metadata/identity/oauth2/token";
const APP_SERVICE_VERSIONS: readonly string[] = [
  ...(appServiceForm.versions ?? []),
  ...(appServiceForm2017.versions ?? []),
];

/**
 * The metadata service, which gives the machine's programs tokens of managed identities: the form
 * of virtual machines, App Service's in both versions, and the posted form.
 */
export function createImdsSurface(deps: ImdsSurfaceDependencies): FastifyInstance {
  const { machine, log, clock, ids } = deps;
  const surface = createSurface({
    name: "imds",
    log,
    ids,
    noStore: true,
    caseSensitive: false,
    bodyBytesMax: limits.http.formBodyBytesMax,
    writeError: writeImdsError,
  });
  const answer = async (request: FastifyRequest, asked: ImdsRequest): Promise<Answer> => {
    const identity = await selectIdentity(asked, deps);
    noteRequest(request, { operation: "managed_identity", principalId: identity.objectId });
    const { resource } = asked;
    const [origin = ""] = deps.identity.loginOrigins();
    const recording = { events: deps.identity.signInEvents, clock, ids };
    const token = await recordSignIn(request, "managed_identity", recording, (learn) => {
      learn(subjectOf(identity));
      return deps.identity.issueToManagedIdentity({ identity, resource, origin, learn });
    });
    return { token, identity, resource };
  };
  const onVm = async (request: FastifyRequest): Promise<object> => {
    requireLocal(request);
    requireMetadataHeader(request);
    return writeVmToken(await answer(request, readImdsRequest(queryOf(request), vmForm)));
  };
  const onAppService = async (request: FastifyRequest): Promise<object> => {
    requireLocal(request);
    const form = appServiceFormOf(request);
    const header = form === appServiceForm ? "x-identity-header" : "secret";
    requireIdentityHeader(request, header, machine.identityHeader);
    const answered = await answer(request, readImdsRequest(queryOf(request), form));
    return form === appServiceForm ? writeAppServiceToken(answered) : writeToken2017(answered);
  };
  const onPosted = async (request: FastifyRequest): Promise<object> => {
    requireLocal(request);
    requireMetadataHeader(request);
    const parameters = formOf(request);
    for (const [name, value] of queryOf(request)) parameters.append(name, value);
    return writeVmToken(await answer(request, readImdsRequest(parameters, postedForm)));
  };
  for (const slash of ["", "/"]) {
    surface.get(`${VM_PATH}${slash}`, onVm);
    surface.get(`${APP_SERVICE_PATH}${slash}`, onAppService);
    surface.post(`${APP_SERVICE_PATH}${slash}`, onPosted);
  }
  return surface;
}

/** Only requests for an identity of the machine are attempts of anybody to sign in. */
function subjectOf({ tenantId, appId, displayName }: ManagedIdentity): SignInSubject {
  return { tenantId, appId, appName: displayName, clientCredentialKind: "managedIdentity" };
}

/** A system-assigned identity has no resource id of its own, so none selects it. */
async function selectIdentity(
  { selector }: ImdsRequest,
  { identity: directory, machine }: ImdsSurfaceDependencies,
): Promise<ManagedIdentity> {
  const wanted = selector ?? { by: "resourceId" as const, value: machine.resourceId ?? "" };
  const found = await directory.findManagedIdentity(wanted);
  const isByResource = selector?.by === "resourceId";
  const isMeant = isByResource ? found?.assignment === "user" : found !== undefined;
  if (found === undefined || !isMeant || !(await machine.attaches(found))) {
    throw new Failure("identity/managed-identity-not-found", "no such identity on this machine");
  }
  return found;
}

function appServiceFormOf(request: FastifyRequest): ImdsForm {
  const version = requireVersion(queryOf(request), APP_SERVICE_VERSIONS);
  return appServiceForm.versions?.includes(version) === true ? appServiceForm : appServiceForm2017;
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  const queryAt = url.indexOf("?");
  return new URLSearchParams(queryAt < 0 ? "" : url.slice(queryAt + 1));
}

function formOf({ body }: FastifyRequest): URLSearchParams {
  if (body instanceof URLSearchParams) return body;
  if (body === undefined || body === null) return new URLSearchParams();
  throw new InvalidInput("unsupported-media-type", "The request body must be a form.");
}

/**
 * `{"access_token":"ey…","client_id":"…","expires_in":"86399","expires_on":"1506484173",
 * "ext_expires_in":"86399","not_before":"1506480273","resource":"https://management.azure.com/",
 * "token_type":"Bearer"}`: every value is a string.
 */
function writeVmToken({ token, identity, resource }: Answer): object {
  const lifetime = String(token.lifetimeSeconds - 1);
  return {
    access_token: token.accessToken,
    client_id: identity.appId,
    expires_in: lifetime,
    expires_on: String(token.expiresOn),
    ext_expires_in: lifetime,
    not_before: String(token.notBefore),
    resource,
    token_type: "Bearer",
  };
}

/**
 * `{"access_token":"ey…","expires_on":"1586984735","resource":"https://vault.azure.net",
 * "token_type":"Bearer","client_id":"…"}`.
 */
function writeAppServiceToken({ token, identity, resource }: Answer): object {
  return {
    access_token: token.accessToken,
    expires_on: String(token.expiresOn),
    resource,
    token_type: "Bearer",
    client_id: identity.appId,
  };
}

/** As above without `client_id`, and `expires_on` is a time: `04/15/2020 20:25:35 +00:00`. */
function writeToken2017({ token, resource }: Answer): object {
  const [date = "", time = ""] = new Date(token.expiresOn * 1_000).toISOString().split(/[T.]/);
  const [year, month, day] = date.split("-");
  return {
    access_token: token.accessToken,
    expires_on: `${month}/${day}/${year} ${time} +00:00`,
    resource,
    token_type: "Bearer",
  };
}
