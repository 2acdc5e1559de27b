import type { GroupObject } from "../../identity/index.ts";
import { supports } from "../odata/supports.ts";
import { defineEntity, type Entity, moment, unset } from "./entity.ts";
import { displayNameProperty, idProperty } from "./shared-properties.ts";

const EMPTY_LISTS = [
  "creationOptions",
  "groupTypes",
  "proxyAddresses",
  "resourceBehaviorOptions",
  "resourceProvisioningOptions",
  "onPremisesProvisioningErrors",
  "serviceProvisioningErrors",
];

/** Source: Microsoft Graph v1.0, group. */
export const groupEntity: Entity<GroupObject, "groups"> = defineEntity({
  type: "group",
  set: "groups",
  kind: "groups",
  properties: [
    idProperty,
    ...unset<"id">("deletedDateTime classification", true),
    {
      name: "createdDateTime",
      isDefault: true,
      column: "createdDateTime",
      filter: supports.moment,
    },
    { name: "description", isDefault: true },
    displayNameProperty("plain"),
    ...unset<"id">("expirationDateTime isAssignableToRole mail", true),
    { name: "mailEnabled", isDefault: true, column: "mailEnabled", filter: supports.flag },
    { name: "mailNickname", isDefault: true, column: "mailNickname", filter: supports.name },
    {
      name: "groupTypes",
      isDefault: true,
      collection: "groupTypes",
      filter: supports.texts,
    },
    ...EMPTY_LISTS.filter((name) => name !== "groupTypes").map((name) => ({
      name,
      isDefault: true,
    })),
    ...unset<"id">(
      "membershipRule membershipRuleProcessingState onPremisesDomainName " +
        "onPremisesLastSyncDateTime onPremisesNetBiosName onPremisesSamAccountName " +
        "onPremisesSecurityIdentifier onPremisesSyncEnabled preferredDataLocation " +
        "preferredLanguage renewedDateTime theme uniqueName visibility",
      true,
    ),
    {
      name: "securityEnabled",
      isDefault: true,
      column: "securityEnabled",
      filter: supports.flag,
    },
  ],
  objects: (identity) => identity.objects.groups,
  render: (group) => ({
    id: group.objectId,
    createdDateTime: moment(group.createdAt),
    renewedDateTime: moment(group.createdAt),
    description: group.description,
    displayName: group.displayName,
    mailEnabled: false,
    mailNickname: group.mailNickname,
    securityEnabled: group.isSecurityEnabled,
    ...Object.fromEntries(EMPTY_LISTS.map((name) => [name, []])),
  }),
});
