import { expect, test } from "vitest";
import { type Ids, systemIds } from "../base/index.ts";
import { hintOf, makeClientSecret } from "./client-secret.ts";
import { hashOf } from "./token-hash.ts";

test("a fresh secret has forty characters in the form that secret scanners know", () => {
  for (let round = 0; round < 200; round += 1) {
    expect(makeClientSecret(systemIds)).toMatch(/^[A-Za-z0-9]{3}8Q~[A-Za-z0-9_.~-]{34}$/);
  }
});

test("bytes that would favour some characters are thrown away", () => {
  const given = [255, 254, 253, 252, 251, 250, 249, 248, 0];
  let at = 0;
  const next = (): number => given[at++ % given.length] ?? 0;
  const ids: Ids = { guid: () => "", bytes: (count) => Uint8Array.from({ length: count }, next) };
  // 248 and above are unfair for 62 choices, 198 and above for 66: only the zeros count.
  expect(makeClientSecret(ids).replace("8Q~", "")).toMatch(/^A+$/);
});

test("the hint is the beginning of the secret, and the hash does not show it", () => {
  expect(hintOf("abc8Q~rest")).toBe("abc");
  expect(hashOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
