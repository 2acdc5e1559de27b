import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "../../src/base/index.ts";
import { type Catalog, compile } from "../../src/kql/index.ts";

const catalog: Catalog = {
  version: "1",
  tables: [
    {
      name: "T",
      source: { schema: "s", table: "t" },
      columns: [
        { name: "TimeGenerated", type: "datetime", physicalName: "TimeGenerated" },
        { name: "Name", type: "string", physicalName: "Name" },
        { name: "name", type: "string", physicalName: "name_1" },
        { name: "n", type: "long", physicalName: "n" },
        { name: "d", type: "dynamic", physicalName: "d" },
      ],
    },
  ],
};

function failureOf(text: string): Failure | undefined {
  try {
    compile(text, catalog, { dialect: "duckdb", hasTimespan: false });
    return undefined;
  } catch (cause) {
    if (cause instanceof Failure) return cause;
    throw cause;
  }
}

test("a syntax error names its place, its token and the parser's code", () => {
  const failure = failureOf("T | take 5\n| where n ==");
  expect(failure?.code).toBe("kql/syntax");
  expect(failure?.facts).toMatchObject({ line: "2", diagnostic: "KS006" });
});

test("an unknown column is named with the operator that wanted it", () => {
  const failure = failureOf("T | take Foo");
  expect(failure?.code).toBe("kql/semantic");
  expect(failure?.message).toBe(
    "'take' operator: Failed to resolve table or column expression named 'Foo'",
  );
});

test("a column name in another case is unknown", () => {
  expect(failureOf("T | where NAME == 'a'")?.code).toBe("kql/semantic");
  expect(failureOf("T | project Name, name")).toBeUndefined();
});

test("a text without a query is refused as the service refuses it", () => {
  expect(failureOf("let x = 1;")?.code).toBe("kql/semantic");
  expect(failureOf("")?.code).toBe("kql/semantic");
});

test("a text beyond the limit is refused before it is parsed", () => {
  expect(failureOf(`T ${" ".repeat(100_000)}`)?.code).toBe("kql/too-long");
});

test.each([
  ["set notruncation; T", "statement set notruncation"],
  ["declare query_parameters(x:long); T", "query parameter x without a default"],
  [".show tables", "management command"],
  ["// a comment\n.drop table T", "management command"],
  ["externaldata(a:string)['https://example.com']", "expression externaldata"],
  ["database('x').T", "function database"],
  ["cluster('x').database('y').T", "function cluster"],
  ["workspace('x').T", "function workspace"],
  ["T | evaluate autocluster()", "plugin autocluster"],
  ["T | scan with (step a: true;)", "operator scan"],
  ["T | reduce by Name", "operator reduce"],
  ["print geo_point_to_s2cell(1.0, 2.0)", "function geo_point_to_s2cell"],
  ["T | where * has 'x'", "expression Star"],
  ["T | take 1; T | count", "more than one query in a text"],
  ["T | join kind=inner (T) on $left.n == $right.n, $left.Name =~ $right.Name", ""],
  ["T | parse kind=regex Name with 'a|b' b", "parse kind=regex with | in a pattern"],
  ["T | mv-expand d to typeof(timespan)", "mv-expand to typeof(timespan)"],
  ["T | where d == d", "a comparison of two dynamic values"],
])("%s is refused by name", (text, construct) => {
  const failure = failureOf(text);
  if (construct === "") {
    expect(failure).toBeDefined();
    return;
  }
  expect(failure?.code).toBe("kql/not-supported");
  expect(failure?.facts["construct"]).toBe(construct);
});

test("nesting beyond what the stack takes is refused, not an overflow", () => {
  const deep = [
    `print ${"(".repeat(3_000)}1${")".repeat(3_000)}`,
    `print ${"-".repeat(4_000)}1`,
    `T ${"| where n > 1 ".repeat(1_500)}`,
    `T | where ${Array(3_000).fill("n == 1").join(" or ")}`,
    `print dynamic(${"[".repeat(3_000)}${"]".repeat(3_000)})`,
    `print ${"strcat('a', ".repeat(800)}'b'${")".repeat(800)}`,
  ];
  for (const text of deep) expect(failureOf(text)?.code).toMatch(/^kql\//);
});

test("tables that double in a chain of let are bounded", () => {
  const chain = Array.from({ length: 40 }, (_, i) => `let a${i + 1} = union a${i}, a${i};`);
  expect(failureOf(`let a0 = T; ${chain.join("\n")} a40`)?.code).toBe("kql/not-supported");
});

const WORDS = [
  ..."T Name n d TimeGenerated where project extend summarize by count() take 5 | | | == != and or ( )".split(
    " ",
  ),
  ..."[ ] { } , ; let = join on kind=inner union mv-expand parse with * 'a' \"b\" 1h 1.5 datetime(2020-01-01)".split(
    " ",
  ),
  ...'print range from to step top sort desc asc has_any in (1,2) dynamic([1,{"a":2}]) tostring( bin( iff( case('.split(
    " ",
  ),
  ..."arg_max( make_set( strcat( $left.n $right.n .a [0] -> :: := <> ~ ! \\ \u0000 \ud83d é //".split(
    " ",
  ),
];

test("whatever is written, compiling gives a plan or a failure and never another error", () => {
  const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((all) => all.join(" "));
  fc.assert(
    fc.property(
      fc.oneof(
        words,
        words.map((text) => `T | ${text}`),
        fc.string(),
        fc.string({ unit: "binary" }),
      ),
      (text) => {
        failureOf(text);
      },
    ),
    { numRuns: 400 },
  );
});
