import type { BrowserAccount, BrowserSession } from "./browser-sessions.ts";

/** What a request demands of the account that it goes on with. */
export interface AccountDemand {
  /** The one tenant whose users will do; undefined where those of any will. */
  readonly tenantId: string | undefined;
  readonly mustPick: boolean;
  readonly mustProve: boolean;
  /** A user principal name. */
  readonly loginHint: string | undefined;
  /** Whether an account is the one that the request names by a token; undefined where it has none. */
  readonly isMeant?: ((account: BrowserAccount) => boolean) | undefined;
  /** The sign-in that is meant, as tokens name it. */
  readonly sid: string | undefined;
  /** Domain of user names. */
  readonly domainHint: string | undefined;
  /** How long ago the user may have proved himself. */
  readonly maxAgeSeconds: number | undefined;
}

/** How far the conversation with the browser has come. */
export interface ConversationState {
  /** Object id of the user who was picked or signed in. */
  readonly pickedUserId: string | undefined;
  /** Whether he proved himself in this conversation. */
  readonly hasProven: boolean;
}

/** What is due next. */
export type AccountChoice =
  | { readonly kind: "account"; readonly account: BrowserAccount }
  | { readonly kind: "pick"; readonly accounts: readonly BrowserAccount[] }
  | { readonly kind: "prove"; readonly userName: string };

/**
 * Which account a request goes on with, or what has to be asked: a hint or the only account decides
 * where the request does not want it picked; nobody proves himself twice within one conversation.
 */
export function chooseAccount(
  session: BrowserSession | undefined,
  demand: AccountDemand,
  state: ConversationState,
  now: number,
): AccountChoice {
  const accounts = (session?.accounts ?? []).filter(
    ({ user }) => demand.tenantId === undefined || user.tenantId === demand.tenantId,
  );
  const decided = decide(accounts, demand, state);
  if (decided !== undefined) {
    const isGood = decided.isSignedIn && isFresh(decided, demand, state, now);
    if (isGood) return { kind: "account", account: decided };
    return { kind: "prove", userName: decided.user.userPrincipalName };
  }
  const isNamed = demand.loginHint !== undefined && !demand.mustPick;
  if (isNamed || accounts.length === 0 || (demand.mustProve && !demand.mustPick)) {
    return { kind: "prove", userName: demand.loginHint ?? "" };
  }
  return { kind: "pick", accounts };
}

function decide(
  accounts: readonly BrowserAccount[],
  demand: AccountDemand,
  { pickedUserId }: ConversationState,
): BrowserAccount | undefined {
  if (pickedUserId !== undefined) {
    return accounts.find(({ user }) => user.objectId === pickedUserId);
  }
  const { isMeant, sid, loginHint, domainHint } = demand;
  if (demand.mustPick) return undefined;
  if (isMeant !== undefined) return accounts.find(isMeant);
  if (sid !== undefined) {
    const meant = accounts.find((account) => account.sid === sid);
    if (meant !== undefined) return meant;
  }
  if (loginHint !== undefined) {
    const hint = loginHint.toLowerCase();
    return accounts.find(({ user }) => user.userPrincipalName.toLowerCase() === hint);
  }
  if (demand.mustProve) return undefined;
  const likely = accounts.filter(
    ({ user, isSignedIn }) =>
      isSignedIn &&
      (domainHint === undefined ||
        user.userPrincipalName.toLowerCase().endsWith(`@${domainHint.toLowerCase()}`)),
  );
  return likely.length === 1 ? likely[0] : undefined;
}

function isFresh(
  { authenticatedAt }: BrowserAccount,
  { mustProve, maxAgeSeconds }: AccountDemand,
  { hasProven }: ConversationState,
  now: number,
): boolean {
  if (hasProven) return true;
  if (mustProve) return false;
  return maxAgeSeconds === undefined || now <= authenticatedAt + maxAgeSeconds * 1_000;
}
