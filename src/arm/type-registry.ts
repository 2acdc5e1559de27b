import { foldCase } from "../access/index.ts";
import type { ResourceType } from "./resource-type.ts";

/** The resource types that rooms contributed, found whatever the case. */
export interface TypeRegistry {
  readonly all: readonly ResourceType[];
  /** By provider and type: `microsoft.operationalinsights/workspaces`. */
  find(name: string): ResourceType | undefined;
  hasProvider(provider: string): boolean;
}

/** Canonical name of a type. */
export function nameOfType(type: ResourceType): string {
  return `${type.provider}/${type.type}`;
}

/** Indexes the types; two of one name are a defect of the composition. */
export function makeTypeRegistry(types: readonly ResourceType[]): TypeRegistry {
  const byName = new Map(types.map((type) => [foldCase(nameOfType(type)), type]));
  if (byName.size !== types.length) throw new Error("two resource types of one name");
  const providers = new Set(types.map((type) => foldCase(type.provider)));
  return {
    all: types,
    find: (name) => byName.get(foldCase(name)),
    hasProvider: (provider) => providers.has(foldCase(provider)),
  };
}
