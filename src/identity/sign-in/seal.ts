import { createHmac, timingSafeEqual } from "node:crypto";
import type { Ids } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import { openSecret } from "../keys/open-secret.ts";

/** Values that go to a browser and come back unchanged; whoever has them can read them. */
export interface Seal {
  close(value: object): string;
  /** Undefined for a text that was not sealed here. */
  open(text: string): unknown;
}

const SEALED = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

/** Seals of before a start are good after it. */
export async function openSeal(directory: Directory, ids: Ids): Promise<Seal> {
  const key = await openSecret(directory, ids, "interaction-key");
  const markOf = (payload: string): Buffer => createHmac("sha256", key).update(payload).digest();
  return {
    close(value) {
      const payload = Buffer.from(JSON.stringify(value), "utf8").toString("base64url");
      return `${payload}.${markOf(payload).toString("base64url")}`;
    },
    open(text) {
      const [, payload, mark] = SEALED.exec(text) ?? [];
      if (payload === undefined || mark === undefined) return undefined;
      if (!timingSafeEqual(Buffer.from(mark, "base64url"), markOf(payload))) return undefined;
      return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    },
  };
}
