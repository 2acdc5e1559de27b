import { limits } from "../../base/index.ts";
import { VersionedCache } from "../versioned-cache.ts";
import { type CompiledCondition, compileCondition } from "./compile-condition.ts";

/** Conditions that were understood once. */
export interface Conditions {
  /** Never true for a condition that cannot be understood: such a one grants nothing. */
  find(text: string, version: string | null): CompiledCondition;
}

const never: CompiledCondition = () => false;

/** Keeps compiled conditions by their text, which means the same for ever; bounded. */
export function rememberConditions(): Conditions {
  const known = new VersionedCache<CompiledCondition>(
    () => 0,
    limits.access.rememberedConditionsMax,
  );
  return {
    find(text, version) {
      const key = `${version} ${text}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const compiled = compileOrNever(text, version);
      known.set(key, compiled, 0);
      return compiled;
    },
  };
}

/** Only what is wrong with the condition is forgiven: it was stored by another version. */
function compileOrNever(text: string, version: string | null): CompiledCondition {
  try {
    return compileCondition(text, version ?? "");
  } catch {
    return never;
  }
}
