import type { Ids } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";

const BYTES = 32;

/** A secret of this directory by its name; the first use makes it, later starts find it again. */
export async function openSecret(directory: Directory, ids: Ids, name: string): Promise<Buffer> {
  const kept = await directory.read.meta.get(name);
  if (kept !== undefined) return Buffer.from(kept, "base64url");
  const made = Buffer.from(ids.bytes(BYTES));
  await directory.write(({ meta }) => meta.set(name, made.toString("base64url")));
  return made;
}
