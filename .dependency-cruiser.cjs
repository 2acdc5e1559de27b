/** The import rules of rooms.json as dependency-cruiser rules; tests/tidy counts the modules it saw. */
const rooms = require("./rooms.json");

const inRoom = (room) => `^src/${room}/`;

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([room, may]) => ({
      name: `room-${room}`,
      severity: "error",
      comment: `${room} may import only: ${may.join(", ") || "nothing"} (rooms.json)`,
      from: { path: inRoom(room) },
      to: { path: "^src/", pathNot: [room, ...may].map(inRoom) },
    })),
    {
      name: "front-door",
      severity: "error",
      comment: "another room is entered by its index.ts only",
      from: { path: "^src/([^/]+)/" },
      to: {
        path: "^src/[^/]+/.+/|^src/[^/]+/(?!index\\.ts$)",
        pathNot: ["^src/$1/", "^src/[^/]+/http/index\\.ts$", "^src/[^/]+/arm/index\\.ts$"],
      },
    },
    {
      name: "surfaces-by-server-only",
      severity: "error",
      comment: "only server/ mounts a room's http/ or arm/",
      from: { path: "^src/(?!server/)([^/]+)/" },
      to: { path: "^src/[^/]+/(http|arm)/", pathNot: "^src/$1/" },
    },
    {
      name: "domain-knows-no-wire",
      severity: "error",
      comment: "inside a room, domain code never imports its http/",
      from: { path: "^src/([^/]+)/", pathNot: "^src/(http|[^/]+/http)/|\\.test\\.ts$" },
      to: { path: "^src/$1/http/" },
    },
    {
      name: "engine-only-in-storage",
      severity: "error",
      comment: "database drivers are storage's",
      from: { pathNot: "^src/storage/|^tests/|^bench/" },
      to: { path: "node_modules/(@duckdb|@clickhouse|pg|libsql)/" },
    },
    {
      name: "official-parser-only-in-kql-parse",
      severity: "error",
      from: { pathNot: "^src/kql/parse/" },
      to: { path: "node_modules/@kusto/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: "\\.test\\.ts$|\\.json$" },
      to: {},
    },
    {
      name: "tests-stay-out",
      severity: "error",
      from: { pathNot: "\\.test\\.ts$|^tests/|^bench/" },
      to: { path: "\\.test\\.ts$|^tests/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    parser: "tsc",
    doNotFollow: { path: "node_modules" },
  },
};
