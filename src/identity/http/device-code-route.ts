import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { limits } from "../../base/index.ts";
import { noteRequest, originOf } from "../../http/index.ts";
import type { StartedDeviceCode } from "../device-codes/device-codes.ts";
import type { Identity } from "../identity.ts";
import { formOf, isAdfs, type TenantRequest } from "./request-form.ts";
import { readClientForm } from "./token-form.ts";
import { readScopes } from "./user-token-form.ts";

/** Where a person enters a code, short enough to be typed. */
export const DEVICE_PATH = "/device";

/** `POST /{tenant}/oauth2/devicecode` and `/{tenant}/oauth2/v2.0/devicecode`. */
export function addDeviceCodeRoutes(surface: FastifyInstance, identity: Identity): void {
  const answer = async (
    request: FastifyRequest<TenantRequest>,
    reply: FastifyReply,
    version: 1 | 2,
  ): Promise<FastifyReply> => {
    const { tenant } = request.params;
    noteRequest(request, { operation: "devicecode" });
    const form = formOf(request);
    const { authorization } = request.headers;
    const { clientId, credential } = readClientForm({ form, authorization });
    const asked = readScopes(form, version);
    const codes = await identity.startDeviceCode({ tenant, clientId, credential, asked });
    const page = `${pageOrigin(request, identity)}${DEVICE_PATH}`;
    return reply
      .header("pragma", "no-cache")
      .type("application/json; charset=utf-8")
      .send(JSON.stringify(version === 1 ? writeV1(codes, page) : writeV2(codes, page)));
  };
  // As the token endpoint: az points its ADFS form at /adfs and speaks the v2.0 dialect there.
  surface.post<TenantRequest>("/:tenant/oauth2/devicecode", (request, reply) =>
    answer(request, reply, isAdfs(request.params.tenant) ? 2 : 1),
  );
  surface.post<TenantRequest>("/:tenant/oauth2/v2.0/devicecode", (request, reply) =>
    answer(request, reply, 2),
  );
}

/**
 * The person's browser need not know the gateway by which the device came under one of Microsoft's
 * names: it is sent to our own origin.
 */
function pageOrigin(request: FastifyRequest, identity: Identity): string {
  return identity.loginOrigins()[0] ?? originOf(request.raw);
}

/**
 * `{"user_code":"BCDFGHJKL","device_code":"…","verification_uri":"https://localhost:8443/device",
 * "expires_in":900,"interval":5,"message":"…"}`. Source: RFC 8628 section 3.2.
 */
function writeV2(codes: StartedDeviceCode, page: string): object {
  const { deviceCodeLifetimeSeconds, deviceCodePollSeconds } = limits.identity;
  return {
    user_code: codes.userCode,
    device_code: codes.deviceCode,
    verification_uri: page,
    expires_in: deviceCodeLifetimeSeconds,
    interval: deviceCodePollSeconds,
    message: messageOf(codes, page),
  };
}

/** The v1.0 answer: strings, and `verification_url`. Source: what ADAL reads. */
function writeV1(codes: StartedDeviceCode, page: string): object {
  const { deviceCodeLifetimeSeconds, deviceCodePollSeconds } = limits.identity;
  return {
    user_code: codes.userCode,
    device_code: codes.deviceCode,
    verification_url: page,
    expires_in: String(deviceCodeLifetimeSeconds),
    interval: String(deviceCodePollSeconds),
    message: messageOf(codes, page),
  };
}

/** Programs cut the code out of the words after "enter the code". */
function messageOf({ userCode }: StartedDeviceCode, page: string): string {
  return `Open ${page} in a web browser and enter the code ${userCode} to authenticate.`;
}
