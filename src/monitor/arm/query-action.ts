import type { ActionAnswer, ActionCall, ResourceAction } from "../../arm/index.ts";
import type { Monitor } from "../monitor.ts";
import { readPreferences } from "../query/preferences.ts";
import { readBodyRequest, readUrlRequest } from "../query/request.ts";
import { isWorded, writeRefusal } from "../wire/failures.ts";
import { writeAnswer } from "../wire/tables.ts";

/**
 * `GET|POST {workspace}/api/query`: the query API behind the resource manager.
 *
 * A GET may carry a JSON body, of any content type. Refusals of the query have the query API's own
 * form. Source: learn.microsoft.com/azure/azure-monitor/logs/api/access-api.
 * Assumed: the answer has version 1's form with and without `Prefer: response-v1=true`; the form
 * that came before it is not documented.
 */
export function createQueryAction(monitor: Pick<Monitor, "runQuery">): ResourceAction {
  return {
    path: "api/query",
    methods: ["GET", "POST"],
    action: "Microsoft.OperationalInsights/workspaces/query/read",
    apiVersions: undefined,
    run: (call) => answer(call, monitor),
  };
}

async function answer(call: ActionCall, monitor: Pick<Monitor, "runQuery">): Promise<ActionAnswer> {
  const headers = { "content-type": "application/json; charset=utf-8" };
  try {
    const asked =
      call.body.length === 0 ? readUrlRequest(call.query) : readBodyRequest(call.body, call.query);
    const preferences = readPreferences(call.headers["prefer"]);
    const result = await monitor.runQuery({
      ...asked,
      workspace: call.resource,
      timeoutMs: preferences.timeoutMs,
      signal: call.signal,
    });
    return { status: 200, headers, body: await writeAnswer(result, preferences) };
  } catch (error) {
    // A defect is the resource manager's to log and to answer.
    if (!isWorded(error)) throw error;
    const refusal = writeRefusal(error, call.requestId);
    return { ...refusal, headers: { ...headers, ...refusal.headers } };
  }
}
