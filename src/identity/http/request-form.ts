import type { FastifyRequest } from "fastify";
import { InvalidInput } from "../../http/index.ts";

/** A route whose path begins with the tenant. */
export interface TenantRequest {
  readonly Params: { readonly tenant: string };
}

/** @throws {InvalidInput} for a body that is no form. */
export function formOf({ body }: Pick<FastifyRequest, "body">): URLSearchParams {
  if (body instanceof URLSearchParams) return body;
  if (body === undefined || body === null) return new URLSearchParams();
  throw new InvalidInput("unsupported-media-type", "The request body must be a form.");
}

export function isAdfs(tenant: string): boolean {
  return tenant.toLowerCase() === "adfs";
}
