import type { Directory } from "../storage/index.ts";

/** Without its port, as browsers spell it. */
const LOOPBACK = /^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?$/;

/**
 * Whether pages of an origin may be those of a registered single-page application: as for its
 * redirect URIs, any port will do at `http://` and a loopback host.
 */
export async function isSpaOrigin({ read }: Directory, origin: string): Promise<boolean> {
  const bare = LOOPBACK.exec(origin)?.[1];
  return bare === undefined
    ? await read.applications.hasSpaOrigin(origin)
    : await read.applications.hasSpaOriginAtAnyPort(bare);
}
