import { type Clock, type Failure, type Ids, limits } from "../base/index.ts";
import type { Principal } from "./principal.ts";
import type { SurfaceName } from "./surface-name.ts";

/** The header of every refused answer (403) that says where it is explained. */
export const WHY_HEADER = "x-lazurite-why";

/** When somebody asks, and what the ids of people, groups and applications are called. */
export interface DenialTelling {
  /** Milliseconds since 1970. */
  readonly now: number;
  nameOf(objectId: string): string | undefined;
}

/** Why a request was refused; holds no token and no secret, and is told when somebody asks. */
export interface DenialReason {
  /** Who may read role assignments here may ask; undefined where no scope was looked at. */
  readonly armScope?: string | undefined;
  tell(telling: DenialTelling): {
    readonly facts: Readonly<Record<string, unknown>>;
    readonly words: readonly string[];
  };
}

/** A refused request. */
export interface Denial {
  readonly surface: SurfaceName;
  readonly requestId: string;
  readonly method: string;
  /** Without the query, which may hold keys. */
  readonly path: string;
  /** The origin that the caller asked. */
  readonly origin: string;
  /** Undefined where nobody proved who he is. */
  readonly principal: Principal | undefined;
  readonly reason: DenialReason;
}

export interface KeptDenial extends Denial {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly deniedAt: number;
}

/** Where surfaces leave what they refuse. */
export interface Denials {
  /** @returns the address under which it is explained, as the caller reaches it. */
  record(denial: Denial): string;
}

export interface DenialLogDependencies {
  readonly clock: Clock;
  readonly ids: Ids;
  /** The address of an explanation, for who asked an origin. */
  addressOf(id: string, askedOrigin: string): string;
}

/** The latest refusals, in memory; the oldest is forgotten for the next. */
export class DenialLog implements Denials {
  readonly #deps: DenialLogDependencies;
  readonly #kept: Map<string, KeptDenial> = new Map();
  #last: KeptDenial | undefined;

  constructor(deps: DenialLogDependencies) {
    this.#deps = deps;
  }

  record(denial: Denial): string {
    const { clock, ids, addressOf } = this.#deps;
    const kept = { ...denial, id: ids.guid(), deniedAt: clock.now() };
    this.#kept.set(kept.id, kept);
    this.#last = kept;
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > limits.http.denialsMax && oldest.done !== true) {
      this.#kept.delete(oldest.value);
    }
    return addressOf(kept.id, denial.origin);
  }

  find(id: string): KeptDenial | undefined {
    return this.#kept.get(id.toLowerCase());
  }

  last(): KeptDenial | undefined {
    return this.#last;
  }
}

/** The reason of a refusal that no role and no permission had a part in. */
export function plainReason(
  said: { readonly code?: string; readonly message?: string },
  failure?: Failure,
): DenialReason {
  const { code = "", message = "" } = said;
  const facts = failure?.facts ?? {};
  const details = Object.entries(facts).map(([name, value]) => `  ${name}: ${value}`);
  return {
    tell: () => ({
      facts: {
        code,
        message,
        ...(failure !== undefined && { failure: { code: failure.code, facts } }),
      },
      words: [
        "It was refused without a look at roles or permissions:",
        ...[code, message].filter((text) => text !== "").map((text) => `  ${text}`),
        ...(failure === undefined ? [] : [`Lazurite calls it ${failure.code}: ${failure.message}`]),
        ...details,
      ],
    }),
  };
}
