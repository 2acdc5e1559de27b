import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import type { Directory, RefreshTokenRow, UserRow } from "../../storage/index.ts";
import { hashOf } from "../token-hash.ts";
import type { AuthorizationCodes } from "./authorization-codes.ts";
import type { ClientPlatform } from "./client-platform.ts";
import { isFamilyClient } from "./family-clients.ts";
import type { ScopeRequest } from "./scope-request.ts";
import type { Session } from "./session.ts";

/** Refresh tokens: 256 random bits, of which only the SHA-256 is kept. */
export interface RefreshTokens {
  /**
   * The session that a refresh token goes on with. Presenting one that was exchanged before, later
   * than clients do that ask for two APIs at once, revokes all of that sign-in.
   *
   * @throws {Failure} `identity/refresh-token-unknown`, `identity/refresh-token-other-tenant`,
   * `identity/refresh-token-expired`, `identity/refresh-token-life-over`, `identity/refresh-token-revoked`,
   * `identity/refresh-token-reused`.
   */
  open(text: string, clientId: string, tenantId: string | undefined): Promise<OpenedToken>;
  /** What a token was issued for, whatever became of it; undefined when it is not the client's. */
  platformOf(text: string, clientId: string): Promise<ClientPlatform | undefined>;
  /**
   * Makes a session's next token; the token or the code that opened it counts as exchanged from
   * now on.
   *
   * @throws {Failure} `identity/refresh-token-revoked`, `identity/code-used`.
   */
  issue(session: Session, clientId: string, asked: ScopeRequest): Promise<string>;
}

export interface OpenedToken {
  readonly row: RefreshTokenRow;
  readonly asked: ScopeRequest;
}

const BYTES = 32;
const TEXT_CHARACTERS_MAX = 2_048;

export function refreshTokens(deps: {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly codes: AuthorizationCodes;
}): RefreshTokens {
  const { directory, clock, ids, codes } = deps;
  const find = async (text: string, clientId: string): Promise<RefreshTokenRow | undefined> => {
    if (text.length > TEXT_CHARACTERS_MAX) return undefined;
    const row = await directory.read.refreshTokens.find(hashOf(text));
    return row !== undefined && mayUse(clientId, row.clientId) ? row : undefined;
  };
  return {
    platformOf: async (text, clientId) => (await find(text, clientId))?.platform,

    async open(text, clientId, tenantId) {
      const row = await find(text, clientId);
      if (row === undefined) {
        throw new Failure("identity/refresh-token-unknown", "not a refresh token of this client");
      }
      if (tenantId !== undefined && tenantId !== row.tenantId) {
        throw new Failure("identity/refresh-token-other-tenant", "of another tenant", {
          facts: { tenant: tenantId },
        });
      }
      requireAlive(row, clock.now());
      if (isReused(row, clock.now())) {
        await directory.writeSignIn((stores) =>
          stores.refreshTokens.revokeFamily(row.familyId, clock.now()),
        );
        throw new Failure("identity/refresh-token-reused", "it was exchanged before");
      }
      return { row, asked: JSON.parse(row.asked) as ScopeRequest };
    },

    async issue(session, clientId, asked) {
      const text = Buffer.from(ids.bytes(BYTES)).toString("base64url");
      const now = clock.now();
      const { user, from, code, platform } = session;
      const isFirst = await directory.writeSignIn(async ({ refreshTokens: tokens, ...stores }) => {
        if (code !== undefined && !(await stores.authorizationCodes.markUsed(code.sha256, now))) {
          return false;
        }
        if (from !== undefined && !(await tokens.markUsed(from.sha256, now))) throw revoked();
        const sha256 = hashOf(text);
        // By chance, each sixteenth time: looking through thousands costs more than a renewal.
        if (sha256.startsWith("0")) {
          await tokens.prune(user.objectId, now, limits.identity.refreshTokensPerUserMax);
        }
        await tokens.insert({
          sha256,
          familyId: from?.familyId ?? code?.familyId ?? ids.guid(),
          tenantId: user.tenantId,
          userId: user.objectId,
          clientId,
          securityStamp: user.securityStamp,
          asked: JSON.stringify(asked),
          amr: session.amr,
          authenticatedAt: session.authenticatedAt,
          createdAt: now,
          expiresAt: expiryOf(session, now),
          usedAt: undefined,
          revokedAt: undefined,
          platform,
          sessionId: session.sessionId,
          ipAddress: session.ipAddress,
        });
        return true;
      });
      if (!isFirst && code !== undefined) await codes.refuseReplay(code);
      return text;
    },
  };
}

/** @throws {Failure} `identity/refresh-token-revoked` when the password changed since. */
export function requireSameStamp(row: RefreshTokenRow, user: UserRow): void {
  if (row.securityStamp !== user.securityStamp) throw revoked();
}

function mayUse(clientId: string, ownerId: string): boolean {
  return clientId === ownerId || (isFamilyClient(clientId) && isFamilyClient(ownerId));
}

/**
 * A renewal prolongs the session, but not that of a single-page application.
 *
 * Source: learn.microsoft.com/entra/identity-platform/refresh-tokens.
 */
function expiryOf({ from, platform }: Session, now: number): number {
  const { refreshTokenLifetimeSeconds, spaRefreshTokenLifetimeSeconds } = limits.identity;
  if (platform !== "spa") return now + refreshTokenLifetimeSeconds * 1_000;
  return from?.expiresAt ?? now + spaRefreshTokenLifetimeSeconds * 1_000;
}

function requireAlive({ expiresAt, revokedAt, platform }: RefreshTokenRow, now: number): void {
  if (now >= expiresAt && platform === "spa") {
    throw new Failure("identity/refresh-token-life-over", "a page's session lasts a day");
  }
  if (now >= expiresAt) {
    throw new Failure("identity/refresh-token-expired", "the refresh token has expired");
  }
  if (revokedAt !== undefined) throw revoked();
}

function isReused({ usedAt }: RefreshTokenRow, now: number): boolean {
  return usedAt !== undefined && now > usedAt + limits.identity.refreshTokenGraceSeconds * 1_000;
}

function revoked(): Failure {
  return new Failure("identity/refresh-token-revoked", "the sign-in was revoked");
}
