import { Failure } from "../base/index.ts";
import type { ManagedPrincipal } from "./managed-identity/managed-principals.ts";
import type { ResourceEnvelope } from "./resource-type.ts";

/** Makes the service principals of resources that have an identity of their own. */
export interface ResourceIdentities {
  /**
   * The `identity` block as it is stored and answered, with the ids of what was made or found.
   * `wanted` is what the body asks for; undefined and the type `None` mean no identity.
   */
  settle(request: IdentityRequest): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** The service principal of a resource that has an identity of its own. */
  find(resourceId: string): Promise<ManagedPrincipal | undefined>;
  /** The resource is gone. */
  remove(resourceId: string): Promise<void>;
}

export interface IdentityRequest {
  readonly resourceId: string;
  readonly name: string;
  readonly tenantId: string;
  readonly wanted: unknown;
  /** The block that the resource has. */
  readonly current: unknown;
}

/** Nobody makes identities: asking for one is refused. */
export const noIdentities: ResourceIdentities = {
  async settle({ wanted }) {
    if (wanted === undefined || wanted === null) return undefined;
    const { type } = wanted as { readonly type?: unknown };
    if (typeof type === "string" && type.toLowerCase() === "none") return undefined;
    throw new Failure("arm/invalid-resource", "no identities", {
      facts: { code: "NotSupported", reason: "Lazurite gives this resource no identity" },
    });
  },
  find: async () => undefined,
  async remove() {
    // Nothing was made.
  },
};

/** Whether resources of this envelope have an identity of their own. */
export function hasOwnIdentity(envelope: ResourceEnvelope | undefined): boolean {
  const { type } = (envelope?.["identity"] ?? {}) as { readonly type?: unknown };
  return typeof type === "string" && type.toLowerCase().includes("systemassigned");
}

/** The envelope with the identity that was settled in the place of the one that was asked for. */
export function withIdentity(
  envelope: ResourceEnvelope,
  identity: Readonly<Record<string, unknown>> | undefined,
): ResourceEnvelope {
  const { identity: _, ...rest } = envelope;
  return identity === undefined ? rest : { ...rest, identity };
}
