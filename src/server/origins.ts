import type { SurfaceName } from "../http/index.ts";
import { microsoftOrigins } from "./surfaces.ts";

/** Where each surface answers; known only once its listener has a port. */
export class Origins {
  readonly #own = new Map<SurfaceName, string>();

  set(surface: SurfaceName, origin: string): void {
    this.#own.set(surface, origin);
  }

  /** The origin on this machine, such as `https://localhost:8443`. */
  own(surface: SurfaceName): string {
    const origin = this.#own.get(surface);
    if (origin === undefined) throw new Error(`the ${surface} surface is not listening yet`);
    return origin;
  }

  /** Own origin first, then Microsoft's names for it. */
  all(surface: Exclude<SurfaceName, "imds">): readonly string[] {
    return [this.own(surface), ...microsoftOrigins(surface)];
  }
}
