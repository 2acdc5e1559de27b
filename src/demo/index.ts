export { contoso, contosoMachine, contosoWorkspace } from "./contoso.ts";
export { type DemoLogTicker, startDemoLogTicker } from "./logs/demo-log-ticker.ts";
export { type DemoLogTarget, fillDemoLogs } from "./logs/fill-demo-logs.ts";
export { type DemoRooms, seedContoso } from "./seed-contoso.ts";
export { seedContosoUsers } from "./seed-contoso-users.ts";
export { seedDemoMachine, seedMachineResource } from "./seed-demo-machine.ts";
export { seedDemoSignIn } from "./seed-demo-sign-in.ts";
export { seedManagementApi } from "./seed-management-api.ts";
