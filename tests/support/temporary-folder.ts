import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startLazurite } from "./start-lazurite.ts";

/** A folder that is gone when the running test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lazurite-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A data folder that a demo has run on: made once, since its rows take seconds, then copied. */
export interface DemoFolder {
  /** A copy that is gone when the running test is over. */
  copy(): string;
  remove(): void;
}

export async function makeDemoFolder(): Promise<DemoFolder> {
  const folder = mkdtempSync(join(tmpdir(), "lazurite-demo-"));
  const server = await startLazurite({ folder });
  await server.end();
  return {
    copy() {
      const copy = temporaryFolder();
      cpSync(folder, copy, { recursive: true });
      return copy;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
