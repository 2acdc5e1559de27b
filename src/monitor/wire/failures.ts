import { Failure } from "../../base/index.ts";

/** What goes out instead of an answer. */
export interface WrittenRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface WireError {
  readonly code: string;
  readonly message: string;
  readonly correlationId?: string;
  readonly details?: readonly unknown[];
  readonly innererror?: Readonly<Record<string, unknown>>;
}

interface Wording {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  error(failure: Failure, correlationId: string): WireError;
}

type Facts = Readonly<Record<string, string>>;

/**
 * Writes any refusal in the query API's form, for both of its doors:
 * `{"error":{"message":…,"code":"BadArgumentError","correlationId":…,"innererror":{…}}}`.
 *
 * What is not a `Failure` of the table below is a defect and is answered without detail.
 */
export function writeRefusal(error: unknown, correlationId: string): WrittenRefusal {
  const wording = error instanceof Failure ? FAILURES[error.code] : undefined;
  if (wording === undefined) return { ...asBody(500, internalError(correlationId)), headers: {} };
  const written = asBody(wording.status, wording.error(error as Failure, correlationId));
  return { ...written, headers: wording.headers ?? {} };
}

/** Whether the query API has words for a failure; anything else is a defect to log. */
export function isWorded(error: unknown): boolean {
  return error instanceof Failure && FAILURES[error.code] !== undefined;
}

function asBody(status: number, error: WireError): { status: number; body: string } {
  return { status, body: JSON.stringify({ error }) };
}

function internalError(correlationId: string): WireError {
  return { message: "An internal error has occurred", code: "InternalServerError", correlationId };
}

function badArgument(inner: (failure: Failure) => Readonly<Record<string, unknown>>): Wording {
  return {
    status: 400,
    error: (failure, correlationId) => ({
      message: "The request had some invalid properties",
      code: "BadArgumentError",
      correlationId,
      innererror: inner(failure),
    }),
  };
}

/** Assumed: bodies other than of batches are worded as the batch door's documented one. */
function badRequest(code: string, message: (facts: Facts) => string): Wording {
  return badArgument(({ facts }) => ({
    code: "QueryValidationError",
    message: "Failed parsing the query",
    details: [{ code, message: message(facts), target: facts["property"] ?? null }],
  }));
}

function semantic(inner: (failure: Failure) => Readonly<Record<string, unknown>>): Wording {
  return badArgument((failure) => ({
    code: "SemanticError",
    message: "A semantic error occurred.",
    innererror: inner(failure),
  }));
}

function fixed(status: number, error: WireError, headers: Facts = {}): Wording {
  return { status, headers, error: () => error };
}

function unavailable(message: string): Wording {
  return fixed(503, { message, code: "ServiceUnavailable" }, { "retry-after": "5" });
}

/**
 * `line` and `pos` as numbers, when the compiler knows them.
 *
 * `pos` counts from 0 and `line` from 1. Seen: the service's recorded answer to the text
 * "completely invalid syntax" points at `invalid` with line 1, pos 11.
 */
function position(facts: Facts): Readonly<Record<string, number>> {
  const { line, column } = facts as { line?: string; column?: string };
  return line === undefined || column === undefined
    ? {}
    : { line: Number(line), pos: Number(column) - 1 };
}

function syntaxError({ facts }: Failure): Readonly<Record<string, unknown>> {
  const token = facts["token"] ?? "";
  const { line, pos } = position(facts);
  const where = line === undefined ? "" : ` on line [${line},${pos}]`;
  return {
    code: "SyntaxError",
    message: "A recognition error occurred in the query.",
    innererror: {
      code: "SYN0002",
      message: `Query could not be parsed at '${token}'${where}`,
      ...position(facts),
      token,
    },
  };
}

const INVALID_TOKEN: Wording = fixed(403, {
  message: "The provided authentication is not valid for this resource",
  code: "InvalidTokenError",
  innererror: {
    code: "SignatureVerificationFailed",
    message: "Could not validate the request",
  },
});

const UNREADABLE_TOKEN: Wording = fixed(403, {
  code: "InvalidAuthenticationToken",
  message: "The access token is invalid.",
});

const INSUFFICIENT_ACCESS =
  "The provided credentials have insufficient access to perform the requested operation";

/** Refused because of what Lazurite does not do (yet): named, so that nobody has to guess. */
const NOT_SUPPORTED: Wording = badArgument(({ facts }) => ({
  code: "NotSupportedError",
  message: `Lazurite does not support ${facts["feature"]}.`,
}));

/**
 * Every refusal that the query API can meet, in its words.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/logs/api/timeouts, …/batch-queries, and errors
 * recorded in the tests of Azure's SDKs. Assumed: the bodies of 429, 503 and 504, which are not
 * documented, and that an expired token is worded like one with a wrong signature.
 */
const FAILURES: Readonly<Record<string, Wording>> = {
  "kql/syntax": badArgument(syntaxError),
  "kql/semantic": semantic((failure) => ({ code: "SEM0100", message: failure.message })),
  "kql/not-supported": semantic(({ facts }) => ({
    code: "NotSupportedError",
    message: `Lazurite does not support: ${facts["construct"]}`,
    ...position(facts),
  })),
  "kql/too-long": badRequest("QueryTooLong", () => "The query text is too long"),

  "logs/query-timeout": fixed(504, {
    message: "The query ran longer than the request allows",
    code: "GatewayTimeout",
  }),
  "logs/query-cancelled": fixed(499, { message: "The request was cancelled", code: "Cancelled" }),
  "logs/query-failed": badArgument(({ facts }) => ({
    code: "EngineError",
    message: `The query failed while it ran: ${facts["reason"] ?? "unknown reason"}`,
  })),
  "logs/busy": fixed(
    429,
    { message: "Too many queries run or wait", code: "ThrottledError" },
    { "retry-after": "30" },
  ),
  "logs/store-busy": unavailable("Another process holds the log store"),
  "logs/store-newer": unavailable("The log store was written by a newer version"),
  "logs/store-unreadable": unavailable("The log store cannot be read"),
  "logs/unwritable": unavailable("The log store cannot be written"),
  "logs/closed": unavailable("The service is shutting down"),

  "http/token-missing": fixed(401, {
    code: "AuthenticationFailed",
    message: "Authentication failed. The 'Authorization' header is missing.",
  }),
  "http/token-malformed": UNREADABLE_TOKEN,
  "http/token-signature": INVALID_TOKEN,
  "http/token-expired": INVALID_TOKEN,
  "http/token-issuer": INVALID_TOKEN,
  "http/token-audience": INVALID_TOKEN,
  "http/token-tenant": INVALID_TOKEN,

  "monitor/access-denied": {
    status: 403,
    error: ({ facts }) => ({
      message: INSUFFICIENT_ACCESS,
      code: "InsufficientAccessError",
      innererror: {
        code: "UnauthorizedClient",
        message: `The service principal does not have sufficient permissions to access this resource: ${facts["workspaceId"]}`,
      },
    }),
  },
  "monitor/api-key-wrong": fixed(403, {
    message: INSUFFICIENT_ACCESS,
    code: "InsufficientAccessError",
  }),
  "monitor/public-access-disabled": fixed(403, {
    message: INSUFFICIENT_ACCESS,
    code: "InsufficientAccessError",
    innererror: {
      code: "NspValidationFailedError",
      message: "The workspace does not take queries from public networks",
    },
  }),
  "monitor/path-unknown": fixed(404, {
    message: "The requested path does not exist",
    code: "PathNotFoundError",
  }),
  "monitor/method-unknown": fixed(405, {
    message: "The requested path does not have this method",
    code: "MethodNotAllowedError",
  }),
  "monitor/request-malformed": badRequest("InvalidRequest", (facts) => facts["reason"] ?? ""),
  "monitor/not-supported": NOT_SUPPORTED,
  "monitor/timespan-invalid": badRequest(
    "InvalidTimespan",
    (facts) => `The timespan is not an ISO 8601 duration or interval: ${facts["timespan"]}`,
  ),
  "monitor/body-malformed": badRequest("InvalidJsonBody", (facts) => facts["reason"] ?? ""),
  "monitor/body-too-large": {
    ...badRequest("BodyTooLarge", () => "The request body is too large"),
    status: 413,
  },
  "monitor/query-missing": badRequest("MissingQuery", () => "The request has no query"),
  "monitor/property-unknown": badRequest(
    "UnknownProperty",
    (facts) => `The query API has no property or parameter named '${facts["property"]}'`,
  ),
  "monitor/property-invalid": badRequest(
    "InvalidProperty",
    (facts) => `'${facts["property"]}' is given twice or has a wrong type`,
  ),
};
