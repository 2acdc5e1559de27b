import { type Clock, Failure, limits } from "../../base/index.ts";
import type { Directory, UserRow } from "../../storage/index.ts";
import type { LearnSubject, SignInSubject } from "../sign-in-events.ts";
import type { PasswordHasher } from "./password-hasher.ts";

/** Proves who signs in by name and password. */
export type PasswordCheck = (attempt: {
  readonly tenantId: string;
  readonly userName: string;
  readonly passwordText: string;
  /** Told who is meant, also when the password is wrong. */
  readonly learn?: LearnSubject;
}) => Promise<UserRow>;

/** Of a password that nobody knows: an unknown user takes the time of a known one. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$847X9+VaMHUx6I/LTWYiBA$DvngZtZq0UhOARsDGZ5KMVfLmItNh41c4NT26zzbmfI";

/**
 * Checks one password of a user after the other, so that guesses made at once count each.
 *
 * Ten wrong ones lock the user for a minute, each further one for twice as long as before, and while
 * the lock holds no password is looked at. Whether the user is disabled is told only to who knows
 * the password.
 *
 * @throws {Failure} `identity/user-not-found` (fact: `user`), `identity/user-locked`,
 * `identity/password-wrong`, `identity/user-disabled`, `identity/password-checks-waiting`.
 */
export function passwordCheck(deps: {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly passwords: PasswordHasher;
}): PasswordCheck {
  const { directory, clock, passwords } = deps;
  const turn = oneAtATime();
  return async ({ tenantId, userName, passwordText, learn }) => {
    const found =
      userName.length <= limits.identity.userNameCharactersMax
        ? await directory.read.users.findByName(tenantId, userName)
        : undefined;
    if (found === undefined) {
      await passwords.verify(NOBODYS_HASH, passwordText);
      throw new Failure("identity/user-not-found", "no such user", {
        facts: { user: userName, tenant: tenantId },
      });
    }
    learn?.(subjectOfUser(found));
    return await turn(found.objectId, async () => {
      const user = await directory.read.users.find(tenantId, found.objectId);
      if (user === undefined) throw new Error("a user vanished between two reads");
      const isLocked = user.lockedUntil !== undefined && clock.now() < user.lockedUntil;
      if (isLocked) throw new Failure("identity/user-locked", "too many wrong passwords");
      if (!(await passwords.verify(user.passwordHash, passwordText))) {
        await countWrong(directory, user, clock.now());
        throw new Failure("identity/password-wrong", "the password is not the user's");
      }
      if (user.failedAttempts > 0) {
        const change = { failedAttempts: 0, lockedUntil: undefined };
        await directory.writeSignIn(({ users }) => users.update(tenantId, user.objectId, change));
      }
      requireEnabled(user);
      return user;
    });
  };
}

/** A user as the record of an attempt names him. */
export function subjectOfUser({ objectId, userPrincipalName }: UserRow): SignInSubject {
  return { userObjectId: objectId, userName: userPrincipalName };
}

/** @throws {Failure} `identity/user-disabled`. */
export function requireEnabled(user: UserRow): void {
  if (!user.isEnabled) throw new Failure("identity/user-disabled", "the user is disabled");
}

async function countWrong(directory: Directory, user: UserRow, now: number): Promise<void> {
  const { wrongPasswordsMax, lockoutSecondsFirst, lockoutSecondsMax } = limits.identity;
  const failedAttempts = user.failedAttempts + 1;
  const beyond = failedAttempts - wrongPasswordsMax;
  const seconds = Math.min(lockoutSecondsFirst * 2 ** Math.min(beyond, 30), lockoutSecondsMax);
  const lockedUntil = beyond >= 0 ? now + seconds * 1_000 : undefined;
  await directory.writeSignIn(({ users }) =>
    users.update(user.tenantId, user.objectId, { failedAttempts, lockedUntil }),
  );
}

type Turn = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

/** Runs the work of one key in its order, that of different keys side by side. */
function oneAtATime(): Turn {
  const last = new Map<string, Promise<unknown>>();
  let waiting = 0;
  return async (key, work) => {
    if (waiting >= limits.identity.passwordChecksWaitingMax) {
      throw new Failure("identity/password-checks-waiting", "too many passwords wait");
    }
    waiting += 1;
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      waiting -= 1;
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
