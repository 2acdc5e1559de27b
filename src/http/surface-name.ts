/** The public hosts that Lazurite answers for. */
export type SurfaceName =
  | "login"
  | "arm"
  | "graph"
  | "logs"
  | "monitor"
  | "iotcentral"
  | "portal"
  | "imds";
