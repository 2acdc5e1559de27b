import { Failure, limits } from "../base/index.ts";
import type { Repositories } from "../storage/index.ts";
import { hashSecret, hintOf, makeClientSecret } from "./client-secret.ts";
import type { DirectoryDependencies } from "./tenants.ts";

export interface PasswordDraft {
  readonly tenantId: string;
  readonly applicationObjectId: string;
  readonly displayName?: string;
  /** Milliseconds since 1970; now by default. */
  readonly startsAt?: number;
  /** Milliseconds since 1970; two years after the start by default. */
  readonly endsAt?: number;
  /** Only the demo brings its own secret; it must be as long as a fresh one is hard to guess. */
  readonly secretText?: string;
}

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
 * Gives an application a secret; only its SHA-256 is kept.
 *
 * @throws {Failure} `identity/application-not-found`, `identity/credential-lifetime`,
 * `identity/credential-weak`, `identity/credentials-too-many`.
 */
export async function addPassword(
  { directory, clock, ids }: DirectoryDependencies,
  draft: PasswordDraft,
): Promise<NewPassword> {
  const { tenantId, applicationObjectId } = draft;
  const startsAt = draft.startsAt ?? clock.now();
  const endsAt = draft.endsAt ?? startsAt + LIFETIME_MS_DEFAULT;
  const secretText = draft.secretText ?? makeClientSecret(ids);
  if (!(endsAt > startsAt)) {
    throw new Failure("identity/credential-lifetime", "a secret ends after it starts");
  }
  if (secretText.length < SECRET_CHARACTERS_MIN) {
    throw new Failure("identity/credential-weak", "the secret is too short");
  }
  const made = { keyId: ids.guid(), hint: hintOf(secretText), startsAt, endsAt };
  await directory.write(async (repositories) => {
    await requireApplication(repositories, tenantId, applicationObjectId);
    const present = await repositories.passwordCredentials.list(applicationObjectId);
    if (present.length >= limits.identity.passwordsPerApplicationMax) {
      throw new Failure("identity/credentials-too-many", "the application has too many secrets");
    }
    await repositories.passwordCredentials.insert({
      ...made,
      applicationObjectId,
      displayName: draft.displayName,
      secretSha256: hashSecret(secretText),
    });
  });
  return { ...made, secretText };
}

/** @throws {Failure} `identity/application-not-found`, `identity/credential-not-found`. */
export async function removePassword(
  { directory }: DirectoryDependencies,
  password: {
    readonly tenantId: string;
    readonly applicationObjectId: string;
    readonly keyId: string;
  },
): Promise<void> {
  const { tenantId, applicationObjectId, keyId } = password;
  await directory.write(async (repositories) => {
    await requireApplication(repositories, tenantId, applicationObjectId);
    if (!(await repositories.passwordCredentials.remove(applicationObjectId, keyId))) {
      throw new Failure("identity/credential-not-found", "no such secret", { facts: { keyId } });
    }
  });
}

/** @throws {Failure} `identity/application-not-found` when the tenant has no such registration. */
export async function requireApplication(
  { applications }: Repositories,
  tenantId: string,
  objectId: string,
): Promise<void> {
  const application = await applications.find(objectId);
  if (application === undefined || application.tenantId !== tenantId) {
    throw new Failure("identity/application-not-found", "no such application", {
      facts: { objectId, tenant: tenantId },
    });
  }
}
