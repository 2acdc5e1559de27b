import { Failure } from "../../base/index.ts";
import type { ArmAnswer, ArmCall } from "./call.ts";

/** A list in ARM's form, with the link to its next page if there is one. */
export function listAnswer(
  call: ArmCall,
  value: readonly unknown[],
  next?: string | undefined,
): ArmAnswer {
  if (next === undefined) return { status: 200, body: { value } };
  return { status: 200, body: { value, nextLink: nextLink(call, next) } };
}

/** Where the page before ended. @throws {Failure} `arm/invalid-skip-token`. */
export function readSkipToken(call: ArmCall): string | undefined {
  const token = call.query.get("$skiptoken");
  if (token === null) return undefined;
  const after = Buffer.from(token, "base64url").toString("utf8");
  if (token !== "" && Buffer.from(after, "utf8").toString("base64url") === token) return after;
  throw new Failure("arm/invalid-skip-token", "not one of our tokens");
}

function nextLink(call: ArmCall, next: string): string {
  const path = call.url.split("?", 1)[0] ?? "";
  const query = [...call.query]
    .filter(([name]) => name !== "$skiptoken")
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const token = Buffer.from(next, "utf8").toString("base64url");
  return `${call.origin}${path}?${[...query, `$skiptoken=${token}`].join("&")}`;
}
