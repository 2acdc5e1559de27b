import { limits } from "../../base/index.ts";
import { InvalidInput } from "../../http/index.ts";
import { refuse } from "../refuse.ts";
import type { GraphVersion, ObjectKey } from "./call.ts";

/** A path below the version, piece by piece; a key in brackets is a piece of its own. */
export interface GraphPath {
  readonly version: GraphVersion;
  readonly segments: readonly string[];
  readonly keys: ReadonlyMap<number, ObjectKey>;
}

/** `applications('id')`, `applications(appId='x')`, `applications(id)`. */
const KEYED = /^([A-Za-z0-9$._-]+)\((?:([A-Za-z]+)=)?(?:'((?:[^']|'')*)'|([0-9A-Fa-f-]{36}))\)$/;

/**
 * Takes a path apart.
 *
 * @throws {Failure} `graph/path-not-found` for one without a version, or with a key that its set
 * does not have.
 * @throws {InvalidInput} `malformed-url`.
 */
export function readPath(path: string): GraphPath {
  const raw = path.split("/").filter((segment) => segment !== "");
  if (raw.length > limits.graph.pathSegmentsMax) {
    throw new InvalidInput("malformed-url", "The request path has too many segments.");
  }
  const [first = "", ...rest] = raw.map(decodeSegment);
  const version = versionOf(first);
  const segments: string[] = [];
  const keys = new Map<number, ObjectKey>();
  for (const segment of rest) {
    const [, name, key, quoted, bare] = KEYED.exec(segment) ?? [];
    if (name === undefined) {
      segments.push(segment);
      continue;
    }
    const value = quoted?.replaceAll("''", "'") ?? bare ?? "";
    segments.push(name, value);
    requireKey(name, key);
    keys.set(segments.length - 1, { name: key ?? "id", value });
  }
  return { version, segments, keys };
}

/** Names that stand for one object besides its id, by the set; all in lower case. */
const ALTERNATE_KEYS: Readonly<Record<string, string>> = {
  applications: "appid",
  serviceprincipals: "appid",
  users: "userprincipalname",
  directoryroles: "roletemplateid",
  federatedidentitycredentials: "name",
};

/** Source: the alternate keys of Microsoft Graph v1.0's metadata. */
function requireKey(set: string, key = "id"): void {
  const name = key.toLowerCase();
  if (name === "id" || ALTERNATE_KEYS[set.toLowerCase()] === name) return;
  throw refuse("graph/path-not-found", { segment: `${set}(${key})` });
}

function versionOf(segment: string): GraphVersion {
  const version = segment.toLowerCase();
  if (version === "v1.0" || version === "beta") return version;
  throw refuse("graph/path-not-found", { segment });
}

function decodeSegment(segment: string): string {
  const text = decoded(segment);
  if (/[\p{Cc}\p{Cs}/\\]/u.test(text) || /^\.+$/.test(text)) {
    throw new InvalidInput("malformed-url", "The request path has a segment that is not allowed.");
  }
  return text;
}

/** A segment of a batch's url comes as it was written. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InvalidInput("malformed-url", "The request path is not valid.");
  }
}
