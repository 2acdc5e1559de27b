import { isDeepStrictEqual } from "node:util";
import { parseJson } from "../../http/index.ts";
import { isGuid } from "../../identity/index.ts";
import { resourceName } from "../odata/filter-condition.ts";
import { refuse } from "../refuse.ts";

/** A JSON object of a request, whose properties are taken one by one until none is left. */
export class BodyReader {
  readonly #properties: Map<string, unknown>;
  /** `application`, as messages name it. */
  readonly #type: string;
  /** Path of the object inside the body; empty for the body itself. */
  readonly #prefix: string;

  constructor(value: unknown, type: string, prefix = "") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw refuse("graph/body-invalid", {
        reason: prefix === "" ? "The request body is not a JSON object." : invalid(prefix, type),
      });
    }
    this.#properties = new Map(Object.entries(value));
    this.#type = type;
    this.#prefix = prefix;
  }

  has(name: string): boolean {
    return this.#properties.has(name);
  }

  /** The value, or undefined when it is not there; it counts as read. */
  take(name: string): unknown {
    const value = this.#properties.get(name);
    this.#properties.delete(name);
    return value;
  }

  /** Undefined when it is not there; it may not be null. */
  requiredText(name: string): string | undefined {
    const isThere = this.has(name);
    const text = this.text(name);
    if (isThere && text === undefined) throw this.invalid(name);
    return text;
  }

  /** Undefined when it is not there or null. */
  text(name: string): string | undefined {
    return this.#typed(name, "string") as string | undefined;
  }

  flag(name: string): boolean | undefined {
    return this.#typed(name, "boolean") as boolean | undefined;
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.invalid(name);
    return value;
  }

  texts(name: string): readonly string[] | undefined {
    const list = this.list(name);
    if (list?.some((one) => typeof one !== "string")) throw this.invalid(name);
    return list as readonly string[] | undefined;
  }

  /** Object ids in lower case. */
  guids(name: string): readonly string[] | undefined {
    const ids = this.texts(name)?.map((id) => id.toLowerCase());
    if (ids?.some((id) => !isGuid(id))) throw this.invalid(name);
    return ids;
  }

  /** A moment in ms since 1970. */
  moment(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(ms)) throw this.invalid(name);
    return ms;
  }

  /** Null counts as absent where that is said; elsewhere it would be a change that is passed over. */
  object(name: string, isNullable = false): BodyReader | undefined {
    const value = this.take(name);
    if (value === undefined || (value === null && isNullable)) return undefined;
    return new BodyReader(value, this.#type, this.#path(name));
  }

  objects(name: string): readonly BodyReader[] | undefined {
    return this.list(name)?.map((one) => new BodyReader(one, this.#type, this.#path(name)));
  }

  /** Takes properties that may only be said to have no value. */
  requireUnset(...names: readonly string[]): void {
    for (const name of names) {
      if (!isNothing(this.take(name))) {
        throw refuse("graph/property-unsupported", { property: this.#path(name) });
      }
    }
  }

  /**
   * Takes properties that may only be said to be as they are: read-only ones of what is changed, and
   * those that nothing here acts upon.
   */
  requireUnchanged(current: Readonly<Record<string, unknown>>, ...names: readonly string[]): void {
    for (const name of names) {
      if (!this.has(name)) continue;
      const value = this.take(name);
      const was = current[name];
      if (isDeepStrictEqual(value, was) || (isNothing(value) && isNothing(was))) continue;
      throw refuse("graph/property-unsupported", { property: this.#path(name) });
    }
  }

  /** @throws {Failure} when something was not read, or the body says that it is of another type. */
  requireEnd(): void {
    for (const name of this.#properties.keys()) {
      if (name === "@odata.type") this.#requireType();
      if (name.startsWith("@odata.")) continue;
      throw this.#prefix === ""
        ? refuse("graph/property-unknown", { property: name, type: this.#type })
        : refuse("graph/property-unsupported", { property: this.#path(name) });
    }
  }

  /** Parts of an object have types of their own, which are not looked at. */
  #requireType(): void {
    if (this.#prefix !== "") return;
    const type = String(this.#properties.get("@odata.type")).replace(/^#/, "").toLowerCase();
    if (type === `microsoft.graph.${this.#type}`.toLowerCase()) return;
    throw this.invalid("@odata.type");
  }

  invalid(name: string): Error {
    return refuse("graph/body-invalid", { reason: invalid(this.#path(name), this.#type) });
  }

  missing(name: string): Error {
    const property = this.#path(name);
    return refuse("graph/body-invalid", {
      reason: `A value is required for property '${property}' of resource '${resourceName(this.#type)}'.`,
    });
  }

  #typed(name: string, type: "string" | "boolean"): unknown {
    const value = this.take(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== type) throw this.invalid(name);
    return value;
  }

  #path(name: string): string {
    return this.#prefix === "" ? name : `${this.#prefix}.${name}`;
  }
}

/** Reads a request's body. @throws {Failure} `graph/body-invalid`. @throws {InvalidInput}. */
export function readBody(body: Buffer, type: string): BodyReader {
  return new BodyReader(parseJson(body), type);
}

function invalid(property: string, type: string): string {
  return `Invalid value specified for property '${property}' of resource '${resourceName(type)}'.`;
}

/** Null, false, empty texts, lists and objects, and objects of nothing else. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  if (typeof value !== "object") return false;
  return Object.values(value).every((one) => one === null || isEmptyList(one));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
