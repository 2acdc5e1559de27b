import { text as readAll } from "node:stream/consumers";
import { Failure, systemClock } from "../../base/index.ts";
import { type FileAnswer, queryFiles } from "../../server/index.ts";
import { type Command, UsageError } from "../command.ts";
import { readFlags } from "../flags.ts";
import { chart } from "./chart.ts";
import { csv, jsonLines, table } from "./print-answer.ts";
import { tableFiles } from "./table-files.ts";

/** `lazurite kql`: a query over local files. */
export const kqlCommand: Command = {
  name: "kql",
  summary: "query CSV, JSON and Parquet files with KQL",
  help: `Usage: lazurite kql QUERY --file FILE [--file NAME=FILE …] [options]
       lazurite kql - --file FILE < query.kql

Runs one KQL query over local files, and prints a table; a query that ends with render
prints bars. No server is needed, and nothing leaves the machine. A file is a table
under its own name without the ending, or under the name before the equals sign.

  lazurite kql 'requests | summarize count() by status' --file requests.csv
  lazurite kql 'r | summarize n = count() by bin(at, 1h) | render timechart' --file r=log.json
  lazurite kql 'a | join kind=inner b on id' --file a=a.parquet --file b=b.csv.gz --csv

Files: .csv .tsv .txt (fields and types are found out), .json .jsonl .ndjson (an array of
objects, or an object a line), .parquet; the text ones also with .gz behind.

Options:
  --file FILE     a file to query; may be given several times
  --json          print one JSON object a row
  --csv           print CSV
  --table         print a table also where the query ends with render
`,
  async run([query = "", ...args]) {
    if (query === "" || query.startsWith("--")) {
      throw new UsageError("Write the query first: lazurite kql 'data | count' --file data.csv");
    }
    const flags = readFlags(args, {
      file: { type: "string", multiple: true },
      json: { type: "boolean" },
      csv: { type: "boolean" },
      table: { type: "boolean" },
    });
    const answer = await ask(
      query === "-" ? await readAll(process.stdin) : query,
      (flags["file"] ?? []) as unknown as readonly string[],
    );
    process.stdout.write(printed(answer, flags));
    if (answer.isCut) process.stderr.write("The answer was cut: it is larger than the limits.\n");
    return 0;
  },
};

async function ask(text: string, named: readonly string[]): Promise<FileAnswer> {
  const files = tableFiles(named);
  const given = new AbortController();
  const stop = (): void => given.abort(new UsageError("The query was given up."));
  process.once("SIGINT", stop);
  try {
    return await queryFiles({ text, files, clock: systemClock, signal: given.signal });
  } catch (error) {
    throw (
      explained(
        error,
        files.map(({ name }) => name),
      ) ?? error
    );
  } finally {
    process.off("SIGINT", stop);
  }
}

function printed(
  answer: FileAnswer,
  flags: Readonly<Record<string, string | boolean | undefined>>,
): string {
  const chosen = ["json", "csv", "table"].filter((name) => flags[name] === true);
  if (chosen.length > 1) throw new UsageError(`Choose one of --${chosen.join(", --")}.`);
  if (flags["json"] === true) return jsonLines(answer);
  if (flags["csv"] === true) return csv(answer);
  return (flags["table"] === true ? undefined : chart(answer)) ?? table(answer);
}

/** A mistake of the query or of a file as a sentence. */
function explained(error: unknown, tables: readonly string[]): UsageError | undefined {
  if (!(error instanceof Failure)) return undefined;
  const { facts } = error;
  const at = facts["line"] === undefined ? "" : ` (line ${facts["line"]}, ${facts["column"]})`;
  switch (error.code) {
    case "files/kind-unknown":
      return new UsageError(`${facts["file"]} is no .csv, .tsv, .json, .jsonl or .parquet file.`);
    case "files/unreadable":
      return new UsageError(`${facts["file"]} cannot be read: ${facts["reason"]}`);
    case "kql/syntax":
    case "kql/semantic":
      return new UsageError(
        `${error.message.replace(/\.$/, "")}${at}. Tables: ${tables.join(", ") || "none; add --file"}.`,
      );
    case "kql/not-supported":
    case "kql/too-long":
      return new UsageError(`${error.message}${at}.`);
    case "logs/query-failed":
      return new UsageError(`The engine gave up: ${facts["reason"]}.`);
    default:
      return undefined;
  }
}
