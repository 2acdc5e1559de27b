import type { Principal } from "../http/index.ts";

/** One resource as it is stored: what ARM owns, and the provider's `properties`. */
export interface Resource {
  /** Full resource id in the caller's first spelling. */
  readonly id: string;
  readonly name: string;
  /** Provider and type, canonical case: `Microsoft.OperationalInsights/workspaces`. */
  readonly type: string;
  readonly location: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly etag: string;
  /** A second unique key by which the resource is found (workspace: customerId), if it has one. */
  readonly alias: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly envelope: ResourceEnvelope;
}

/** What stands beside `properties` in a body: `kind`, `sku`, `plan`, `identity`, `zones` and such. */
export type ResourceEnvelope = Readonly<Record<string, unknown>>;

/** A body that passed the type's own checks, ready to be stored. */
export interface ResourceDraft {
  readonly location: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly alias: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Nothing, if it is left out. An `identity` in it is what the body asks for. */
  readonly envelope?: ResourceEnvelope;
}

/**
 * One ARM resource type: a record in the room that owns it. ARM does the rest (dispatch, api-version,
 * role check, storage, etag, lists, errors).
 */
export interface ResourceType {
  /** `Microsoft.OperationalInsights` */
  readonly provider: string;
  /** `workspaces`, or `workspaces/tables` for a child type. */
  readonly type: string;
  readonly apiVersions: readonly string[];
  /** `merge`: PATCH changes whatever it names; left out: tags only. */
  readonly patch?: "merge";
  /** `status`: writes are answered with the address of an operation to be polled. */
  readonly polling?: "status";
  /** Status of a PUT that made something, where the provider answers another than 201. */
  readonly createdStatus?: 200;
  /** Query parameters of a deletion that change nothing, because it is done at once and for good. */
  readonly deleteParameters?: readonly string[];
  /** Kept, and not served: what it stands for does not exist, so it can be asked for nothing else. */
  readonly isKept?: true;
  /** The provider tells beforehand whether a name can still be had. */
  readonly nameCheck?: NameCheck;
  /**
   * Checks a PUT body and turns it into what is stored; `current` is the resource it replaces.
   * @throws {Failure} `arm/invalid-resource` with facts `reason` (and `code` for a vendor code).
   */
  prepare(body: unknown, call: PrepareCall): Promise<ResourceDraft>;
  /** After the store has it, before the answer: make what belongs to it (tables, principals). */
  created?(resource: Resource): Promise<void>;
  deleted?(resource: Resource): Promise<void>;
  readonly actions: readonly ResourceAction[];
}

/** How a provider answers `checkNameAvailability` for a type whose names are part of addresses. */
export interface NameCheck {
  /** The RBAC action that the caller needs on the subscription. */
  readonly action: string;
  /** Values that the body's `type` may have; none: the body has no type. */
  readonly types: readonly string[];
  /** Words of the provider for a name that is not allowed, that is taken, and that is neither. */
  readonly reasons: { readonly invalid: string; readonly taken: string; readonly none?: string };
  /** Why a name is not allowed; undefined for one that is. */
  refusal(name: string): string | undefined;
}

export interface PrepareCall {
  readonly resourceId: string;
  readonly name: string;
  readonly current: Resource | undefined;
  readonly principal: Principal | undefined;
}

/** Something a resource does besides being read and written: `POST …/workspaces/x/api/query`. */
export interface ResourceAction {
  /** Path below the resource, lower case. */
  readonly path: string;
  readonly methods: readonly ("GET" | "POST")[];
  /** The RBAC action that the caller needs on the resource. */
  readonly action: string;
  /** `undefined`: any api-version, or none, is taken. */
  readonly apiVersions: readonly string[] | undefined;
  run(call: ActionCall): Promise<ActionAnswer>;
}

export interface ActionCall {
  readonly resource: Resource;
  readonly principal: Principal;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Raw body as sent, whatever the content type; ARM's query door takes a GET with a body. */
  readonly body: Buffer;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** The action writes its own body, refusals included: its error form is not always ARM's. */
export interface ActionAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
