import { Failure } from "../../base/index.ts";

/** A JSON object of a request. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Source: WorkspaceSkuNameEnum and CapacityReservationLevel, OpenAPI 2023-09-01 and 2022-10-01. */
const SKUS = [
  "Free",
  "Standard",
  "Premium",
  "PerNode",
  "PerGB2018",
  "Standalone",
  "CapacityReservation",
  "LACluster",
];
const CAPACITY_LEVELS = [100, 200, 300, 400, 500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000];

/** Source: learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure; Free keeps seven days. */
const RETENTION_DAYS = { least: 30, most: 730, default: 30, free: 7 };

/** Smallest daily cap in GB. Source: learn.microsoft.com/azure/azure-monitor/logs/daily-cap. */
const DAILY_QUOTA_GB_LEAST = 0.023;

/** Names that a body may hold. What only the service sets is taken and passed over, as ARM does. */
const NAMES = {
  body: ["location", "tags", "properties"],
  bodyReadOnly: ["id", "name", "type", "etag", "eTag", "systemData"],
  properties: [
    "sku",
    "retentionInDays",
    "workspaceCapping",
    "publicNetworkAccessForIngestion",
    "publicNetworkAccessForQuery",
    "features",
    "forceCmkForQuery",
  ],
  propertiesReadOnly: [
    "provisioningState",
    "customerId",
    "createdDate",
    "modifiedDate",
    "privateLinkScopedResources",
  ],
  sku: ["name", "capacityReservationLevel"],
  skuReadOnly: ["lastSkuUpdate"],
  capping: ["dailyQuotaGb"],
  cappingReadOnly: ["quotaNextResetTime", "dataIngestionStatus"],
  features: ["enableLogAccessUsingOnlyResourcePermissions", "disableLocalAuth"],
  featuresReadOnly: ["unifiedSentinelBillingOnly", "legacy", "searchVersion"],
} as const;

/** Features of the vendor that would have to change what is kept or who may read it. */
const SWITCHES_OFF = ["enableDataExport", "immediatePurgeDataOn30Days", "clusterResourceId"];

/** Checks the top level of a workspace's PUT body. */
export function readWorkspaceBody(body: unknown): {
  location: string;
  tags: Readonly<Record<string, string>>;
  properties: JsonObject;
  identity: unknown;
} {
  const whole = readObject(body, "body", NAMES.body, [...NAMES.bodyReadOnly, "identity"]);
  const identity = whole["identity"] as { type?: unknown } | null | undefined;
  const kinds = ["None", "SystemAssigned", "UserAssigned"];
  if (identity && !kinds.some((kind) => isText(identity.type, kind))) {
    throw invalid("identity.type", `one of ${kinds.join(", ")}`);
  }
  const location = whole["location"];
  if (typeof location !== "string" || location.trim() === "") {
    throw refusal("LocationRequired", "The location property is required for this definition.");
  }
  return {
    location,
    tags: readTags(whole["tags"]),
    properties: readProperties(whole["properties"] ?? {}),
    identity,
  };
}

/** The workspace's `properties` as they are kept; what a body leaves out has the vendor's default. */
function readProperties(value: unknown): JsonObject {
  const given = readObject(value, "properties", NAMES.properties, [
    ...NAMES.propertiesReadOnly,
    "defaultDataCollectionRuleResourceId",
  ]);
  if (given["defaultDataCollectionRuleResourceId"]) {
    throw notSupported("properties.defaultDataCollectionRuleResourceId");
  }
  if (readBoolean(given["forceCmkForQuery"], "properties.forceCmkForQuery", false)) {
    throw notSupported("properties.forceCmkForQuery");
  }
  const sku = readSku(given["sku"] ?? {});
  return {
    sku,
    retentionInDays: readRetention(given["retentionInDays"], sku["name"] === "Free"),
    features: readFeatures(given["features"] ?? {}),
    workspaceCapping: readCapping(given["workspaceCapping"] ?? {}),
    publicNetworkAccessForIngestion: readAccess(given, "publicNetworkAccessForIngestion"),
    publicNetworkAccessForQuery: readAccess(given, "publicNetworkAccessForQuery"),
  };
}

function readSku(value: unknown): JsonObject {
  const given = readObject(value, "properties.sku", NAMES.sku, NAMES.skuReadOnly);
  const asked = given["name"] ?? "PerGB2018";
  const name = SKUS.find((sku) => isText(asked, sku));
  if (name === undefined) throw invalid("properties.sku.name", `one of ${SKUS.join(", ")}`);
  const level = given["capacityReservationLevel"] ?? undefined;
  if (name !== "CapacityReservation") {
    if (level !== undefined) {
      throw invalid("properties.sku.capacityReservationLevel", "left out for this sku");
    }
    return { name };
  }
  if (!CAPACITY_LEVELS.includes(level as number)) {
    const levels = CAPACITY_LEVELS.join(", ");
    throw invalid("properties.sku.capacityReservationLevel", `one of ${levels}`);
  }
  return { name, capacityReservationLevel: level };
}

function readRetention(value: unknown, isFree: boolean): number {
  if (isFree) {
    if ((value ?? RETENTION_DAYS.free) === RETENTION_DAYS.free) return RETENTION_DAYS.free;
    throw invalid("properties.retentionInDays", `${RETENTION_DAYS.free} for the sku Free`);
  }
  const days = value ?? RETENTION_DAYS.default;
  const { least, most } = RETENTION_DAYS;
  if (typeof days !== "number" || !Number.isInteger(days) || days < least || days > most) {
    throw invalid("properties.retentionInDays", `a whole number from ${least} to ${most}`);
  }
  return days;
}

/** The cap is kept and shown; it has no effect yet. */
function readCapping(value: unknown): JsonObject {
  const path = "properties.workspaceCapping";
  const given = readObject(value, path, NAMES.capping, NAMES.cappingReadOnly);
  const quota = given["dailyQuotaGb"] ?? -1;
  if (typeof quota !== "number" || (quota !== -1 && quota < DAILY_QUOTA_GB_LEAST)) {
    throw invalid(`${path}.dailyQuotaGb`, `-1 or at least ${DAILY_QUOTA_GB_LEAST}`);
  }
  return { dailyQuotaGb: quota, dataIngestionStatus: "RespectQuota" };
}

function readFeatures(value: unknown): JsonObject {
  const path = "properties.features";
  const given = readObject(value, path, NAMES.features, [
    ...NAMES.featuresReadOnly,
    ...SWITCHES_OFF,
  ]);
  for (const name of SWITCHES_OFF) if (given[name]) throw notSupported(`${path}.${name}`);
  const flag = (name: string, otherwise: boolean): boolean =>
    readBoolean(given[name], `${path}.${name}`, otherwise);
  return {
    enableLogAccessUsingOnlyResourcePermissions: flag(
      "enableLogAccessUsingOnlyResourcePermissions",
      true,
    ),
    disableLocalAuth: flag("disableLocalAuth", false),
  };
}

function readAccess(given: JsonObject, name: string): string {
  const value = given[name] ?? "Enabled";
  const known = ["Enabled", "Disabled"].find((option) => isText(value, option));
  if (known === undefined) throw invalid(`properties.${name}`, "Enabled or Disabled");
  return known;
}

/** Whether a value is this text, in any case; a list or object that prints as it is not. */
function isText(value: unknown, text: string): boolean {
  return typeof value === "string" && value.toLowerCase() === text.toLowerCase();
}

function readTags(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  const isTags =
    typeof value === "object" &&
    !Array.isArray(value) &&
    Object.values(value).every((tag) => typeof tag === "string");
  if (!isTags) throw invalid("tags", "an object of strings");
  return value as Record<string, string>;
}

function readBoolean(value: unknown, path: string, otherwise: boolean): boolean {
  const flag = value ?? otherwise;
  if (typeof flag !== "boolean") throw invalid(path, "true or false");
  return flag;
}

function readObject(
  value: unknown,
  path: string,
  names: readonly string[],
  passedOver: readonly string[],
): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(path, "an object");
  }
  for (const name of Object.keys(value)) {
    if (!names.includes(name) && !passedOver.includes(name)) {
      throw refusal("InvalidParameter", `'${name}' in ${path} is not a property of a workspace.`);
    }
  }
  return value as JsonObject;
}

function notSupported(property: string): Failure {
  return refusal("NotSupported", `Lazurite does not support the property '${property}'.`);
}

function invalid(property: string, expected: string): Failure {
  return refusal("InvalidParameter", `The property '${property}' must be ${expected}.`);
}

function refusal(code: string, reason: string): Failure {
  return new Failure("arm/invalid-resource", reason, { facts: { code, reason } });
}
