import { constantsOfResource, type DemoTable } from "../demo-table.ts";
import { busyness, incidentAt, isCertain, MINUTE_MS } from "../rhythm.ts";
import { resources } from "../scene.ts";

const pods = [
  { name: "shop-api-6c9d7f5b8-2xkqp", namespace: "shop", container: "shop-api", node: 0 },
  { name: "shop-api-6c9d7f5b8-9wvlz", namespace: "shop", container: "shop-api", node: 1 },
  { name: "orders-7b5f8c6d4-p4h7t", namespace: "shop", container: "orders", node: 1 },
  { name: "coredns-5f9d8c7b6-kq2lm", namespace: "kube-system", container: "coredns", node: 0 },
] as const;
const nodes = ["aks-pool1-vmss000000", "aks-pool1-vmss000001"] as const;

const usual = [
  "basket saved",
  "product list served from cache",
  "order accepted",
  "health check passed",
] as const;
const failing = [
  "connection to contoso-sql refused",
  "payment provider answered 503",
  "queue orders is full",
] as const;

/** What the shop's containers print: JSON lines, errors on stderr. */
export const containerLogs: DemoTable = {
  name: "ContainerLogV2",
  constants: constantsOfResource("ContainerLogV2", resources.cluster),
  columns: [
    "Computer",
    "ContainerId",
    "ContainerName",
    "PodName",
    "PodNamespace",
    "LogSource",
    "LogLevel",
    "LogMessage",
    "KubernetesMetadata",
  ],
  bucketMs: MINUTE_MS,
  rowsOf(start, random) {
    const isBad = incidentAt(start) !== "none";
    const count = random.count(0.1 + busyness(start) * (isBad ? 2 : 0.4));
    const certain = isCertain("container error", start) ? 1 : 0;
    return Array.from({ length: count + certain }, (_, index) => {
      const pod = random.pick(pods);
      const isError = index >= count || random.chance(isBad ? 0.5 : 0.02);
      const message = isError ? random.pick(failing) : random.pick(usual);
      const level = isError ? "error" : random.chance(0.1) ? "warning" : "info";
      return {
        at: start + random.below(MINUTE_MS),
        values: [
          nodes[pod.node],
          `c0ffee${pod.name.slice(-5)}`,
          pod.container,
          pod.name,
          pod.namespace,
          isError ? "stderr" : "stdout",
          level,
          `{"level":"${level}","message":"${message}","traceId":"${random.hex(16)}"}`,
          `{"podLabels":{"app":"${pod.container}"},"image":"contoso.azurecr.io/${pod.container}"}`,
        ],
      };
    });
  },
};
