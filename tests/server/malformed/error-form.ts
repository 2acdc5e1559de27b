import type { Surface } from "./shot.ts";

/** Why an answer is not in its service's own error form; `undefined` when it is. */
export function faultOf(surface: Surface, status: number, text: string): string | undefined {
  if (surface === "portal") return text === "" ? "an empty body" : undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return "not JSON";
  }
  if (typeof body !== "object" || body === null) return "not an object";
  return faultsBySurface[surface](body as Fields, status);
}

interface Fields {
  readonly [name: string]: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
  readonly innerError?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
  readonly correlationId?: unknown;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isGuid = (value: unknown): boolean =>
  isText(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

const faultsBySurface: Readonly<
  Record<Exclude<Surface, "portal">, (body: Fields, status: number) => string | undefined>
> = {
  login: entraFault,
  arm: nestedFault,
  monitor: nestedFault,
  logs: nestedFault,
  graph: (body) => nestedFault(body) ?? innerFault(body),
  iotcentral: nestedFault,
  imds: imdsFault,
};

function entraFault(body: Fields): string | undefined {
  const { error, error_description, error_codes, timestamp, trace_id, correlation_id } = body;
  if (!isText(error)) return "no error";
  if (!isText(error_description)) return "no description";
  const number = /^AADSTS(\d+): \S/.exec(error_description)?.[1];
  if (number === undefined) return "no AADSTS number in the description";
  if (JSON.stringify(error_codes) !== `[${number}]`) return "error_codes say something else";
  if (!isText(timestamp) || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/.test(timestamp)) return "no time";
  return isGuid(trace_id) && isGuid(correlation_id) ? undefined : "no trace or correlation id";
}

/** Either the metadata service's own form or App Service's. */
function imdsFault(body: Fields, status: number): string | undefined {
  if (isText(body.error) && isText(body.error_description)) return undefined;
  const { statusCode, message, correlationId } = body;
  return statusCode === status && isText(message) && isGuid(correlationId)
    ? undefined
    : "no error with its description";
}

function nestedFault(body: Fields): string | undefined {
  const { error } = body;
  if (typeof error !== "object" || error === null) return "no error object";
  const { code, message } = error as Fields;
  return isText(code) && isText(message) ? undefined : "no code or message";
}

function innerFault({ error }: Fields): string | undefined {
  return typeof (error as Fields).innerError === "object" ? undefined : "no innerError";
}
