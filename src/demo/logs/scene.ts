import { contoso } from "../contoso.ts";

// Who and what appears in the demo rows. Addresses are of the ranges for documentation.
const GROUP: string = `/subscriptions/${contoso.subscriptionId}/resourcegroups/${contoso.resourceGroup}`;

export interface DemoComputer {
  readonly name: string;
  readonly os: "Linux" | "Windows";
  readonly address: string;
  readonly id: string;
  readonly vmId: string;
  /** Usual use of the processor, in percent. */
  readonly load: number;
}

const computer = (
  name: string,
  os: "Linux" | "Windows",
  number: number,
  load: number,
): DemoComputer => ({
  name: `${name}.contoso.com`,
  os,
  address: `192.0.2.${10 + number}`,
  id: `${GROUP}/providers/microsoft.compute/virtualmachines/${name}`,
  vmId: `7d0c${number}a10-5b3e-4c62-9f01-c0ffee00${(10 + number).toString(16).padStart(4, "0")}`,
  load,
});

export const computers: readonly [DemoComputer, ...DemoComputer[]] = [
  computer("web-01", "Linux", 1, 35),
  computer("web-02", "Linux", 2, 33),
  computer("api-01", "Linux", 3, 45),
  computer("sql-01", "Windows", 4, 55),
  computer("build-01", "Linux", 5, 20),
  computer("dc-01", "Windows", 6, 12),
];
export const linuxComputers: readonly [DemoComputer, ...DemoComputer[]] = computers.filter(
  ({ os }) => os === "Linux",
) as [DemoComputer, ...DemoComputer[]];

export interface DemoUser {
  readonly name: string;
  readonly upn: string;
  readonly id: string;
  readonly place: DemoPlace;
}

export interface DemoPlace {
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly address: string;
  readonly latitude: number;
  readonly longitude: number;
}

const place = (
  city: string,
  state: string,
  country: string,
  address: string,
  latitude: number,
  longitude: number,
): DemoPlace => ({ city, state, country, address, latitude, longitude });

export const places: readonly [DemoPlace, ...DemoPlace[]] = [
  place("Amsterdam", "Noord-Holland", "NL", "198.51.100.12", 52.37, 4.89),
  place("Berlin", "Berlin", "DE", "198.51.100.27", 52.52, 13.4),
  place("Lisbon", "Lisboa", "PT", "198.51.100.41", 38.72, -9.14),
  place("Stockholm", "Stockholms Lan", "SE", "198.51.100.66", 59.33, 18.07),
  place("Seattle", "Washington", "US", "203.0.113.9", 47.61, -122.33),
  place("Bengaluru", "Karnataka", "IN", "203.0.113.77", 12.97, 77.59),
];
/** Where nobody of Contoso works. */
export const strangePlace: DemoPlace = place("Reykjavik", "", "IS", "203.0.113.201", 64.15, -21.94);

const NAMES = [
  "Ana Costa",
  "Ben Haddad",
  "Chloe Martin",
  "Dario Rossi",
  "Elin Berg",
  "Farid Karimi",
  "Grace Okafor",
  "Hugo Lind",
  "Ines Duarte",
  "Jonas Weber",
  "Kaya Demir",
  "Lena Novak",
];

export const users: readonly [DemoUser, ...DemoUser[]] = NAMES.map((name, index) => ({
  name,
  upn: `${name.toLowerCase().replace(" ", ".")}@contoso.com`,
  id: `a5e20000-c0de-4a5e-8000-0000000000${(16 + index).toString(16)}`,
  place: places[index % places.length] as DemoPlace,
})) as [DemoUser, ...DemoUser[]];

export interface DemoApp {
  readonly name: string;
  readonly appId: string;
}

/** What people sign in to. The ids are well known. */
export const signInApps: readonly [readonly [number, DemoApp], ...(readonly [number, DemoApp])[]] =
  [
    [5, { name: "Azure Portal", appId: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c" }],
    [3, { name: "Microsoft Azure CLI", appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" }],
    [4, { name: "Contoso Shop Admin", appId: "a9900000-5409-4ad1-8000-c0ffee000001" }],
    [2, { name: "Visual Studio Code", appId: "aebc6443-996d-45c2-90f0-388ff96faa56" }],
  ];

export interface DemoServicePrincipal extends DemoApp {
  readonly principalId: string;
  readonly address: string;
}

export const servicePrincipals: readonly [DemoServicePrincipal, ...DemoServicePrincipal[]] = [
  {
    name: contoso.client.name,
    appId: contoso.client.clientId,
    principalId: contoso.client.principalId,
    address: "192.0.2.50",
  },
  {
    name: "contoso-shop-api",
    appId: "a9900000-5409-4ad1-8000-c0ffee000002",
    principalId: "5b1d0000-5409-4ad1-8000-c0ffee000002",
    address: "192.0.2.13",
  },
  {
    name: "contoso-pipeline",
    appId: "a9900000-5409-4ad1-8000-c0ffee000003",
    principalId: "5b1d0000-5409-4ad1-8000-c0ffee000003",
    address: "192.0.2.15",
  },
];

type DemoResource =
  | "automation"
  | "cluster"
  | "database"
  | "gateway"
  | "group"
  | "insights"
  | "site"
  | "tenant"
  | "vault";

/** Resource ids as tables show them, in lower case. */
export const resources: Readonly<Record<DemoResource, string>> = {
  group: GROUP,
  insights: `${GROUP}/providers/microsoft.insights/components/contoso-shop`,
  cluster: `${GROUP}/providers/microsoft.containerservice/managedclusters/contoso-aks`,
  database: `${GROUP}/providers/microsoft.sql/servers/contoso-sql/databases/shop`,
  gateway: `${GROUP}/providers/microsoft.network/applicationgateways/contoso-gw`,
  site: `${GROUP}/providers/microsoft.web/sites/contoso-shop`,
  vault: `${GROUP}/providers/microsoft.keyvault/vaults/contoso-kv`,
  automation: `${GROUP}/providers/microsoft.automation/automationaccounts/contoso-jobs`,
  tenant: `/tenants/${contoso.tenantId}/providers/microsoft.aadiam`,
};
