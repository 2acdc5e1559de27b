const GENERAL: readonly string[] = [
  "Go back to the application and sign in again.",
  "If it happens again, give the trace id below to whoever looks after the application.",
];

/** What to do about an AADSTS number. */
export const adviceFor = (_number: number): readonly string[] => GENERAL;
