/** A region as the locations list shows it. */
export interface Location {
  readonly name: string;
  readonly displayName: string;
  readonly geographyGroup: string;
}

/**
 * The public regions that resources may name; Lazurite runs where it runs, the name is kept only.
 *
 * Source: learn.microsoft.com/azure/reliability/regions-list.
 */
export const locations: readonly Location[] = [
  ["eastus", "East US", "US"],
  ["eastus2", "East US 2", "US"],
  ["southcentralus", "South Central US", "US"],
  ["westus", "West US", "US"],
  ["westus2", "West US 2", "US"],
  ["westus3", "West US 3", "US"],
  ["centralus", "Central US", "US"],
  ["northcentralus", "North Central US", "US"],
  ["westcentralus", "West Central US", "US"],
  ["canadacentral", "Canada Central", "Canada"],
  ["canadaeast", "Canada East", "Canada"],
  ["mexicocentral", "Mexico Central", "Mexico"],
  ["brazilsouth", "Brazil South", "South America"],
  ["northeurope", "North Europe", "Europe"],
  ["westeurope", "West Europe", "Europe"],
  ["uksouth", "UK South", "Europe"],
  ["ukwest", "UK West", "Europe"],
  ["francecentral", "France Central", "Europe"],
  ["germanywestcentral", "Germany West Central", "Europe"],
  ["italynorth", "Italy North", "Europe"],
  ["norwayeast", "Norway East", "Europe"],
  ["polandcentral", "Poland Central", "Europe"],
  ["spaincentral", "Spain Central", "Europe"],
  ["swedencentral", "Sweden Central", "Europe"],
  ["switzerlandnorth", "Switzerland North", "Europe"],
  ["uaenorth", "UAE North", "Middle East"],
  ["qatarcentral", "Qatar Central", "Middle East"],
  ["israelcentral", "Israel Central", "Middle East"],
  ["southafricanorth", "South Africa North", "Africa"],
  ["eastasia", "East Asia", "Asia Pacific"],
  ["southeastasia", "Southeast Asia", "Asia Pacific"],
  ["japaneast", "Japan East", "Asia Pacific"],
  ["japanwest", "Japan West", "Asia Pacific"],
  ["koreacentral", "Korea Central", "Asia Pacific"],
  ["koreasouth", "Korea South", "Asia Pacific"],
  ["centralindia", "Central India", "Asia Pacific"],
  ["southindia", "South India", "Asia Pacific"],
  ["westindia", "West India", "Asia Pacific"],
  ["australiaeast", "Australia East", "Asia Pacific"],
  ["australiasoutheast", "Australia Southeast", "Asia Pacific"],
  ["australiacentral", "Australia Central", "Asia Pacific"],
].map(([name = "", displayName = "", geographyGroup = ""]) => ({
  name,
  displayName,
  geographyGroup,
}));

/** The short name of a region given in either spelling: `West Europe` is `westeurope`. */
export function normalizeLocation(text: string): string | undefined {
  const name = text.replaceAll(" ", "").toLowerCase();
  return locations.find((location) => location.name === name)?.name;
}
