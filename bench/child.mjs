// Child processes of a benchmark: started, read until their first line, ended by their id.
import { spawn } from "node:child_process";

/** The child and the first line that it writes; fails when it ends before. */
export async function startChild(args, env = process.env) {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  const line = await new Promise((resolve, reject) => {
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      if (stdout.includes("\n")) resolve(stdout.slice(0, stdout.indexOf("\n")));
    });
    child.once("error", reject);
    closed.then((status) => reject(new Error(`${args[0]} ended with ${status}:\n${stderr}`)));
  });
  return {
    pid: child.pid,
    line,
    async end() {
      child.kill("SIGTERM");
      await closed;
    },
  };
}
