import { Failure, limits } from "../base/index.ts";
import { hintOf, makeClientSecret } from "./client-secret.ts";
import { type CredentialPlace, requireOwner } from "./credential-owner.ts";
import type { DirectoryDependencies } from "./tenants.ts";
import { hashOf } from "./token-hash.ts";

export type PasswordDraft = CredentialPlace & {
  readonly displayName?: string;
  /** Milliseconds since 1970; now by default. */
  readonly startsAt?: number;
  /** Milliseconds since 1970; two years after the start by default. */
  readonly endsAt?: number;
  /** Only the demo brings its own secret; it must be as long as a fresh one is hard to guess. */
  readonly secretText?: string;
};

/** A client secret at its birth, the only time its text can be seen. */
export interface NewPassword {
  readonly keyId: string;
  readonly secretText: string;
  readonly hint: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Source: Microsoft Graph, application: addPassword, endDateTime defaults to two years. */
const LIFETIME_MS_DEFAULT = 2 * 365 * 24 * 60 * 60 * 1000;
const SECRET_CHARACTERS_MIN = 16;

/**
 * Gives an application or a service principal a secret; only its SHA-256 is kept.
 *
 * @throws {Failure} `identity/application-not-found`, `identity/service-principal-not-found`,
 * `identity/credential-lifetime`, `identity/credential-weak`, `identity/credentials-too-many`,
 * `identity/credential-name`.
 */
export async function addPassword(
  { directory, clock, ids }: DirectoryDependencies,
  draft: PasswordDraft,
): Promise<NewPassword> {
  const startsAt = draft.startsAt ?? clock.now();
  const endsAt = draft.endsAt ?? startsAt + LIFETIME_MS_DEFAULT;
  const secretText = draft.secretText ?? makeClientSecret(ids);
  if (!(endsAt > startsAt)) {
    throw new Failure("identity/credential-lifetime", "a secret ends after it starts");
  }
  if (secretText.length < SECRET_CHARACTERS_MIN) {
    throw new Failure("identity/credential-weak", "the secret is too short");
  }
  requireCredentialName(draft.displayName);
  const made = { keyId: ids.guid(), hint: hintOf(secretText), startsAt, endsAt };
  await directory.write(async (repositories) => {
    const owner = await requireOwner(repositories, draft);
    const present = await repositories.passwordCredentials.listAll([owner.objectId]);
    if (present.length >= limits.identity.passwordsPerApplicationMax) {
      throw new Failure("identity/credentials-too-many", "the owner has too many secrets");
    }
    await repositories.passwordCredentials.insert(owner, {
      ...made,
      displayName: draft.displayName,
      secretSha256: hashOf(secretText),
    });
  });
  return { ...made, secretText };
}

/**
 * @throws {Failure} `identity/application-not-found`, `identity/service-principal-not-found`,
 * `identity/credential-not-found`.
 */
export async function removePassword(
  { directory }: DirectoryDependencies,
  password: CredentialPlace & { readonly keyId: string },
): Promise<void> {
  const { keyId } = password;
  await directory.write(async (repositories) => {
    const { objectId } = await requireOwner(repositories, password);
    if (!(await repositories.passwordCredentials.remove(objectId, keyId))) {
      throw new Failure("identity/credential-not-found", "no such secret", { facts: { keyId } });
    }
  });
}

/**
 * Assumed: the name of a credential is as long as any display name; the service states no bound.
 *
 * @throws {Failure} `identity/credential-name`.
 */
export function requireCredentialName(name: string | undefined): void {
  if ((name ?? "").length <= limits.identity.displayNameCharactersMax) return;
  throw new Failure("identity/credential-name", "the name of the credential is too long");
}
