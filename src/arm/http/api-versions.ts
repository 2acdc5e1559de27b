/** Versions that clients ask of the subscription and tenant operations (seen: az, JS SDKs). */
export const subscriptionVersions: readonly string[] = ["2022-12-01", "2019-11-01"];

/** Versions that clients ask of groups, generic resources and providers (seen: az, JS SDKs). */
export const resourceVersions: readonly string[] = [
  "2025-04-01",
  "2024-07-01",
  "2022-12-01",
  "2022-09-01",
  "2021-04-01",
];

/** Versions that clients ask of Microsoft.Authorization (seen: az, JS SDKs). */
export const authorizationVersions: readonly string[] = [
  "2022-05-01-preview",
  "2022-04-01",
  "2020-04-01-preview",
  "2018-01-01-preview",
];

/** Versions of the cloud's own description; the older answers an object, the newer an array. */
export const metadataVersions: readonly string[] = ["2019-05-01", "2015-01-01"];
