import type { FailureRow } from "./failure-row.ts";

/** Refusals of the identity room that calls of this surface meet. */
export type IdentityFailureCode = never;

export const identityFailures: Readonly<Record<IdentityFailureCode, FailureRow>> = {};
