import { createHash } from "node:crypto";
import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import type { Directory, RefreshTokenRow, UserRow } from "../../storage/index.ts";
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
   * `identity/refresh-token-expired`, `identity/refresh-token-revoked`,
   * `identity/refresh-token-reused`.
   */
  open(text: string, clientId: string, tenantId: string | undefined): Promise<OpenedToken>;
  /** Makes a session's next token; the one that opened it counts as exchanged from now on. */
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
}): RefreshTokens {
  const { directory, clock, ids } = deps;
  return {
    async open(text, clientId, tenantId) {
      const row =
        text.length <= TEXT_CHARACTERS_MAX
          ? await directory.read.refreshTokens.find(hashOf(text))
          : undefined;
      if (row === undefined || !mayUse(clientId, row.clientId)) {
        throw new Failure("identity/refresh-token-unknown", "not a refresh token of this client");
      }
      if (tenantId !== undefined && tenantId !== row.tenantId) {
        throw new Failure("identity/refresh-token-other-tenant", "of another tenant", {
          facts: { tenant: tenantId },
        });
      }
      requireAlive(row, clock.now());
      if (isReused(row, clock.now())) {
        await directory.write((stores) =>
          stores.refreshTokens.revokeFamily(row.familyId, clock.now()),
        );
        throw new Failure("identity/refresh-token-reused", "it was exchanged before");
      }
      return { row, asked: JSON.parse(row.asked) as ScopeRequest };
    },

    async issue(session, clientId, asked) {
      const text = Buffer.from(ids.bytes(BYTES)).toString("base64url");
      const now = clock.now();
      const { user, from } = session;
      await directory.write(async ({ refreshTokens: tokens }) => {
        if (from !== undefined) {
          const current = await tokens.find(from.sha256);
          if (current?.revokedAt !== undefined) throw revoked();
          await tokens.markUsed(from.sha256, now);
        }
        await tokens.prune(user.objectId, now, limits.identity.refreshTokensPerUserMax - 1);
        await tokens.insert({
          sha256: hashOf(text),
          familyId: from?.familyId ?? ids.guid(),
          tenantId: user.tenantId,
          userId: user.objectId,
          clientId,
          securityStamp: user.securityStamp,
          asked: JSON.stringify(asked),
          amr: session.amr,
          authenticatedAt: session.authenticatedAt,
          createdAt: now,
          expiresAt: now + limits.identity.refreshTokenLifetimeSeconds * 1_000,
          usedAt: undefined,
          revokedAt: undefined,
        });
      });
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

function requireAlive({ expiresAt, revokedAt }: RefreshTokenRow, now: number): void {
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

function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
