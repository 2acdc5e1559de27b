export class DemoLogs {}
