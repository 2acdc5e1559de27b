import type { Permission } from "../../identity/index.ts";
import type { BodyReader } from "./reader.ts";

/** Source: Microsoft Graph v1.0, appRole. */
export function readAppRole(reader: BodyReader): Permission {
  const types = reader.texts("allowedMemberTypes") ?? [];
  const memberTypes = types.filter((type) => type === "User" || type === "Application");
  if (memberTypes.length === 0 || memberTypes.length !== new Set(types).size) {
    throw reader.invalid("allowedMemberTypes");
  }
  const displayName = reader.text("displayName") ?? "";
  const role = {
    ...readCommon(reader),
    displayName,
    description: reader.text("description") ?? displayName,
    memberTypes,
  };
  reader.take("origin");
  reader.requireEnd();
  return role;
}

/** Source: Microsoft Graph v1.0, permissionScope. */
export function readPermissionScope(reader: BodyReader): Permission {
  const type = reader.text("type") ?? "User";
  if (type !== "User" && type !== "Admin") throw reader.invalid("type");
  const userConsentDisplayName = reader.text("userConsentDisplayName");
  const userConsentDescription = reader.text("userConsentDescription");
  const description = reader.text("adminConsentDescription");
  const scope = {
    ...readCommon(reader),
    displayName: reader.text("adminConsentDisplayName") ?? "",
    isAdminOnly: type === "Admin",
    ...(description !== undefined && { description }),
    ...(userConsentDisplayName !== undefined && { userConsentDisplayName }),
    ...(userConsentDescription !== undefined && { userConsentDescription }),
  };
  reader.take("origin");
  reader.take("lang");
  reader.requireEnd();
  return scope;
}

function readCommon(reader: BodyReader): Pick<Permission, "id" | "value" | "isEnabled"> & {
  readonly isEnabled: boolean;
} {
  const id = reader.text("id");
  const value = reader.text("value");
  if (id === undefined) throw reader.invalid("id");
  if (value === undefined) throw reader.invalid("value");
  return { id: id.toLowerCase(), value, isEnabled: reader.flag("isEnabled") ?? true };
}
