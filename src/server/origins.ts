import type { SurfaceName } from "../http/index.ts";
import { microsoftOrigins, SURFACES } from "./surfaces.ts";

/** Surfaces that Microsoft has a name for. */
export type NamedSurface = Exclude<SurfaceName, "imds">;

/** Where each surface answers; known only once its listener has a port. */
export class Origins {
  readonly #own = new Map<SurfaceName, string>();

  set(surface: SurfaceName, origin: string): void {
    this.#own.set(surface, origin);
  }

  /** Whether it listens already. */
  isKnown(surface: SurfaceName): boolean {
    return this.#own.has(surface);
  }

  /** The origin on this machine, such as `https://localhost:8443`. */
  own(surface: SurfaceName): string {
    const origin = this.#own.get(surface);
    if (origin === undefined) throw new Error(`the ${surface} surface is not listening yet`);
    return origin;
  }

  /** Own origin first, then Microsoft's names for it. */
  all(surface: NamedSurface): readonly string[] {
    return [this.own(surface), ...microsoftOrigins(surface)];
  }

  /**
   * All services as a client that asked `origin` reaches them: one that came by Microsoft's names
   * goes on with Microsoft's names, one that came by our ports with our ports.
   */
  beside(origin: string): Readonly<Record<NamedSurface, string>> {
    const isOwn = [...this.#own.values()].includes(origin);
    const named = SURFACES.filter((surface): surface is NamedSurface => surface !== "imds");
    return Object.fromEntries(
      named.map((surface) => {
        const [microsoft] = microsoftOrigins(surface);
        return [surface, isOwn || microsoft === undefined ? this.own(surface) : microsoft];
      }),
    ) as Record<NamedSurface, string>;
  }
}
