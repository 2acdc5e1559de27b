import type { Clock } from "../base/index.ts";
import type { LogStore } from "../storage/index.ts";

export class DemoLogs {
  constructor(_store: LogStore, _clock: Clock, _p: (m: string) => void) {}
  async prepare(): Promise<void> {}
  async hasRows(): Promise<boolean> {
    return true;
  }
  stop(): void {}
}
