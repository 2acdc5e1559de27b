import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import type { Directory, UserRow } from "../../storage/index.ts";
import type { DirectoryAudit } from "../directory-audit.ts";
import { isAdministrator } from "../directory-roles.ts";
import type { FirstParty } from "../first-party.ts";
import { isGuid } from "../guid.ts";
import { Remembered } from "../remembered.ts";
import { type BrowserSessions, browserSessions } from "../sign-in/browser-sessions.ts";
import type { PasswordCheck } from "../sign-in/check-password.ts";
import { DEFAULT_SCOPE, type ScopeRequest } from "../sign-in/scope-request.ts";
import { openSeal, type Seal } from "../sign-in/seal.ts";
import { isDomainName, type TenantChoice, type TenantNames } from "../tenant-name.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";
import {
  type ConsentDependencies,
  type ConsentQuestion,
  type ConsentSubject,
  consentQuestion,
} from "./consent-question.ts";
import { giveConsent } from "./give-consent.ts";
import {
  type IdTokenHint,
  type IdTokenHintDependencies,
  readIdTokenHint,
} from "./id-token-hint.ts";
import {
  mayConsentForTenant,
  namedForTenant,
  requiredByRegistration,
  type TenantConsent,
  type TenantConsentOffer,
  type TenantConsentSubject,
} from "./tenant-consent.ts";

export interface InteractiveDependencies extends IdTokenHintDependencies {
  readonly directory: TokenDirectory;
  readonly directoryStore: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly firstParty: FirstParty;
  readonly checkPassword: PasswordCheck;
  readonly grantedScopes: ConsentDependencies["grantedScopes"];
  readonly audit: DirectoryAudit;
}

/** What a user answered to a question. */
export interface ConsentAnswer {
  readonly subject: ConsentSubject;
  readonly question: ConsentQuestion;
  readonly user: UserRow;
  /** Whether an administrator answered for everybody of the tenant. */
  readonly isForAll: boolean;
}

/** What conversations with browsers are made of. */
export interface Interactive {
  readonly sessions: BrowserSessions;
  readonly seal: Seal;
  readonly checkPassword: PasswordCheck;
  /**
   * The application that a request names; at a shared name, as its own tenant knows it. One of
   * another tenant that allows other tenants' users has no `principal` until somebody consented.
   *
   * @throws {Failure} `identity/application-id-malformed`, `identity/application-not-found`,
   * `identity/application-not-shared`, `identity/service-principal-disabled`.
   */
  findClient(choice: TenantChoice, appId: string): Promise<Client>;
  /** The tenant whose domain a user name has; undefined for none. */
  tenantOfUserName(userName: string): Promise<string | undefined>;
  tenantName(tenantId: string): Promise<string | undefined>;
  /** Whether a user may consent for everybody of his tenant. */
  isAdministrator(user: UserRow): Promise<boolean>;
  /** @throws {Failure} `identity/id-token-hint`, `identity/id-token-hint-key`. */
  readIdTokenHint(text: string): Promise<IdTokenHint>;
  /** Undefined where nothing has to be asked; see `consentQuestion`. */
  askConsent(subject: ConsentSubject): Promise<ConsentQuestion | undefined>;
  /**
   * Grants what was asked, and makes the application present in the tenant where it was not.
   *
   * @throws {Failure} `identity/administrator-needed`.
   */
  acceptConsent(answer: ConsentAnswer): Promise<void>;
  /**
   * What an administrator is asked for everybody: what the registration needs, or what a request
   * names.
   *
   * @throws {Failure} what `requiredByRegistration` and `namedForTenant` throw.
   */
  askTenantConsent(
    subject: TenantConsentSubject,
    asked: ScopeRequest | undefined,
  ): Promise<readonly TenantConsentOffer[]>;
  mayConsentForTenant(consent: TenantConsent): Promise<boolean>;
  /** @throws {Failure} `identity/administrator-needed`. */
  consentForTenant(consent: TenantConsent): Promise<void>;
}

export async function openInteractive(deps: InteractiveDependencies): Promise<Interactive> {
  const { directoryStore: directory, clock, ids, firstParty, tenants } = deps;
  const names = new Remembered<string | undefined>(
    () => directory.version(),
    limits.identity.rememberedClientsMax,
  );
  const asking: ConsentDependencies = {
    directory: deps.directory,
    grantedScopes: deps.grantedScopes,
    isFirstParty: (appId) => firstParty.app(appId) !== undefined,
  };
  return {
    sessions: browserSessions({ directory, clock, ids }),
    seal: await openSeal(directory, ids),
    checkPassword: deps.checkPassword,
    findClient: (choice, appId) => findClient(choice, appId, deps),
    tenantOfUserName: (userName) => tenantOfUserName(userName, tenants),
    tenantName: (tenantId) =>
      names.get(tenantId, async () => (await directory.read.tenants.find(tenantId))?.displayName),
    isAdministrator: (user) => isAdministrator(directory, user.tenantId, user.objectId),
    readIdTokenHint: (text) => readIdTokenHint(text, deps),
    askConsent: (subject) => consentQuestion(subject, asking),
    acceptConsent: ({ subject: { tenantId, client }, question, user, isForAll }) => {
      const offers = question.offers.map(({ resource, permissions }) => ({
        resource,
        scopes: permissions,
        roles: [],
      }));
      const given = { tenantId, client, offers, userObjectId: user.objectId, isForAll };
      return giveConsent(given, deps);
    },
    askTenantConsent: (subject, asked) =>
      asked === undefined || asked.permissions.includes(DEFAULT_SCOPE)
        ? requiredByRegistration(subject, deps.directory)
        : namedForTenant(subject, asked, deps.directory),
    mayConsentForTenant: (consent) => mayConsentForTenant(directory, consent),
    consentForTenant: (consent) => giveConsent({ ...consent, isForAll: true }, deps),
  };
}

async function findClient(
  choice: TenantChoice,
  appId: string,
  { directory: tokens, directoryStore: directory, firstParty }: InteractiveDependencies,
): Promise<Client> {
  const tenant = choice.kind === "tenant" ? choice.id : choice.name;
  const id = appId.toLowerCase();
  if (!isGuid(id)) {
    throw new Failure("identity/application-id-malformed", "the client's id is not a GUID");
  }
  const facts = { appId: id, tenant };
  const found = choice.kind === "tenant" ? await tokens.findClient(choice.id, id) : undefined;
  if (found !== undefined) {
    if (found.principal?.isEnabled === false) {
      throw new Failure("identity/service-principal-disabled", "disabled", {
        facts: { ...facts, appName: found.displayName },
      });
    }
    return found;
  }
  const home = await directory.read.applications.findByAppId(id);
  const homeId = home?.tenantId ?? (await anyTenant(directory));
  const client = homeId === undefined ? undefined : await tokens.findClient(homeId, id);
  const isOwn = firstParty.app(id) !== undefined;
  if (client === undefined || (home === undefined && !isOwn)) {
    throw new Failure("identity/application-not-found", "no such application", { facts });
  }
  if (home?.signInAudience === "AzureADMyOrg") {
    const code =
      choice.kind === "tenant"
        ? "identity/application-not-found"
        : "identity/application-not-shared";
    throw new Failure(code, "it is for users of its own tenant", {
      facts: { ...facts, appName: client.displayName },
    });
  }
  return choice.kind === "tenant" ? { ...client, principal: undefined } : client;
}

/** Microsoft's own applications are the same in each. */
async function anyTenant({ read }: Directory): Promise<string | undefined> {
  return (await read.tenants.listIds(1))[0];
}

/** The domain of a user's name tells his tenant. */
async function tenantOfUserName(
  userName: string,
  tenants: TenantNames,
): Promise<string | undefined> {
  const domain = userName.slice(userName.lastIndexOf("@") + 1).toLowerCase();
  if (!userName.includes("@") || !isDomainName(domain)) return undefined;
  try {
    const choice = await tenants.resolve(domain);
    return choice.kind === "tenant" ? choice.id : undefined;
  } catch {
    return undefined;
  }
}
