import { sharedText } from "./shared-text.ts";

interface Property {
  readonly name: string;
  readonly type: string;
  readonly nullable?: boolean;
}

interface GraphType {
  readonly baseType: string | null;
  readonly properties: readonly Property[];
}

type Types = Readonly<Record<string, GraphType>>;

/** Microsoft Graph's published types, cut down to those of the directory. */
export interface GraphTypes {
  readonly entityTypes: Types;
  readonly complexTypes: Types;
  readonly enumTypes: Readonly<Record<string, { readonly members: readonly { name: string }[] }>>;
}

/** Undefined where the folder beside the clone is not there. */
export function graphTypes(): GraphTypes | undefined {
  const text = sharedText("specs", "graph", "graph-identity-schema.v1.json");
  return text === undefined ? undefined : (JSON.parse(text) as GraphTypes);
}

/** Values of the primitive types; the others are texts. */
const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  "Edm.Boolean": (value) => typeof value === "boolean",
  "Edm.Int32": Number.isInteger,
  "Edm.Int64": Number.isInteger,
  "Edm.Double": (value) => typeof value === "number",
  "Edm.Guid": (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(value)),
  "Edm.DateTimeOffset": (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(value)),
};

/** What the service answers with although its published types leave it out; the types are open. */
const UNPUBLISHED: ReadonlySet<string> = new Set([
  "microsoft.graph.servicePrincipal createdDateTime",
  "microsoft.graph.group creationOptions",
]);

/** What is wrong with a value of a type, each with its path; nothing when it is valid. */
export function violations(
  value: unknown,
  type: string,
  types: GraphTypes,
  path = "",
): readonly string[] {
  const [, item] = /^Collection\((.+)\)$/.exec(type) ?? [];
  if (item !== undefined) {
    if (!Array.isArray(value)) return [`${path}: not a list`];
    return value.flatMap((one, at) => violations(one, item, types, `${path}[${at}]`));
  }
  if (type.startsWith("Edm.")) {
    const isValid = PRIMITIVES[type] ?? ((text: unknown) => typeof text === "string");
    return isValid(value) ? [] : [`${path}: ${JSON.stringify(value)} is no ${type}`];
  }
  const members = types.enumTypes[type]?.members;
  if (members !== undefined) {
    return members.some(({ name }) => name === value) ? [] : [`${path}: not a member of ${type}`];
  }
  if (typeof value !== "object" || value === null) return [`${path}: not an object`];
  const properties = propertiesOf(type, types);
  if (properties === undefined) return [`${path}: the type ${type} is not known`];
  return Object.entries(value)
    .filter(([name]) => !name.includes("@") && !UNPUBLISHED.has(`${type} ${name}`))
    .flatMap(([name, one]) => {
      const property = properties.get(name);
      if (property === undefined) return [`${path}/${name}: ${type} has no such property`];
      if (one !== null) return violations(one, property.type, types, `${path}/${name}`);
      return property.nullable === false ? [`${path}/${name}: it may not be null`] : [];
    });
}

function propertiesOf(
  name: string,
  { entityTypes, complexTypes }: GraphTypes,
): ReadonlyMap<string, Property> | undefined {
  const all = new Map<string, Property>();
  let type = entityTypes[name] ?? complexTypes[name];
  if (type === undefined) return undefined;
  while (type !== undefined) {
    for (const property of type.properties) all.set(property.name, property);
    type =
      type.baseType === null
        ? undefined
        : (entityTypes[type.baseType] ?? complexTypes[type.baseType]);
  }
  return all;
}
