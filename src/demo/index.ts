export { contoso, contosoSubscription, contosoWorkspace } from "./contoso.ts";
export { type DemoRooms, seedContoso } from "./seed-contoso.ts";
