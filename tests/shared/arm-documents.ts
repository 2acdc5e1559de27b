import { dirname, join, posix } from "node:path";
import { Ajv } from "ajv";
import { sharedText } from "./shared-text.ts";

const ROOT = ["specs", "azure-rest-api-specs", "specification"];

type Json = Readonly<Record<string, unknown>>;

/** One published OpenAPI document of a provider. */
export interface ApiDocument {
  readonly version: string;
  /** Path of the operation and its method, as the document has them. */
  operation(operationId: string): { readonly path: string; readonly method: string };
  /** What is wrong with an answer; an undeclared status must have the body of an error. */
  violations(operationId: string, status: number, body: unknown): readonly string[];
  /** Parameters of one of the document's examples. */
  example(name: string): Json;
}

/** Undefined where the folder beside the clone is not there. */
export function readApiDocument(...path: readonly string[]): ApiDocument | undefined {
  const file = posix.join(...path);
  const ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false });
  const document = addDocument(ajv, file);
  if (document === undefined) return undefined;
  const operations = indexOperations(document);
  const operation = (operationId: string): Operation => {
    const found = operations.get(operationId);
    if (found === undefined) throw new Error(`${file} has no ${operationId}`);
    return found;
  };
  return {
    version: String((document["info"] as Json)["version"]),
    operation,
    violations(operationId, status, body) {
      const { method, path: at, responses } = operation(operationId);
      const key = Object.hasOwn(responses, status) ? String(status) : "default";
      if (key === "default" && status < 400) return [`the status ${status} is not declared`];
      if ((responses[key] as Json)["schema"] === undefined) {
        return body === "" ? [] : ["a body where none is declared"];
      }
      const pointer = ["paths", at, method, "responses", key, "schema"].map(pointerStep).join("/");
      const validate = ajv.compile({ $ref: `${addressOf(file)}#/${pointer}` });
      if (validate(body)) return [];
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath} ${message}`,
      );
    },
    example(name) {
      const text = sharedText(...ROOT, dirname(file), "examples", name);
      return (JSON.parse(text ?? "{}") as { readonly parameters: Json }).parameters;
    },
  };
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly responses: Json;
}

function indexOperations(document: Json): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [path, methods] of Object.entries(document["paths"] as Record<string, Json>)) {
    for (const [method, one] of Object.entries(methods)) {
      const { operationId, responses } = one as { operationId?: string; responses?: Json };
      if (operationId === undefined || responses === undefined) continue;
      operations.set(operationId, { path, method, responses });
    }
  }
  return operations;
}

/** Adds a document and all that it refers to; undefined when it is not there. */
function addDocument(ajv: Ajv, file: string): Json | undefined {
  const text = sharedText(...ROOT, file);
  if (text === undefined) return undefined;
  const document = JSON.parse(text) as Json;
  ajv.addSchema(document, addressOf(file));
  for (const [, reference = ""] of text.matchAll(/"\$ref":\s*"([^"#]+\.json)(?:#[^"]*)?"/g)) {
    const other = posix.normalize(posix.join(dirname(file), reference));
    const isSchema = !other.includes("/examples/");
    if (isSchema && ajv.getSchema(addressOf(other)) === undefined) addDocument(ajv, other);
  }
  return document;
}

const addressOf = (file: string): string => `https://specification.test/${join(file)}`;

/** One step of a JSON pointer in the fragment of an address. */
function pointerStep(step: string): string {
  return encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"));
}
