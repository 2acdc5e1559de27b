import { createHash, timingSafeEqual } from "node:crypto";

/** A workspace that an API key opens under a public name, as the vendor's demonstration one. */
export interface ApiKey {
  /** Stands in for the workspace id in paths: `DEMO_WORKSPACE`. */
  readonly workspaceName: string;
  readonly key: string;
  /** The workspace's customerId. */
  readonly workspaceId: string;
}

/** Which names stand for a workspace, and which keys open them. */
export interface ApiKeys {
  /** The customerId behind a public name, whoever asks. */
  workspaceNamed(name: string): string | undefined;
  /** Whether the key opens the workspace of that name; takes the same time for any wrong key. */
  opens(name: string, key: string): boolean;
}

/**
 * API keys that are fixed at start; an empty list lets no key in.
 *
 * Only SHA-256 digests are kept. They are compared in constant time.
 */
export function createApiKeys(keys: readonly ApiKey[]): ApiKeys {
  const byName = new Map(
    keys.map(({ workspaceName, key, workspaceId }) => [
      workspaceName,
      { workspaceId, digest: digestOf(key) },
    ]),
  );
  return {
    workspaceNamed: (name) => byName.get(name)?.workspaceId,
    opens(name, key) {
      const entry = byName.get(name);
      return entry !== undefined && timingSafeEqual(entry.digest, digestOf(key));
    },
  };
}

function digestOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
