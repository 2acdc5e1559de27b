import { userEntity } from "../entities/user.ts";
import { type BodyReader, readBody } from "./reader.ts";

/** What a body says of a user; names that are null are to be forgotten. */
export interface UserBody {
  readonly userPrincipalName: string | undefined;
  readonly mailNickname: string | undefined;
  readonly password: string | undefined;
  readonly isEnabled: boolean | undefined;
  readonly names: {
    readonly displayName?: string;
    readonly givenName?: string | null;
    readonly familyName?: string | null;
    readonly mail?: string | null;
  };
}

/**
 * Reads what a body says of a user, who is `current` where there is one.
 *
 * Source: Microsoft Graph v1.0, user. Assumed: a password profile that does not say whether the
 * password is to be changed at the next sign-in does not ask for it.
 *
 * @throws {Failure} `graph/body-invalid`, `graph/property-unknown`, `graph/property-unsupported`.
 */
export function readUserBody(
  body: Buffer,
  current: Readonly<Record<string, unknown>> = {},
): UserBody {
  const reader = readBody(body, "user");
  const displayName = reader.requiredText("displayName");
  const profile = reader.object("passwordProfile", true);
  const password = profile?.requiredText("password");
  // Nothing here makes a user change a password yet, so a body that asks for it is refused.
  profile?.requireUnset("forceChangePasswordNextSignIn", "forceChangePasswordNextSignInWithMfa");
  profile?.requireEnd();
  const read: UserBody = {
    userPrincipalName: reader.requiredText("userPrincipalName"),
    mailNickname: reader.requiredText("mailNickname"),
    password,
    isEnabled: readEnabled(reader),
    names: {
      ...(displayName !== undefined && { displayName }),
      ...nullable(reader, "givenName", "givenName"),
      ...nullable(reader, "surname", "familyName"),
      ...nullable(reader, "mail", "mail"),
    },
  };
  const others = [...userEntity.properties.values()].map(({ name }) => name);
  reader.requireUnchanged(current, ...others);
  reader.requireEnd();
  return read;
}

function readEnabled(reader: BodyReader): boolean | undefined {
  const isThere = reader.has("accountEnabled");
  const isEnabled = reader.flag("accountEnabled");
  if (isThere && isEnabled === undefined) throw reader.invalid("accountEnabled");
  return isEnabled;
}

function nullable(
  reader: BodyReader,
  name: string,
  property: "givenName" | "familyName" | "mail",
): Readonly<Record<string, string | null>> {
  return reader.has(name) ? { [property]: reader.text(name) ?? null } : {};
}
