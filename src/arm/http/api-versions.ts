/**
 * Versions of the subscription and tenant operations whose answers have the shape that is served.
 *
 * Source: the versions that the public client libraries carry. Seen: az 2.45 asks 2019-11-01, az 2.91
 * and the JS libraries 2022-12-01.
 */
export const subscriptionVersions: readonly string[] = [
  "2022-12-01",
  "2021-01-01",
  "2020-01-01",
  "2019-11-01",
  "2019-06-01",
  "2018-06-01",
  "2016-06-01",
];

/**
 * Versions of groups, generic resources and providers, likewise.
 *
 * Seen: az 2.45 asks 2021-04-01, az 2.91 2024-11-01, the JS libraries 2025-04-01.
 */
export const resourceVersions: readonly string[] = [
  "2025-04-01",
  "2025-03-01",
  "2024-11-01",
  "2024-07-01",
  "2024-03-01",
  "2023-07-01",
  "2022-12-01",
  "2022-09-01",
  "2021-04-01",
  "2021-01-01",
  "2020-10-01",
  "2020-06-01",
  "2019-10-01",
  "2019-08-01",
  "2019-07-01",
  "2019-05-10",
  "2019-05-01",
  "2018-05-01",
];

/**
 * Versions of Microsoft.Authorization, likewise.
 *
 * Seen: az 2.45 asks 2018-01-01-preview and 2020-04-01-preview, the JS libraries 2022-04-01.
 */
export const authorizationVersions: readonly string[] = [
  "2022-05-01-preview",
  "2022-04-01",
  "2020-10-01-preview",
  "2020-08-01-preview",
  "2020-04-01-preview",
  "2018-09-01-preview",
  "2018-01-01-preview",
  "2015-07-01",
];

/** Versions of locks. Seen: az 2.91 asks 2016-09-01, the JS library 2020-05-01. */
export const lockVersions: readonly string[] = ["2020-05-01", "2017-04-01", "2016-09-01"];

/**
 * Versions of deny assignments, likewise. Seen: az 2.91 asks 2024-07-01-preview.
 */
export const denyAssignmentVersions: readonly string[] = [
  "2024-07-01-preview",
  ...authorizationVersions,
];

/** Versions of the cloud's own description; each answers in a form of its own. */
export const metadataVersions: readonly string[] = ["2022-09-01", "2019-05-01", "2015-01-01"];
