import { type Clock, type Ids, limits } from "../../base/index.ts";
import type {
  BrowserSessionRow,
  Directory,
  SessionAccountRow,
  UserRow,
} from "../../storage/index.ts";
import { hashOf } from "../token-hash.ts";

/** Somebody who signed in with a browser. */
export interface BrowserAccount {
  /** Names the sign-in to applications, in the claim of that name. */
  readonly sid: string;
  readonly user: UserRow;
  readonly amr: readonly string[];
  /** Milliseconds since 1970. */
  readonly authenticatedAt: number;
  /** False once the password changed or the user was disabled: the password is needed again. */
  readonly isSignedIn: boolean;
}

/** A browser, and who signed in with it, the latest first. */
export interface BrowserSession {
  readonly id: string;
  readonly accounts: readonly BrowserAccount[];
}

/** What a sign-in with a browser brings. */
export interface BrowserSignIn {
  /** What the browser proves itself by from now on. */
  readonly cookie: string;
  readonly session: BrowserSession;
  readonly account: BrowserAccount;
}

/** Who signed in with which browser: 256 random bits in a cookie, of which the SHA-256 is kept. */
export interface BrowserSessions {
  /** Undefined for a cookie that is not or no longer good. */
  open(cookie: string | undefined): Promise<BrowserSession | undefined>;
  /** Every sign-in changes the cookie, so that one that was planted or seen before is worth nothing. */
  signIn(
    session: BrowserSession | undefined,
    user: UserRow,
    amr: readonly string[],
  ): Promise<BrowserSignIn>;
  /** Notes that an application got an answer for an account, to be told when it signs out. */
  noteClient(account: BrowserAccount, clientId: string): Promise<void>;
  /**
   * Signs accounts out; the session ends with its last one. Answers the application ids that have to
   * be told, each with the `sid` that it knows.
   */
  signOut(
    session: BrowserSession,
    accounts: readonly BrowserAccount[],
  ): Promise<readonly NotedClient[]>;
}

export interface NotedClient {
  readonly sid: string;
  readonly clientId: string;
  readonly tenantId: string;
}

const BYTES = 32;
const COOKIE = /^[A-Za-z0-9_-]{43}$/;

export function browserSessions(deps: {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
}): BrowserSessions {
  const { directory, clock, ids } = deps;
  return {
    async open(cookie) {
      if (cookie === undefined || !COOKIE.test(cookie)) return undefined;
      const row = await directory.read.browserSessions.find(hashOf(cookie));
      if (row === undefined || isOver(row, clock.now())) return undefined;
      await noteSeen(row, directory, clock.now());
      return await load(row.id, directory);
    },

    async signIn(session, user, amr) {
      const cookie = Buffer.from(ids.bytes(BYTES)).toString("base64url");
      const id = session?.id ?? ids.guid();
      const now = clock.now();
      const dropped = (session?.accounts ?? [])
        .filter((account) => account.user.objectId !== user.objectId)
        .slice(limits.identity.accountsPerBrowserMax - 1);
      await directory.writeSignIn(async ({ browserSessions: sessions }) => {
        await sessions.prune(now - IDLE_MS, now - LIFETIME_MS);
        const change = { sha256: hashOf(cookie), lastSeenAt: now };
        if (session === undefined) await sessions.insert({ id, ...change, createdAt: now });
        else await sessions.update(id, change);
        for (const { sid } of dropped) await sessions.removeAccount(sid);
        await sessions.pruneAccounts(user.objectId, limits.identity.browsersPerUserMax - 1);
        await sessions.putAccount({
          sid: ids.guid(),
          sessionId: id,
          tenantId: user.tenantId,
          userId: user.objectId,
          securityStamp: user.securityStamp,
          amr,
          authenticatedAt: now,
        });
      });
      const after = await load(id, directory);
      const account = after.accounts.find((one) => one.user.objectId === user.objectId);
      if (account === undefined) throw new Error("a session lost who just signed in");
      return { cookie, session: after, account };
    },

    async noteClient({ sid }, clientId) {
      const noted = await listClients(sid, directory);
      if (noted.includes(clientId) || noted.length >= limits.identity.clientsPerAccountMax) return;
      await directory.writeSignIn((stores) => stores.browserSessions.noteClient(sid, clientId));
    },

    async signOut(session, accounts) {
      const clients: NotedClient[] = [];
      for (const { sid, user } of accounts) {
        for (const clientId of await listClients(sid, directory)) {
          clients.push({ sid, clientId, tenantId: user.tenantId });
        }
      }
      const left = session.accounts.filter(({ sid }) => !accounts.some((one) => one.sid === sid));
      await directory.writeSignIn(async ({ browserSessions: sessions }) => {
        for (const { sid } of accounts) await sessions.removeAccount(sid);
        if (left.length === 0) await sessions.remove(session.id);
      });
      return clients;
    },
  };
}

const IDLE_MS = limits.identity.browserSessionIdleSeconds * 1_000;
const LIFETIME_MS = limits.identity.browserSessionLifetimeSeconds * 1_000;

/** How late a session may be known to be in use: a write for each request would cost too much. */
const SEEN_STEP_MS = 300_000;

function isOver({ createdAt, lastSeenAt }: BrowserSessionRow, now: number): boolean {
  return now >= createdAt + LIFETIME_MS || now >= lastSeenAt + IDLE_MS;
}

async function noteSeen(row: BrowserSessionRow, directory: Directory, now: number): Promise<void> {
  if (now < row.lastSeenAt + SEEN_STEP_MS) return;
  await directory.writeSignIn((stores) =>
    stores.browserSessions.update(row.id, { lastSeenAt: now }),
  );
}

async function load(id: string, directory: Directory): Promise<BrowserSession> {
  const accounts: BrowserAccount[] = [];
  for (const row of await directory.read.browserSessions.listAccounts(id)) {
    const user = await directory.read.users.find(row.tenantId, row.userId);
    if (user !== undefined) accounts.push(toAccount(row, user));
  }
  return { id, accounts };
}

function toAccount(row: SessionAccountRow, user: UserRow): BrowserAccount {
  const { sid, amr, authenticatedAt } = row;
  const isSignedIn = user.isEnabled && user.securityStamp === row.securityStamp;
  return { sid, user, amr, authenticatedAt, isSignedIn };
}

const listClients = (sid: string, { read }: Directory): Promise<readonly string[]> =>
  read.browserSessions.listClients(sid, limits.identity.clientsPerAccountMax);
