import { contoso } from "../../contoso.ts";
import { constantsOf, type DemoTable } from "../demo-table.ts";
import { incidentAt, MINUTE_MS } from "../rhythm.ts";
import { computers } from "../scene.ts";

const BUCKET_MS = 5 * MINUTE_MS;

/** Each machine reports every five minutes, a few seconds apart; build-01 falls silent at times. */
export const heartbeat: DemoTable = {
  name: "Heartbeat",
  constants: constantsOf("Heartbeat", {
    Category: "Azure Monitor Agent",
    ComputerEnvironment: "Azure",
    IsGatewayInstalled: false,
    RemoteIPCountry: "Netherlands",
    RemoteIPLatitude: 52.37,
    RemoteIPLongitude: 4.89,
    ResourceGroup: contoso.resourceGroup,
    ResourceProvider: "Microsoft.Compute",
    ResourceType: "virtualMachines",
    SCAgentChannel: "Direct",
    SubscriptionId: contoso.subscriptionId,
    _SubscriptionId: contoso.subscriptionId,
    Version: "1.33.1",
  }),
  columns: [
    "Computer",
    "ComputerIP",
    "ComputerPrivateIPs",
    "OSMajorVersion",
    "OSMinorVersion",
    "OSName",
    "OSType",
    "Resource",
    "ResourceId",
    "_ResourceId",
    "Solutions",
    "VMUUID",
  ],
  bucketMs: BUCKET_MS,
  rowsOf: (start) =>
    computers
      .filter(({ name }) => !(name.startsWith("build") && incidentAt(start) === "disk"))
      .map((computer, index) => ({
        at: start + 7_000 + index * 9_000,
        values: [
          computer.name,
          computer.address,
          JSON.stringify([computer.address]),
          computer.os === "Linux" ? "22" : "10",
          computer.os === "Linux" ? "04" : "0",
          computer.os === "Linux" ? "Ubuntu" : "Windows Server 2022 Datacenter",
          computer.os,
          computer.name.split(".")[0] ?? "",
          computer.id,
          computer.id,
          '"azureResources","changeTracking","updates"',
          computer.vmId,
        ],
      })),
};
