import { hash } from "node:crypto";

/**
 * What is kept of a secret that was drawn at random, such as a token, a code or a cookie: SHA-256
 * in hexadecimal, enough for a text that no dictionary holds.
 */
export function hashOf(text: string): string {
  return hash("sha256", text, "hex");
}
