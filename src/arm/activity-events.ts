/** How far an operation has come, in the words of the activity log. */
export type ActivityStatus = "Started" | "Accepted" | "Succeeded" | "Failed";

/** Who asked, by the token that the request came with. */
export interface ActivityCaller {
  readonly kind: "user" | "servicePrincipal";
  readonly tenantId: string;
  readonly objectId: string;
  /** The client application that the token was issued to. */
  readonly appId: string;
  /** User principal name, or the application id. */
  readonly name: string;
  readonly ipAddress: string;
  /** What the token says, by the claims' names in the activity log; never the token itself. */
  readonly claims: Readonly<Record<string, string>>;
}

/** What was asked: a change of a resource, or an action on one. */
export interface ActivityOperation {
  /** The RBAC action: `Microsoft.Resources/subscriptions/resourceGroups/write`. */
  readonly operationName: string;
  /** What the caller needed the action on. */
  readonly armScope: string;
  readonly resourceId: string;
  readonly resourceProvider: string;
  readonly resourceGroup: string | undefined;
  readonly subscriptionId: string | undefined;
}

/**
 * One event of the activity log. An operation that was allowed makes two of one `operationId`, when
 * it starts and when it ends; one that was refused for want of a role makes one.
 *
 * It never holds a secret, a token or a key, and nothing of a body but the words of a refusal.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/reference/tables/azureactivity.
 */
export interface ActivityEvent extends ActivityOperation {
  readonly eventDataId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly category: "Administrative";
  readonly level: "Informational" | "Error";
  readonly status: ActivityStatus;
  /** Undefined while the operation runs. */
  readonly httpStatus: number | undefined;
  /** The status' name, such as `Created`; empty while the operation runs. */
  readonly substatus: string;
  readonly caller: ActivityCaller;
  readonly httpMethod: string;
  /** The id that the client gave its request, if it gave one. */
  readonly clientRequestId: string | undefined;
  readonly operationId: string;
  readonly correlationId: string;
  readonly requestId: string;
  /** Of a failed operation, as the caller was told. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
}

/** Where every change that a caller asks of Resource Manager is told, refused ones included. */
export interface ActivityEvents {
  record(event: ActivityEvent): void;
}
