import { isUtf8 } from "node:buffer";
import { InvalidInput } from "./refusal.ts";

/**
 * Reads a JSON body, refusing keys that could reach an object's prototype.
 *
 * An empty body is `undefined`: clients send `content-type: application/json` with nothing
 * (seen: az). A byte order mark is dropped. Node's parser keeps a key `__proto__` as an ordinary
 * property, but any later copy would set the prototype.
 * @throws {InvalidInput} `malformed-json`.
 */
export function parseJson(body: string | Uint8Array): unknown {
  if (typeof body !== "string" && !isUtf8(body)) {
    throw new InvalidInput("malformed-json", "The request body is not UTF-8.");
  }
  const raw = typeof body === "string" ? body : new TextDecoder().decode(body);
  const text = raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
  if (text.trim() === "") return undefined;
  const value = parsed(text);
  if (/__proto__|prototype|\\u/i.test(text)) refusePrototypeKeys(value);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which may hold a secret.
    throw new InvalidInput("malformed-json", "The request body is not valid JSON.");
  }
}

function refusePrototypeKeys(root: unknown): void {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    if (Object.hasOwn(value, "__proto__") || hasConstructorPrototype(value)) {
      throw new InvalidInput("malformed-json", "The request body has a key that is not allowed.");
    }
    for (const child of Object.values(value)) {
      if (typeof child === "object" && child !== null) open.push(child);
    }
  }
}

function hasConstructorPrototype(value: object): boolean {
  if (!Object.hasOwn(value, "constructor")) return false;
  const made: unknown = value.constructor;
  return typeof made === "object" && made !== null && Object.hasOwn(made, "prototype");
}
