import {
  constantsOfResource,
  type DemoRow,
  type DemoTable,
  type DemoValue,
} from "../demo-table.ts";
import { type DemoOperation, operationsOf } from "../operations.ts";
import { MINUTE_MS } from "../rhythm.ts";
import { resources } from "../scene.ts";

const constants = (table: string): Readonly<Record<string, DemoValue>> =>
  constantsOfResource(table, resources.insights, {
    AppVersion: "4.18.2",
    IKey: "1c5e0000-1c5e-4a5e-8000-c0ffee00aaaa",
    ItemCount: 1,
    ResourceGUID: "1c5e0000-9d1d-4a5e-8000-c0ffee00bbbb",
    SDKVersion: "dotnet:2.22.0",
    AppRoleName: "contoso-shop",
  });

const SHARED = [
  "OperationId",
  "OperationName",
  "ParentId",
  "AppRoleInstance",
  "ClientType",
  "ClientBrowser",
  "ClientCity",
  "ClientStateOrProvince",
  "ClientCountryOrRegion",
  "ClientIP",
  "SessionId",
  "UserId",
];

const shared = (operation: DemoOperation, parentId: string): DemoValue[] => [
  operation.id,
  operation.name,
  parentId,
  operation.instance,
  operation.isBrowser ? "Browser" : "PC",
  operation.isBrowser ? operation.browser : "",
  operation.place.city,
  operation.place.state,
  operation.place.country,
  "0.0.0.0",
  operation.sessionId,
  operation.userId,
];

/** One row for each operation that has one. */
function tableOf(
  name: string,
  columns: readonly string[],
  rowsOfOperation: (operation: DemoOperation) => readonly DemoRow[],
): DemoTable {
  return {
    name,
    constants: constants(name),
    columns: [...SHARED, ...columns],
    bucketMs: MINUTE_MS,
    rowsOf: (start) => operationsOf(start).flatMap(rowsOfOperation),
  };
}

export const appRequests: DemoTable = tableOf(
  "AppRequests",
  ["Id", "Name", "Url", "DurationMs", "ResultCode", "Success", "Properties", "Measurements"],
  (operation) => [
    {
      at: operation.at,
      values: [
        ...shared(operation, operation.id),
        operation.requestId,
        operation.name,
        operation.url,
        operation.durationMs,
        operation.resultCode,
        operation.isSuccess,
        `{"Environment":"production","Slot":"${operation.instance}"}`,
        "{}",
      ],
    },
  ],
);

export const appDependencies: DemoTable = tableOf(
  "AppDependencies",
  ["Id", "Name", "DependencyType", "Target", "Data", "DurationMs", "ResultCode", "Success"],
  (operation) => {
    const { dependency } = operation;
    return [
      {
        at: operation.at + 3,
        values: [
          ...shared(operation, operation.requestId),
          dependency.id,
          dependency.name,
          dependency.type,
          dependency.target,
          dependency.data,
          dependency.durationMs,
          dependency.resultCode,
          dependency.isSuccess,
        ],
      },
    ];
  },
);

export const appExceptions: DemoTable = tableOf(
  "AppExceptions",
  [
    "ExceptionType",
    "OuterType",
    "InnermostType",
    "OuterMessage",
    "InnermostMessage",
    "OuterMethod",
    "InnermostMethod",
    "Method",
    "Assembly",
    "OuterAssembly",
    "InnermostAssembly",
    "ProblemId",
    "HandledAt",
    "SeverityLevel",
    "Details",
  ],
  (operation) => {
    const { fault } = operation;
    if (fault === undefined) return [];
    const { type, method, message } = fault;
    const assembly = "Contoso.Shop, Version=4.18.2.0";
    const details = [{ type, message, parsedStack: [{ level: 0, method, assembly, line: 42 }] }];
    return [
      {
        at: operation.at + 9,
        values: [
          ...shared(operation, operation.requestId),
          type,
          type,
          type,
          message,
          message,
          method,
          method,
          method,
          assembly,
          assembly,
          assembly,
          `${type} at ${method}`,
          "UserCode",
          3,
          JSON.stringify(details),
        ],
      },
    ];
  },
);

export const appTraces: DemoTable = tableOf(
  "AppTraces",
  ["Message", "SeverityLevel", "Properties"],
  (operation) => {
    const trace = (after: number, level: number, message: string): DemoRow => ({
      at: operation.at + after,
      values: [
        ...shared(operation, operation.requestId),
        message,
        level,
        `{"CategoryName":"Contoso.Shop","RequestPath":"${operation.url.slice(24)}"}`,
      ],
    });
    if (operation.fault !== undefined) {
      return [
        trace(1, 1, `Request starting ${operation.name}`),
        trace(10, 3, `Unhandled exception in ${operation.name}: ${operation.fault.message}`),
      ];
    }
    if (operation.durationMs > 500) {
      return [trace(11, 2, `Slow request ${operation.name}: ${operation.durationMs} ms`)];
    }
    // Information is sampled.
    return operation.id < "8"
      ? [trace(1, 1, `Request finished ${operation.name} - ${operation.resultCode}`)]
      : [];
  },
);
