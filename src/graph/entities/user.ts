import type { UserObject } from "../../identity/index.ts";
import { supports } from "../odata/supports.ts";
import { defineEntity, type Entity, moment, unset } from "./entity.ts";
import { displayNameProperty, idProperty } from "./shared-properties.ts";

/** Source: Microsoft Graph v1.0, user; the default properties are those of its documentation. */
export const userEntity: Entity<UserObject, "users"> = defineEntity({
  type: "user",
  set: "users",
  kind: "users",
  properties: [
    { name: "businessPhones", isDefault: true },
    displayNameProperty("plain"),
    { name: "givenName", isDefault: true },
    { name: "jobTitle", isDefault: true },
    {
      name: "mail",
      isDefault: true,
      column: "mail",
      filter: supports.address,
      isSearchable: true,
    },
    ...unset<"id">("mobilePhone officeLocation preferredLanguage", true),
    { name: "surname", isDefault: true },
    {
      name: "userPrincipalName",
      isDefault: true,
      column: "userPrincipalName",
      filter: supports.address,
      order: "plain",
      isSearchable: true,
    },
    idProperty,
    { name: "accountEnabled", isDefault: false, column: "accountEnabled", filter: supports.flag },
    {
      name: "createdDateTime",
      isDefault: false,
      column: "createdDateTime",
      filter: supports.moment,
      order: "advanced",
    },
    ...["deletedDateTime", "mailNickname", "userType", "identities"].map((name) => ({
      name,
      isDefault: false,
    })),
    ...["otherMails", "proxyAddresses", "assignedLicenses", "imAddresses"].map((name) => ({
      name,
      isDefault: false,
    })),
    ...unset<"id">(
      "ageGroup city companyName country department employeeId employeeType faxNumber " +
        "onPremisesImmutableId onPremisesSyncEnabled postalCode state " +
        "streetAddress usageLocation creationType externalUserState passwordPolicies",
      false,
    ),
  ],
  objects: (identity) => identity.objects.users,
  render: (user) => ({
    id: user.objectId,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    givenName: user.givenName,
    surname: user.familyName,
    mail: user.mail,
    mailNickname: user.userPrincipalName.slice(0, user.userPrincipalName.lastIndexOf("@")),
    accountEnabled: user.isEnabled,
    createdDateTime: moment(user.createdAt),
    userType: "Member",
    businessPhones: [],
    otherMails: [],
    proxyAddresses: [],
    assignedLicenses: [],
    imAddresses: [],
    identities: [
      {
        signInType: "userPrincipalName",
        issuer: user.userPrincipalName.slice(user.userPrincipalName.lastIndexOf("@") + 1),
        issuerAssignedId: user.userPrincipalName,
      },
    ],
  }),
});
