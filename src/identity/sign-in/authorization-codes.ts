import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import type { AuthorizationCodeRow, Directory } from "../../storage/index.ts";
import { hashOf } from "../token-hash.ts";
import type { ClientPlatform } from "./client-platform.ts";
import type { ScopeRequest } from "./scope-request.ts";
import type { Session } from "./session.ts";

/** The proof of possession that a request for a code announces. Source: RFC 7636 section 4.3. */
export interface CodeChallenge {
  readonly text: string;
  readonly method: "S256" | "plain";
}

/** Where an answer goes, and what that address was registered for. */
export interface CodeRedirect {
  readonly uri: string;
  readonly platform: ClientPlatform;
  /** Whether the request left it to the registration: then the exchange may leave it out too. */
  readonly isImplied?: boolean | undefined;
}

/** What a code stands for besides its client and its user. */
export interface CodeRequest {
  readonly redirect: CodeRedirect;
  readonly asked: ScopeRequest;
  readonly securityStamp: string;
  readonly amr: readonly string[];
  readonly authenticatedAt: number;
  readonly nonce?: string | undefined;
  readonly challenge?: CodeChallenge | undefined;
  readonly sessionId?: string | undefined;
  readonly ipAddress?: string | undefined;
  readonly tellsAuthTime?: boolean | undefined;
}

export interface OpenedCode {
  readonly row: AuthorizationCodeRow;
  readonly request: CodeRequest;
}

/** Authorization codes: 256 random bits, of which only the SHA-256 is kept, good once. */
export interface AuthorizationCodes {
  issue(draft: {
    readonly session: Session;
    readonly clientId: string;
    readonly request: CodeRequest;
  }): Promise<string>;
  /** A code whatever became of it; undefined when it is none, or not the client's. */
  peek(text: string, clientId: string): Promise<OpenedCode | undefined>;
  /** Uses a code up. @throws {Failure} `identity/code-used`. */
  redeem(code: AuthorizationCodeRow): Promise<void>;
  /**
   * Answers a second use: the tokens of the first one end, since one of both was a thief's.
   *
   * Source: RFC 6749 section 4.1.2. @throws {Failure} `identity/code-used`.
   */
  refuseReplay(code: AuthorizationCodeRow): Promise<never>;
}

const BYTES = 32;
const TEXT_CHARACTERS_MAX = 2_048;
/** Where the service's own codes begin; the version of this form. */
const PREFIX = "1.";

export function authorizationCodes(deps: {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
}): AuthorizationCodes {
  const { directory, clock, ids } = deps;
  const { codeLifetimeSeconds, codesPerUserMax } = limits.identity;
  const refuseReplay = async ({ familyId }: AuthorizationCodeRow): Promise<never> => {
    await directory.writeSignIn(({ refreshTokens }) =>
      refreshTokens.revokeFamily(familyId, clock.now()),
    );
    throw new Failure("identity/code-used", "the code was redeemed before");
  };
  return {
    async issue({ session, clientId, request }) {
      const text = `${PREFIX}${Buffer.from(ids.bytes(BYTES)).toString("base64url")}`;
      const now = clock.now();
      const { objectId: userId, tenantId } = session.user;
      await directory.writeSignIn(async ({ authorizationCodes: codes }) => {
        // Codes stay as long again, to be told from what never was one.
        await codes.prune(userId, now - codeLifetimeSeconds * 1_000, codesPerUserMax - 1);
        await codes.insert({
          sha256: hashOf(text),
          tenantId,
          clientId,
          userId,
          request: JSON.stringify(request),
          expiresAt: now + codeLifetimeSeconds * 1_000,
          usedAt: undefined,
          familyId: ids.guid(),
          createdAt: now,
        });
      });
      return text;
    },

    async peek(text, clientId) {
      if (text.length > TEXT_CHARACTERS_MAX) return undefined;
      const row = await directory.read.authorizationCodes.find(hashOf(text));
      if (row === undefined || row.clientId !== clientId) return undefined;
      return { row, request: JSON.parse(row.request) as CodeRequest };
    },

    async redeem(code) {
      const isFirst = await directory.writeSignIn(({ authorizationCodes: codes }) =>
        codes.markUsed(code.sha256, clock.now()),
      );
      if (!isFirst) await refuseReplay(code);
    },

    refuseReplay,
  };
}
