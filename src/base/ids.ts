import { randomBytes, randomUUID } from "node:crypto";

/** Where fresh identifiers and randomness come from. */
export interface Ids {
  /** A random GUID, lower case with hyphens. */
  guid(): string;
  /** Cryptographically strong random bytes. */
  bytes(count: number): Uint8Array;
}

/** Identifiers from the operating system's random source. */
export const systemIds: Ids = { guid: () => randomUUID(), bytes: (count) => randomBytes(count) };
