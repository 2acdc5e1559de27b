import { timingSafeEqual } from "node:crypto";
import type { Ids } from "../base/index.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
const ALPHANUMERICS = 62;
const HINT_CHARACTERS = 3;
const MARK = "8Q~";
const TAIL_CHARACTERS = 34;

/**
 * A fresh client secret of 40 characters: three, the mark `8Q~`, thirty-four.
 *
 * Source: the form that secret scanners know Entra's secrets by. The first three characters are
 * letters or digits, so that a secret is never taken for an option on a command line.
 */
export function makeClientSecret(ids: Ids): string {
  return `${draw(ids, HINT_CHARACTERS, ALPHANUMERICS)}${MARK}${draw(ids, TAIL_CHARACTERS, ALPHABET.length)}`;
}

/** What may be shown later to tell secrets apart. */
export function hintOf(secretText: string): string {
  return secretText.slice(0, HINT_CHARACTERS);
}

/** Compares two hashes of equal length in constant time. */
export function hashesEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `count` characters, each of the first `choices` of the alphabet equally likely. */
function draw(ids: Ids, count: number, choices: number): string {
  const fairBelow = 256 - (256 % choices);
  let text = "";
  while (text.length < count) {
    for (const byte of ids.bytes(count)) {
      if (byte < fairBelow && text.length < count) text += ALPHABET.charAt(byte % choices);
    }
  }
  return text;
}
