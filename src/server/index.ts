export type { AssertionUse } from "../identity/index.ts";
export type { KeysAnswer } from "./control/control-protocol.ts";
export { type Control, reachControl } from "./control/reach-control.ts";
export { RUNNING_FILE } from "./data-folder.ts";
export type { FirstTenantAnswer } from "./first-tenant.ts";
export type { LogLevel, StartOptions } from "./options.ts";
export type { DemoReport, ReadyReport } from "./ready-report.ts";
export { type RunningServer, type StartHooks, startServer } from "./start-server.ts";
export { surfaceOfHost } from "./surfaces.ts";
