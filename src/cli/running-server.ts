import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ReadyReport, RUNNING_FILE } from "../server/index.ts";
import { UsageError } from "./command.ts";

/**
 * How to reach the server that runs on a data folder.
 *
 * @throws {UsageError} when none does.
 */
export function findRunningServer(dataFolder: string | undefined): ReadyReport {
  const folder = resolve(dataFolder ?? ".lazurite");
  const report = readReport(join(folder, RUNNING_FILE));
  if (report === undefined || !isAlive(report.pid)) {
    throw new UsageError(
      `No Lazurite runs on ${folder}. Start one with "npm start", or name its folder with --data.`,
    );
  }
  return report;
}

function readReport(file: string): ReadyReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ReadyReport;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
