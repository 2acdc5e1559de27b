import type { FastifyRequest } from "fastify";
import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import { InvalidInput, type Refusal } from "../../http/index.ts";
import type { LearnSubject, SignInEvents, SignInSubject } from "../sign-in-events.ts";
import { correlationIdOf } from "./correlation.ts";
import type { LoginFailure } from "./failures/row.ts";
import { wordsFor } from "./wordings.ts";

export interface SignInAttemptDependencies {
  readonly events: SignInEvents;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** An attempt to sign in that a request makes; it is recorded once, when one of its ends is told. */
export interface SignInAttempt {
  /** Adds what was found out; later findings overwrite earlier ones. */
  readonly learn: LearnSubject;
  succeed(): void;
  /** By what was thrown; an interruption when the user only has something to do first. */
  fail(error: unknown): void;
}

/** OAuth errors after which the same attempt can go on. Source: OpenID Connect Core 3.1.2.6. */
const INTERRUPTIONS: ReadonlySet<string> = new Set([
  "interaction_required",
  "login_required",
  "account_selection_required",
  "consent_required",
]);

/**
 * OAuth errors by which a device is told to wait. They are no attempts: nobody signed in yet, and a
 * device asks every few seconds. Assumed: the service does not log them either.
 */
const WAITS: ReadonlySet<string> = new Set(["authorization_pending", "slow_down"]);

export function beginSignIn(
  request: FastifyRequest,
  flow: string,
  { events, clock, ids }: SignInAttemptDependencies,
): SignInAttempt {
  let subject: SignInSubject = {};
  let isTold = false;
  const tell = (result: "success" | "failure" | "interrupted", errorNumber: number): void => {
    if (isTold) return;
    isTold = true;
    const agent = request.headers["user-agent"] ?? "";
    events.record({
      ...subject,
      time: clock.now(),
      flow,
      ipAddress: request.ip ?? "",
      userAgent: agent.slice(0, limits.identity.userAgentCharactersMax),
      result,
      errorNumber,
      correlationId: correlationIdOf(request, ids),
      requestId: request.id,
    });
  };
  return {
    learn: (found) => {
      subject = { ...subject, ...found };
    },
    succeed: () => tell("success", 0),
    fail: (error) => {
      const words = wordsFor(refusalOf(error), request);
      if (WAITS.has(words.error)) return;
      tell(isInterruption(words) ? "interrupted" : "failure", words.number);
    },
  };
}

/** Does what a request asks for, and records how that ended. */
export async function recordSignIn<Answer>(
  request: FastifyRequest,
  flow: string,
  deps: SignInAttemptDependencies,
  work: (learn: LearnSubject) => Promise<Answer>,
): Promise<Answer> {
  const attempt = beginSignIn(request, flow, deps);
  try {
    const answer = await work(attempt.learn);
    attempt.succeed();
    return answer;
  } catch (error) {
    attempt.fail(error);
    throw error;
  }
}

function isInterruption({ error, suberror }: LoginFailure): boolean {
  return INTERRUPTIONS.has(error) || (suberror !== undefined && INTERRUPTIONS.has(suberror));
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Failure) return { kind: "failure", failure: error };
  if (error instanceof InvalidInput) {
    return { kind: "invalid-input", reason: error.reason, message: error.message };
  }
  return { kind: "defect" };
}
