import { Failure, limits } from "../base/index.ts";
import { requireApplication } from "./credential-owner.ts";
import { isFetchableUrl } from "./issuer-url.ts";
import type { DirectoryDependencies } from "./tenants.ts";

export interface FederatedCredentialDraft {
  readonly tenantId: string;
  readonly applicationObjectId: string;
  /** Unique in the application. */
  readonly name: string;
  /** `iss` of the tokens: an https URL, or an http URL at a loopback address. */
  readonly issuer: string;
  /** `sub` of the tokens, compared with its case. */
  readonly subject: string;
  /** Exactly one; `api://AzureADTokenExchange` by default. */
  readonly audiences?: readonly string[];
  readonly description?: string;
}

/** An issuer elsewhere whose tokens for one subject stand for an application. */
export interface FederatedCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly description: string | undefined;
}

/** Source: learn.microsoft.com/graph/api/resources/federatedidentitycredential. */
const AUDIENCE_DEFAULT = "api://AzureADTokenExchange";
const CHARACTERS_MAX = { name: 120, issuer: 600, subject: 600, audience: 600, description: 600 };

/**
 * Lets tokens of an issuer elsewhere stand for an application.
 *
 * @throws {Failure} `identity/federated-credential-malformed` (fact: `property`),
 * `identity/federated-issuer-insecure`, `identity/application-not-found`,
 * `identity/credentials-too-many`, `identity/credential-exists`.
 */
export async function addFederatedCredential(
  { directory, clock, ids }: DirectoryDependencies,
  draft: FederatedCredentialDraft,
): Promise<FederatedCredential> {
  const { tenantId, applicationObjectId, name, issuer, subject, description } = draft;
  const audiences = draft.audiences ?? [AUDIENCE_DEFAULT];
  requireWellFormed(draft, audiences);
  const credential = { id: ids.guid(), name, issuer, subject, audiences, description };
  await directory.write(async (repositories) => {
    await requireApplication(repositories, tenantId, applicationObjectId);
    const present = await repositories.federatedCredentials.list(applicationObjectId);
    if (present.length >= limits.identity.federatedCredentialsPerApplicationMax) {
      throw new Failure("identity/credentials-too-many", "too many federated credentials");
    }
    const isTaken = present.some(
      (other) => other.name === name || (other.issuer === issuer && other.subject === subject),
    );
    if (isTaken) {
      throw new Failure("identity/credential-exists", "the name or the pair is taken");
    }
    await repositories.federatedCredentials.insert({
      ...credential,
      applicationObjectId,
      createdAt: clock.now(),
    });
  });
  return credential;
}

/**
 * Changes everything of a federated credential but its name.
 *
 * @throws {Failure} those of `addFederatedCredential`, and `identity/credential-not-found`.
 */
export async function changeFederatedCredential(
  { directory }: DirectoryDependencies,
  changed: FederatedCredentialDraft & { readonly id: string },
): Promise<void> {
  const { tenantId, applicationObjectId, id, issuer, subject, description } = changed;
  const audiences = changed.audiences ?? [AUDIENCE_DEFAULT];
  requireWellFormed(changed, audiences);
  await directory.write(async (repositories) => {
    await requireApplication(repositories, tenantId, applicationObjectId);
    const present = await repositories.federatedCredentials.list(applicationObjectId);
    if (!present.some((one) => one.id === id)) {
      throw new Failure("identity/credential-not-found", "no such credential", { facts: { id } });
    }
    const isTaken = present.some(
      (other) => other.id !== id && other.issuer === issuer && other.subject === subject,
    );
    if (isTaken) throw new Failure("identity/credential-exists", "the pair is taken");
    const change = { issuer, subject, audiences, description };
    await repositories.federatedCredentials.update(id, change);
  });
}

/** @throws {Failure} `identity/application-not-found`, `identity/credential-not-found`. */
export async function removeFederatedCredential(
  { directory }: DirectoryDependencies,
  credential: {
    readonly tenantId: string;
    readonly applicationObjectId: string;
    readonly id: string;
  },
): Promise<void> {
  const { tenantId, applicationObjectId, id } = credential;
  await directory.write(async (repositories) => {
    await requireApplication(repositories, tenantId, applicationObjectId);
    if (!(await repositories.federatedCredentials.remove(applicationObjectId, id))) {
      throw new Failure("identity/credential-not-found", "no such credential", { facts: { id } });
    }
  });
}

function requireWellFormed(draft: FederatedCredentialDraft, audiences: readonly string[]): void {
  const { name, issuer, subject, description } = draft;
  const [audience = "", ...others] = audiences;
  const values = { name, issuer, subject, audience, description: description ?? "none" };
  for (const [property, value] of Object.entries(values)) {
    const charactersMax = CHARACTERS_MAX[property as keyof typeof CHARACTERS_MAX];
    if (value === "" || value.length > charactersMax) throw malformed(property);
  }
  if (others.length > 0) throw malformed("audiences");
  if (!URL.canParse(issuer) || new URL(issuer).search !== "") throw malformed("issuer");
  if (!isFetchableUrl(issuer)) {
    throw new Failure("identity/federated-issuer-insecure", "neither https nor loopback http", {
      facts: { issuer },
    });
  }
}

function malformed(property: string): Failure {
  return new Failure("identity/federated-credential-malformed", "empty, too long or too many", {
    facts: { property },
  });
}
