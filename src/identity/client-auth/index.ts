import { assertionPost } from "./assertion-post.ts";
import type { ClientAuthentication } from "./client-authentication.ts";
import { secretBasic } from "./secret-basic.ts";
import { secretPost } from "./secret-post.ts";

/** Every way to authenticate; discovery documents list the same names. */
export const clientAuthentications: readonly ClientAuthentication[] = [
  secretPost,
  assertionPost,
  secretBasic,
];
