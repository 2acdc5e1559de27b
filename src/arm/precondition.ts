import { Failure } from "../base/index.ts";

/** What a request says must hold of a resource before it is changed; etags without quotes, or `*`. */
export interface Precondition {
  readonly ifMatch?: readonly string[] | undefined;
  readonly ifNoneMatch?: readonly string[] | undefined;
}

/**
 * Lets a change pass whose condition holds of the resource's etag; no etag means no resource.
 *
 * Source: RFC 9110 sections 13.1.1 and 13.1.2.
 *
 * @throws {Failure} `arm/precondition-failed`.
 */
export function checkPrecondition(
  precondition: Precondition | undefined,
  etag: string | undefined,
  id: string,
): void {
  const names = (tags: readonly string[]): boolean =>
    etag !== undefined && (tags.includes("*") || tags.includes(etag));
  const { ifMatch, ifNoneMatch } = precondition ?? {};
  const holds =
    (ifMatch === undefined || names(ifMatch)) && (ifNoneMatch === undefined || !names(ifNoneMatch));
  if (holds) return;
  throw new Failure("arm/precondition-failed", "the condition does not hold", { facts: { id } });
}
