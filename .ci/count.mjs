// usage: node count.mjs FOLDER STEPS      adds up the suites' results and prints the closing line
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, failedSteps] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const name of readdirSync(folder)) {
  const result = JSON.parse(readFileSync(join(folder, name), "utf8"));
  sum.passed += result.numPassedTests;
  sum.failed += result.numFailedTests;
  sum.skipped += result.numPendingTests + result.numTodoTests;
  // A suite that left all of itself out has checked nothing.
  if (result.numPassedTests === 0) sum.failed = Math.max(sum.failed, 1);
}
// A step can fail without a failing test: a suite that does not load, a check, an install.
const failed = Math.max(sum.failed, Number(failedSteps));
process.stdout.write(`${sum.passed} passed, ${failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = failed === 0 && sum.passed > 0 ? 0 : 1;
