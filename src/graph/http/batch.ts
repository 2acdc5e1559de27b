import { limits } from "../../base/index.ts";
import { parseJson, type Refusal, refusalOf } from "../../http/index.ts";
import { refuse } from "../refuse.ts";
import type { GraphAnswer, GraphCall } from "./call.ts";
import { readRequest } from "./read-request.ts";

/** How one request of a batch is answered, and how its refusal is worded. */
export interface BatchSteps {
  answer(call: GraphCall): Promise<GraphAnswer>;
  word(refusal: Refusal, headers: GraphCall["headers"]): GraphAnswer;
  /** What went wrong without being a refusal. */
  noteDefect(error: unknown): void;
}

interface Step {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

/** The responses of a batch, each with a status of its own. */
interface StepAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `POST /$batch`. */
export function isBatch({ pattern }: Pick<GraphCall, "pattern">): boolean {
  return pattern.length === 1 && pattern[0] === "$batch";
}

/**
 * Answers the requests of a batch one after the other; one that depends on a failed one is not run.
 *
 * Source: learn.microsoft.com/graph/json-batching; a request depends on earlier ones alone, and a
 * writing one needs a body with its type (seen: refusals of the service).
 *
 * @throws {Failure} `graph/batch-malformed`, `graph/method-not-allowed`.
 */
export async function answerBatch(call: GraphCall, steps: BatchSteps): Promise<GraphAnswer> {
  if (call.method !== "POST") throw refuse("graph/method-not-allowed", { method: call.method });
  const responses: StepAnswer[] = [];
  const failed = new Set<string>();
  for (const step of readSteps(call.body)) {
    const isHeld = step.dependsOn.some((id) => failed.has(id));
    const answer = isHeld ? heldBack(call, steps) : await answerStep(call, step, steps);
    if (answer.status >= 400) failed.add(step.id);
    responses.push(written(step.id, answer));
  }
  return { status: 200, body: { responses } };
}

async function answerStep(call: GraphCall, step: Step, steps: BatchSteps): Promise<GraphAnswer> {
  const headers = Object.fromEntries(
    Object.entries(step.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  try {
    const request = readRequest({
      method: step.method,
      url: `/${call.version}${step.url.startsWith("/") ? "" : "/"}${step.url}`,
      headers,
      body: bodyOf(step, headers),
      origin: call.origin,
    });
    if (isBatch(request)) throw malformed("a batch holds no batch");
    return await steps.answer({ ...request, principal: call.principal });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.kind === "defect") steps.noteDefect(error);
    return steps.word(refusal, { ...headers, "client-request-id": undefined });
  }
}

/** A body of another type than JSON is base64. Source: learn.microsoft.com/graph/json-batching. */
function bodyOf({ body }: Step, headers: Readonly<Record<string, string>>): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) {
    throw refuse("graph/feature-unsupported", { feature: "bodies in a batch that are not JSON" });
  }
  return Buffer.from(JSON.stringify(body));
}

function heldBack({ headers }: GraphCall, steps: BatchSteps): GraphAnswer {
  const failure = refuse("graph/dependency-failed");
  return steps.word({ kind: "failure", failure }, headers);
}

function written(id: string, { status, headers = {}, body }: GraphAnswer): StepAnswer {
  const type = headers["content-type"] ?? "application/json";
  const { "content-type": _, ...rest } = headers;
  const named = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
      value,
    ]),
  );
  if (body === undefined) return { id, status, headers: named };
  return {
    id,
    status,
    headers: { ...named, "Content-Type": type },
    body: typeof body === "string" ? Buffer.from(body).toString("base64") : body,
  };
}

function readSteps(body: Buffer): readonly Step[] {
  const { requests, ...rest } = objectOf(parseJson(body), "the body is an object");
  if (!Array.isArray(requests)) throw malformed("it has no list 'requests'");
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw malformed(`it has no property '${unknown}'`);
  const { batchRequestsMax: max } = limits.graph;
  if (requests.length > max) throw malformed(`it holds ${max} requests at most`);
  const earlier = new Set<string>();
  return requests.map((one: unknown) => {
    const step = readStep(one);
    if (earlier.has(step.id)) throw malformed(`the request id '${step.id}' is there twice`);
    const missing = step.dependsOn.find((id) => !earlier.has(id));
    if (missing !== undefined) throw malformed(`invalid dependency for request id '${step.id}'`);
    earlier.add(step.id);
    return step;
  });
}

const METHODS: ReadonlySet<string> = new Set(["GET", "POST", "PATCH", "PUT", "DELETE"]);

function readStep(value: unknown): Step {
  const step = objectOf(value, "a request is an object");
  const { id, method, url, headers = {}, body, dependsOn = [], ...rest } = step;
  const [unknown] = Object.keys(rest).filter((name) => !name.startsWith("@odata."));
  if (unknown !== undefined) throw malformed(`a request has no property '${unknown}'`);
  if (typeof id !== "string" || id === "") throw malformed("a request has no id");
  if (typeof method !== "string" || !METHODS.has(method.toUpperCase())) {
    throw malformed(`the request '${id}' has no method that is known`);
  }
  if (!Array.isArray(dependsOn) || dependsOn.some((one) => typeof one !== "string")) {
    throw malformed(`the request '${id}' has no list of ids 'dependsOn'`);
  }
  const read = readHeaders(id, headers);
  const hasType = Object.keys(read).some((name) => name.toLowerCase() === "content-type");
  const writes = ["POST", "PATCH", "PUT"].includes(method.toUpperCase());
  const hasBody = body !== undefined && body !== null;
  if ((writes || hasBody) && (!hasType || !hasBody)) {
    throw malformed(`write request id : ${id} does not contain Content-Type header or body`);
  }
  return {
    id,
    method: method.toUpperCase(),
    url: readUrl(id, url),
    headers: read,
    body: hasBody ? body : undefined,
    dependsOn: dependsOn as readonly string[],
  };
}

function readUrl(id: string, url: unknown): string {
  if (typeof url !== "string" || url === "" || /^\/\/|^[a-z]+:/i.test(url)) {
    throw malformed(`the url of the request '${id}' is not relative`);
  }
  if (url.length > limits.http.urlCharactersMax) {
    throw malformed(`the url of the request '${id}' is too long`);
  }
  return url;
}

/** The batch's own token stands for all of its requests; another one would be passed over. */
function readHeaders(id: string, value: unknown): Readonly<Record<string, string>> {
  const headers = objectOf(value ?? {}, `the headers of the request '${id}' are an object`);
  for (const [name, text] of Object.entries(headers)) {
    if (typeof text !== "string" || name.toLowerCase() === "authorization") {
      throw malformed(`the request '${id}' has a header '${name}' that is not supported`);
    }
  }
  return headers as Readonly<Record<string, string>>;
}

function objectOf(value: unknown, reason: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw malformed(reason);
}

function malformed(reason: string): Error {
  return refuse("graph/batch-malformed", { reason });
}
