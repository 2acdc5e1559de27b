import type { FastifyInstance } from "fastify";
import { type Access, createAccess } from "../../src/access/index.ts";
import { createArmSurface } from "../../src/arm/http/index.ts";
import {
  type ActivityEvent,
  type Arm,
  createArm,
  createManagedIdentities,
  keptResourceTypes,
  type ManagedPrincipal,
  type ManagedPrincipals,
  type Resource,
  type ResourceType,
} from "../../src/arm/index.ts";
import { Failure, systemIds } from "../../src/base/index.ts";
import { type Authenticator, createLogger, type Principal } from "../../src/http/index.ts";
import { openDirectory } from "../../src/storage/index.ts";
import { denialLog } from "./denial-log.ts";

export const tenantId = "10000000-0000-0000-0000-000000000001";
export const otherTenantId = "20000000-0000-0000-0000-000000000002";
export const subscriptionId = "50000000-0000-0000-0000-000000000001";
export const otherSubscriptionId = "50000000-0000-0000-0000-000000000002";
export const subscription: string = `/subscriptions/${subscriptionId}`;
export const group: string = `${subscription}/resourceGroups/demo`;
export const box: string = `${group}/providers/Test.Boxes/boxes/one`;

export const roles = {
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
};

/** Object ids of the people; `owner` is Owner of the subscription, `nobody` has no role. */
export const people = {
  owner: "a0000000-0000-0000-0000-000000000001",
  nobody: "a0000000-0000-0000-0000-000000000002",
  reader: "a0000000-0000-0000-0000-000000000003",
  /** A group that `reader` is in. */
  team: "b0000000-0000-0000-0000-000000000001",
};

/** A tenant, a subscription, a group and a resource type of its own, behind an ARM surface. */
export interface ArmWorld {
  readonly arm: Arm;
  readonly access: Access;
  readonly surface: FastifyInstance;
  /** Names of the resources whose hooks ran: `created one`, `deleted one`. */
  readonly events: string[];
  /** What the activity log was told. */
  readonly activity: ActivityEvent[];
  /** Service principals of resources, by the lower-case id of the resource. */
  readonly principals: ReadonlyMap<string, ManagedPrincipal>;
  call(
    method: "GET" | "HEAD" | "PUT" | "PATCH" | "POST" | "DELETE",
    path: string,
    options?: {
      readonly as?: string;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    },
  ): Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: unknown;
  }>;
}

/** `more` are types beside those of the fixture and those that are kept. */
export async function makeArmWorld(more: readonly ResourceType[] = []): Promise<ArmWorld> {
  const directory = await openDirectory(":memory:");
  const clock = { now: (): number => Date.UTC(2026, 0, 2, 3, 4, 5, 6) };
  const events: string[] = [];
  const activity: ActivityEvent[] = [];
  const access = createAccess({ directory, clock, ids: systemIds, propagationDelayMs: 0 });
  const principals = new Map<string, ManagedPrincipal>();
  const managed = createManagedIdentities({
    principals: principalsIn(principals),
    ids: systemIds,
    isFetchable: (issuer) => issuer.startsWith("https://"),
    arm: () => arm,
  });
  const types = [...boxTypes(events), ...managed.types, ...keptResourceTypes(), ...more];
  const { identities } = managed;
  const arm: Arm = createArm({ directory, clock, ids: systemIds, types, identities });
  await arm.createSubscription({ id: subscriptionId, displayName: "Demo", tenantId });
  await arm.createSubscription({
    id: otherSubscriptionId,
    displayName: "Other",
    tenantId: otherTenantId,
  });
  await access.assign({
    tenantId,
    armScope: subscription,
    assignmentName: "c0000000-0000-0000-0000-000000000001",
    roleDefinitionId: roles.owner,
    principalId: people.owner,
    principalType: "User",
    createdBy: people.owner,
  });
  await arm.createResourceGroup({ subscriptionId, name: "demo", location: "westeurope" });
  const surface = createArmSurface({
    arm,
    access,
    authenticator,
    audiences: () => new Set(["https://management.azure.com/"]),
    principals: {
      findPrincipal: async (tenant, objectId) =>
        tenant === tenantId && Object.values(people).includes(objectId)
          ? { kind: objectId === people.team ? "group" : "user", name: "known" }
          : undefined,
      findMemberships: async (_, objectId) => ({
        security: objectId === people.reader ? [people.team] : [],
      }),
      findTenant: async () => ({ displayName: "Contoso", domains: ["contoso.test"] }),
    },
    origins: () => ({
      login: "https://login.test",
      arm: "https://arm.test",
      graph: "https://graph.test",
      logs: "https://logs.test",
      portal: "https://portal.test",
    }),
    activity: { record: (event) => activity.push(event) },
    denials: denialLog(clock),
    log: createLogger({ level: "silent" }),
    clock,
    ids: systemIds,
  });
  return { arm, access, surface, events, activity, principals, call: callerOf(surface) };
}

function callerOf(surface: FastifyInstance): ArmWorld["call"] {
  return async (method, path, { as = people.owner, body, headers = {} } = {}) => {
    const answer = await surface.inject({
      method,
      url: path,
      headers: {
        host: "arm.test",
        authorization: `Bearer ${as}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = answer.body;
    const isJson = String(answer.headers["content-type"] ?? "").includes("json") && text !== "";
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  };
}

/** The directory's part of managed identities, in a map. */
function principalsIn(map: Map<string, ManagedPrincipal>): ManagedPrincipals {
  return {
    find: async (resourceId) => map.get(resourceId.toLowerCase()),
    async create(draft) {
      const chosen = { clientId: systemIds.guid(), principalId: systemIds.guid(), ...draft };
      map.set(draft.resourceId.toLowerCase(), chosen);
      return chosen;
    },
    async remove(resourceId) {
      map.delete(resourceId.toLowerCase());
    },
  };
}

/** The token is the caller's object id, or the name of a way to fail. */
const authenticator: Authenticator = {
  async authenticate(authorization): Promise<Principal> {
    const token = authorization?.replace(/^Bearer /, "");
    if (token === undefined || token === "") {
      throw new Failure("http/token-missing", "no token");
    }
    if (token.startsWith("http/")) {
      throw new Failure(token, "refused", {
        facts: { audience: 'https://other.test"', issuer: "https://issuer.test/", tenantId },
      });
    }
    return {
      kind: "user",
      tenantId,
      objectId: token,
      appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
      name: "someone@contoso.test",
      audience: "https://management.azure.com/",
      scopes: ["user_impersonation"],
      roles: [],
      groupIds: [],
    };
  },
};

function boxTypes(events: string[]): ResourceType[] {
  const note =
    (what: string) =>
    async ({ name }: Resource): Promise<void> => {
      events.push(`${what} ${name}`);
    };
  const boxes: ResourceType = {
    provider: "Test.Boxes",
    type: "boxes",
    apiVersions: ["2026-01-01"],
    async prepare(body, { current }) {
      const { location, tags, properties } = body as {
        location?: string;
        tags?: Record<string, string>;
        properties?: Record<string, unknown>;
      };
      const key = properties?.["key"] ?? current?.alias;
      if (typeof key !== "string") {
        throw new Failure("arm/invalid-resource", "no key", {
          facts: { reason: "a box needs a key", code: "KeyRequired" },
        });
      }
      return { location, tags: tags ?? {}, alias: key, properties: { key } };
    },
    created: note("created"),
    deleted: note("deleted"),
    actions: [
      {
        path: "api/open",
        methods: ["GET", "POST"],
        action: "Test.Boxes/boxes/open/read",
        apiVersions: undefined,
        async run({ resource, query, body, principal }) {
          const said = `${resource.name} ${query.get("q") ?? ""} ${body.toString()} ${principal.objectId}`;
          return { status: 202, headers: { "content-type": "text/x-box" }, body: said };
        },
      },
      {
        path: "listkeys",
        methods: ["POST"],
        action: "Test.Boxes/boxes/listKeys/action",
        apiVersions: ["2026-01-01"],
        run: async () => ({ status: 200, headers: {}, body: '{"keys":[]}' }),
      },
    ],
  };
  const items: ResourceType = {
    provider: "Test.Boxes",
    type: "boxes/items",
    apiVersions: ["2026-01-01"],
    prepare: async () => ({ location: undefined, tags: {}, alias: undefined, properties: {} }),
    deleted: note("deleted"),
    actions: [],
  };
  return [boxes, items];
}
