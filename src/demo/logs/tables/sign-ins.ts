import { contoso } from "../../contoso.ts";
import type { DemoRandom } from "../demo-random.ts";
import { constantsOf, type DemoRow, type DemoTable, type DemoValue, ticks } from "../demo-table.ts";
import { busyness, isCertain, MINUTE_MS } from "../rhythm.ts";
import {
  type DemoPlace,
  resources,
  servicePrincipals,
  signInApps,
  strangePlace,
  users,
} from "../scene.ts";

interface Outcome {
  /** The code that Entra puts into ResultType; 0 is success. */
  readonly code: string;
  readonly reason: string;
}

const SUCCESS: Outcome = { code: "0", reason: "" };
const failures: readonly [Outcome, ...Outcome[]] = [
  { code: "50126", reason: "Invalid username or password." },
  { code: "50074", reason: "Strong authentication is required." },
  { code: "53003", reason: "Blocked by Conditional Access." },
  { code: "50053", reason: "The account is locked." },
];

const locationOf = (place: DemoPlace): string =>
  JSON.stringify({
    city: place.city,
    state: place.state,
    countryOrRegion: place.country,
    geoCoordinates: { latitude: place.latitude, longitude: place.longitude },
  });

const constants = (table: string, category: string): Readonly<Record<string, DemoValue>> =>
  constantsOf(table, {
    AADTenantId: contoso.tenantId,
    Category: category,
    OperationName: "Sign-in activity",
    OperationVersion: "1.0",
    SourceSystem: "Azure AD",
    Level: "4",
  });

const devices = [
  { operatingSystem: "Windows 11", browser: "Edge 142.0.0", isCompliant: true, isManaged: true },
  { operatingSystem: "MacOs", browser: "Safari 19.1", isCompliant: true, isManaged: true },
  { operatingSystem: "Ios 19", browser: "Mobile Safari", isCompliant: false, isManaged: false },
].map((device) => JSON.stringify({ deviceId: "", ...device }));

export const signinLogs: DemoTable = {
  name: "SigninLogs",
  constants: {
    ...constants("SigninLogs", "SignInLogs"),
    AuthenticationProtocol: "none",
    CrossTenantAccessType: "none",
    HomeTenantId: contoso.tenantId,
    IsInteractive: true,
    ResourceDisplayName: "Windows Azure Service Management API",
    ResourceIdentity: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    ResourceTenantId: contoso.tenantId,
    ResourceId: resources.tenant,
    TokenIssuerType: "AzureAD",
    UserType: "Member",
    RiskState: "none",
    RiskEventTypes_V2: "[]",
  },
  columns: [
    "Id",
    "CorrelationId",
    "CreatedDateTime",
    "UserDisplayName",
    "Identity",
    "UserPrincipalName",
    "AlternateSignInName",
    "UserId",
    "AppDisplayName",
    "AppId",
    "IPAddress",
    "Location",
    "LocationDetails",
    "DeviceDetail",
    "ClientAppUsed",
    "UserAgent",
    "ResultType",
    "ResultSignature",
    "ResultDescription",
    "Status",
    "ConditionalAccessStatus",
    "ConditionalAccessPolicies",
    "AuthenticationRequirement",
    "MfaDetail",
    "RiskLevelDuringSignIn",
    "RiskLevelAggregated",
    "IsRisky",
    "DurationMs",
  ],
  bucketMs: MINUTE_MS,
  rowsOf(start, random) {
    const rows: DemoRow[] = [];
    for (let left = random.count(busyness(start) * 0.2); left > 0; left -= 1) {
      rows.push(signIn(start, random, random.chance(0.07)));
    }
    if (isCertain("failed sign-in", start)) rows.push(signIn(start, random, true));
    return rows;
  },
};

function signIn(start: number, random: DemoRandom, isFailed: boolean): DemoRow {
  const user = random.pick(users);
  const outcome = isFailed ? random.pick(failures) : SUCCESS;
  const isStrange = isFailed && random.chance(0.5);
  const place = isStrange ? strangePlace : user.place;
  const app = random.weighted(signInApps);
  const isMfa = random.chance(0.6);
  const at = start + random.below(MINUTE_MS);
  return {
    at,
    values: [
      random.guid(),
      random.guid(),
      ticks(at),
      user.name,
      user.name,
      user.upn,
      user.upn,
      user.id,
      app.name,
      app.appId,
      place.address,
      place.country,
      locationOf(place),
      random.pick(devices),
      "Browser",
      "Mozilla/5.0 (compatible; Contoso demo)",
      outcome.code,
      outcome.code === "0" ? "SUCCESS" : "FAILURE",
      outcome.reason,
      JSON.stringify({
        errorCode: Number(outcome.code),
        failureReason: outcome.reason || "Other.",
      }),
      outcome.code === "53003" ? "failure" : isMfa ? "success" : "notApplied",
      isMfa ? '[{"displayName":"Require MFA for admins","result":"success"}]' : "[]",
      isMfa ? "multiFactorAuthentication" : "singleFactorAuthentication",
      isMfa ? '{"authMethod":"Mobile app notification"}' : "{}",
      isStrange ? "medium" : "none",
      isStrange ? "medium" : "none",
      isStrange,
      random.below(900),
    ],
  };
}

export const servicePrincipalSignIns: DemoTable = {
  name: "AADServicePrincipalSignInLogs",
  constants: {
    ...constants("AADServicePrincipalSignInLogs", "ServicePrincipalSignInLogs"),
    ClientCredentialType: "clientSecret",
    ConditionalAccessStatus: "notApplied",
    ResourceOwnerTenantId: contoso.tenantId,
  },
  columns: [
    "Id",
    "CorrelationId",
    "CreatedDateTime",
    "ServicePrincipalName",
    "ServicePrincipalId",
    "AppId",
    "Identity",
    "IPAddress",
    "Location",
    "LocationDetails",
    "ResourceDisplayName",
    "ResourceIdentity",
    "ResultType",
    "ResultSignature",
    "ResultDescription",
    "DurationMs",
  ],
  bucketMs: MINUTE_MS,
  rowsOf(start, random) {
    const rows: DemoRow[] = [];
    // Programs sign in at night as well.
    for (let left = random.count(0.04 + busyness(start) * 0.06); left > 0; left -= 1) {
      rows.push(servicePrincipalSignIn(start, random));
    }
    return rows;
  },
};

const targets = [
  { name: "Azure Resource Manager", id: "797f4846-ba00-4fd7-ba43-dac1f8f63013" },
  { name: "Log Analytics API", id: "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5" },
  { name: "Microsoft Graph", id: "00000003-0000-0000-c000-000000000000" },
] as const;

function servicePrincipalSignIn(start: number, random: DemoRandom): DemoRow {
  const principal = random.pick(servicePrincipals);
  const target = random.pick(targets);
  const isFailed = random.chance(0.05);
  const at = start + random.below(MINUTE_MS);
  return {
    at,
    values: [
      random.guid(),
      random.guid(),
      ticks(at),
      principal.name,
      principal.principalId,
      principal.appId,
      principal.name,
      principal.address,
      "NL",
      locationOf(users[0].place),
      target.name,
      target.id,
      isFailed ? "7000215" : "0",
      isFailed ? "FAILURE" : "SUCCESS",
      isFailed ? "Invalid client secret provided." : "",
      random.below(200),
    ],
  };
}
