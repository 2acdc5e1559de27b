import type { ResourceType } from "../resource-type.ts";
import { type KeptType, makeKeptType } from "./kept-type.ts";

const COMPUTE = [
  ...["2015-06-15", "2016-03-30", "2017-03-30", "2017-12-01", "2018-04-01", "2018-06-01"],
  ...["2018-10-01", "2019-03-01", "2019-07-01", "2019-12-01", "2020-06-01", "2020-12-01"],
  ...["2021-03-01", "2021-04-01", "2021-07-01", "2021-11-01", "2022-03-01", "2022-08-01"],
  ...["2022-11-01", "2023-03-01", "2023-07-01", "2023-09-01", "2024-03-01", "2024-07-01"],
  ...["2024-11-01", "2025-04-01", "2026-04-01"],
];
const DISKS = [
  ...["2017-03-30", "2018-04-01", "2018-06-01", "2018-09-30", "2019-03-01", "2019-07-01"],
  ...["2019-11-01", "2020-05-01", "2020-06-30", "2020-09-30", "2020-12-01", "2021-04-01"],
  ...["2021-08-01", "2021-12-01", "2022-03-02", "2022-07-02", "2023-01-02", "2023-04-02"],
  ...["2023-10-02", "2024-03-02", "2025-01-02"],
];
const STORAGE = [
  ...["2015-06-15", "2016-01-01", "2016-05-01", "2016-12-01", "2017-06-01", "2017-10-01"],
  ...["2018-02-01", "2018-07-01", "2018-11-01", "2019-04-01", "2019-06-01", "2021-01-01"],
  ...["2021-02-01", "2021-04-01", "2021-06-01", "2021-08-01", "2021-09-01", "2022-05-01"],
  ...["2022-09-01", "2023-01-01", "2023-04-01", "2023-05-01", "2024-01-01", "2025-01-01"],
  ...["2025-06-01", "2025-08-01"],
];
const WEB = [
  ...["2016-08-01", "2018-02-01", "2018-11-01", "2019-08-01", "2020-06-01", "2020-09-01"],
  ...["2020-12-01", "2021-01-01", "2021-01-15", "2021-02-01", "2021-03-01", "2022-03-01"],
  ...["2022-09-01", "2023-01-01", "2023-12-01", "2024-04-01", "2024-11-01", "2025-03-01"],
  ...["2025-05-01"],
];
const KEY_VAULT = [
  ...["2015-06-01", "2016-10-01", "2018-02-14", "2019-09-01", "2021-10-01", "2022-07-01"],
  ...["2022-11-01", "2023-02-01", "2023-07-01", "2024-11-01", "2025-05-01", "2026-02-01"],
];
const NETWORK = [
  ...["2015-06-15", "2017-10-01", "2018-07-01", "2018-10-01", "2019-02-01", "2019-07-01"],
  ...["2019-08-01", "2019-12-01", "2020-04-01", "2020-05-01", "2020-11-01", "2021-02-01"],
  ...["2021-05-01", "2021-08-01", "2022-01-01", "2022-05-01", "2022-07-01", "2022-09-01"],
  ...["2022-11-01", "2023-02-01", "2023-04-01", "2023-05-01", "2023-06-01", "2023-09-01"],
  ...["2023-11-01", "2024-01-01", "2024-03-01", "2024-05-01", "2024-07-01", "2024-10-01"],
  ...["2025-01-01", "2025-07-01", "2025-09-01"],
];
const CLUSTERS = [
  ...["2018-03-31", "2019-02-01", "2019-06-01", "2019-08-01", "2019-10-01", "2019-11-01"],
  ...["2020-01-01", "2020-04-01", "2020-07-01", "2020-09-01", "2020-11-01", "2020-12-01"],
  ...["2021-02-01", "2021-03-01", "2021-05-01", "2021-07-01", "2021-08-01", "2021-09-01"],
  ...["2021-10-01", "2022-01-01", "2022-02-01", "2022-03-01", "2022-04-01", "2022-06-01"],
  ...["2022-07-01", "2022-09-01", "2022-11-01", "2026-04-01", "2026-05-01", "2026-06-01"],
];
const REGISTRIES = [
  ...["2017-10-01", "2019-05-01", "2021-09-01", "2022-12-01", "2023-07-01"],
  ...["2026-09-01-preview"],
];
const SQL = ["2014-04-01", "2021-11-01", "2023-08-01", "2024-11-01-preview"];
const COSMOS = [
  ...["2020-04-01", "2021-10-15", "2022-11-15", "2023-04-15", "2024-05-15", "2026-03-15"],
];
const MESSAGING = [
  "2015-08-01",
  "2017-04-01",
  "2021-11-01",
  "2024-01-01",
  "2026-01-01",
  "2026-07-01-preview",
];
const HUBS = [
  ...["2016-02-03", "2017-01-19", "2017-07-01", "2018-01-22", "2018-04-01", "2019-03-22"],
  ...["2019-11-04", "2020-03-01", "2021-03-31", "2021-07-01", "2021-07-02", "2023-06-30"],
  ...["2023-06-30-preview"],
];

const network = (type: string, longest: number): KeptType => ({
  provider: "Microsoft.Network",
  type,
  apiVersions: NETWORK,
  names: {
    pattern: new RegExp(`^(?=.{1,${longest}}$)[A-Za-z0-9]([\\w.-]*\\w)?$`),
    rule: `1 to ${longest} letters, digits, '_', '.' and '-', from a letter or digit to one or '_'`,
  },
});

const messaging = (provider: string): KeptType => ({
  provider,
  type: "namespaces",
  apiVersions: MESSAGING,
  isNameGlobal: true,
  nameCheck: {
    action: `${provider}/checkNameAvailability/action`,
    types: [],
    reasons: { invalid: "InvalidName", taken: "NameInUse", none: "None" },
  },
  names: {
    pattern: /^[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]$/,
    rule: "6 to 50 letters, digits and '-', from a letter to a letter or digit",
  },
});

/**
 * The types that are kept. Names by learn.microsoft.com/azure/azure-resource-manager/management/
 * resource-name-rules.
 *
 * Source of the versions: the folders of the public specification, and the versions that az 2.45 and
 * az 2.91 ask for; of the statuses that differ: those that az takes.
 */
const KEPT: readonly KeptType[] = [
  {
    provider: "Microsoft.Compute",
    type: "virtualMachines",
    apiVersions: COMPUTE,
    polling: "status",
    names: {
      pattern: /^(?=.{1,64}$)[A-Za-z0-9]([\w.-]*\w)?$/,
      rule: "1 to 64 letters, digits, '_', '.' and '-', not ending in '.' or '-'",
    },
  },
  {
    provider: "Microsoft.Compute",
    type: "disks",
    apiVersions: DISKS,
    createdStatus: 200,
    names: {
      pattern: /^(?=.{1,80}$)[A-Za-z0-9]([\w.-]*\w)?$/,
      rule: "1 to 80 letters, digits, '_', '.' and '-', from a letter or digit to one or '_'",
    },
  },
  {
    provider: "Microsoft.Storage",
    type: "storageAccounts",
    apiVersions: STORAGE,
    createdStatus: 200,
    isNameGlobal: true,
    nameCheck: {
      action: "Microsoft.Storage/checknameavailability/read",
      types: ["Microsoft.Storage/storageAccounts"],
      reasons: { invalid: "AccountNameInvalid", taken: "AlreadyExists" },
    },
    names: { pattern: /^[a-z0-9]{3,24}$/, rule: "3 to 24 lower-case letters and digits" },
  },
  {
    provider: "Microsoft.Web",
    type: "sites",
    apiVersions: WEB,
    createdStatus: 200,
    isNameGlobal: true,
    nameCheck: {
      action: "Microsoft.Web/checknameavailability/read",
      types: ["Site", "Microsoft.Web/sites"],
      reasons: { invalid: "Invalid", taken: "AlreadyExists" },
    },
    names: {
      pattern: /^(?=.{2,60}$)[\p{L}\p{N}][\p{L}\p{N}-]*[\p{L}\p{N}]$/u,
      rule: "2 to 60 letters, digits and '-', not at its ends",
    },
  },
  {
    provider: "Microsoft.Web",
    type: "serverfarms",
    apiVersions: WEB,
    createdStatus: 200,
    names: {
      pattern: /^[\p{L}\p{N}_-]{1,60}$/u,
      rule: "1 to 60 letters, digits, '_' and '-'",
    },
  },
  {
    provider: "Microsoft.KeyVault",
    type: "vaults",
    apiVersions: KEY_VAULT,
    isNameGlobal: true,
    nameCheck: {
      action: "Microsoft.KeyVault/checkNameAvailability/read",
      types: ["Microsoft.KeyVault/vaults"],
      reasons: { invalid: "AccountNameInvalid", taken: "AlreadyExists" },
    },
    names: {
      pattern: /^(?=.{3,24}$)[A-Za-z](-?[A-Za-z0-9])*$/,
      rule: "3 to 24 letters, digits and single '-', from a letter to a letter or digit",
    },
  },
  network("virtualNetworks", 64),
  network("publicIPAddresses", 80),
  network("networkInterfaces", 80),
  network("networkSecurityGroups", 80),
  {
    provider: "Microsoft.ContainerService",
    type: "managedClusters",
    apiVersions: CLUSTERS,
    polling: "status",
    names: {
      pattern: /^(?=.{1,63}$)[A-Za-z0-9]([\w-]*[A-Za-z0-9])?$/,
      rule: "1 to 63 letters, digits, '_' and '-', from and to a letter or digit",
    },
  },
  {
    provider: "Microsoft.ContainerRegistry",
    type: "registries",
    apiVersions: REGISTRIES,
    isNameGlobal: true,
    nameCheck: {
      action: "Microsoft.ContainerRegistry/checkNameAvailability/read",
      types: ["Microsoft.ContainerRegistry/registries"],
      reasons: { invalid: "Invalid", taken: "AlreadyExists" },
    },
    names: { pattern: /^[A-Za-z0-9]{5,50}$/, rule: "5 to 50 letters and digits" },
  },
  {
    provider: "Microsoft.Sql",
    type: "servers",
    apiVersions: SQL,
    isNameGlobal: true,
    names: {
      pattern: /^(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
      rule: "1 to 63 lower-case letters, digits and '-', not at its ends",
    },
  },
  {
    provider: "Microsoft.Sql",
    type: "servers/databases",
    apiVersions: SQL,
    names: {
      pattern: /^[^<>*%&:\\/?]{0,127}[^<>*%&:\\/?. ]$/,
      rule: "1 to 128 characters without any of <>*%&:\\/?, not ending in '.' or a space",
    },
  },
  {
    provider: "Microsoft.DocumentDB",
    type: "databaseAccounts",
    apiVersions: COSMOS,
    createdStatus: 200,
    polling: "status",
    isNameGlobal: true,
    names: {
      pattern: /^[a-z0-9][a-z0-9-]{2,43}$/,
      rule: "3 to 44 lower-case letters, digits and '-', from a letter or digit",
    },
  },
  messaging("Microsoft.EventHub"),
  messaging("Microsoft.ServiceBus"),
  {
    provider: "Microsoft.Devices",
    type: "IotHubs",
    apiVersions: HUBS,
    isNameGlobal: true,
    nameCheck: {
      action: "Microsoft.Devices/checkNameAvailability/Action",
      types: [],
      reasons: { invalid: "Invalid", taken: "AlreadyExists" },
    },
    names: {
      pattern: /^[A-Za-z0-9][A-Za-z0-9-]{1,48}[A-Za-z0-9]$/,
      rule: "3 to 50 letters, digits and '-', not ending in '-'",
    },
  },
  {
    provider: "Microsoft.Insights",
    type: "components",
    apiVersions: ["2015-05-01", "2020-02-02"],
    createdStatus: 200,
    names: {
      pattern: /^[^%&\\?/]{0,259}[^%&\\?/. ]$/,
      rule: "1 to 260 characters without any of %&\\?/, not ending in '.' or a space",
    },
  },
];

/** The resource types that Lazurite keeps without being what they stand for. */
export function keptResourceTypes(): readonly ResourceType[] {
  return KEPT.map(makeKeptType);
}
