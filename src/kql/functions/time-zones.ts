import { LAST_TICK, SECOND, stampSql, ticksSql } from "./casts.ts";
import { moment } from "./datetimes.ts";
import {
  type Argument,
  at,
  constantText,
  type Emit,
  type EmitContext,
  refuse,
  refusedSql,
  type ScalarFunction,
  scalar,
} from "./define.ts";

/** Names of places, which all time zone databases share; abbreviations mean several zones. */
const ZONES =
  "^(?:UTC|GMT|(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)/[A-Za-z0-9_/+-]+)$";

/** 1970 to 2037: before, databases differ in what they keep; after, nothing is decided. */
const FIRST = "621355968000000000";
const END = "642830688000000000";

interface Moment {
  readonly ticks: string;
  readonly zone: string;
  readonly stamp: string;
}

function momentOf(args: readonly Argument[], context: EmitContext): Moment {
  const zone = at(args, 1);
  if (zone.type !== "string") return refuse(`${zone.type} as a time zone`);
  const isLiteral = typeof zone.constant === "string";
  if (isLiteral && !new RegExp(ZONES).test(constantText(args, 1, "a time zone"))) {
    return refuse(`the time zone ${zone.constant}`);
  }
  const ticks = context.once(moment(at(args, 0)));
  return { ticks, zone: context.once(zone.sql), stamp: context.once(stampSql(ticks)) };
}

/** The answer for moments and zones that are known for sure. */
function guarded({ ticks, zone }: Moment, sql: string): string {
  return (
    `CASE WHEN ${ticks} IS NULL THEN NULL ` +
    `WHEN ${ticks} NOT BETWEEN ${FIRST} AND ${END} THEN ${refusedSql("the time of a place before 1970 or after 2037")} ` +
    `WHEN NOT regexp_matches(${zone}, '${ZONES}') THEN ${refusedSql("a time zone by this name")} ` +
    `ELSE ${sql} END`
  );
}

const toLocal: Emit = (args, context) => {
  const known = momentOf(args, context);
  const local = `timezone(${known.zone}, timezone('UTC', ${known.stamp}))`;
  return guarded(known, `${ticksSql(local)} + ${known.ticks} % ${SECOND}`);
};

/**
 * A time that clocks skip counts from the offset after it. Of a time that they show twice the
 * service's choice is not known, and it is refused.
 */
const toUtc: Emit = (args, context) => {
  const known = momentOf(args, context);
  const { ticks, zone, stamp } = known;
  const local = context.once(`epoch_us(${stamp})`);
  const offset = (us: string): string =>
    `(epoch_us(timezone(${zone}, make_timestamptz(${us}))) - ${us})`;
  const found = context.once(`epoch_us(timezone(${zone}, ${stamp}))`);
  const [before, after] = ["-", "+"].map((sign) =>
    context.once(offset(`(${found} ${sign} 86400000000)`)),
  );
  const isValid = (of: string | undefined): string => `${offset(`(${local} - ${of})`)} = ${of}`;
  const isTwice = `${before} <> ${after} AND ${isValid(before)} AND ${isValid(after)}`;
  const moved = `${ticks} - ${context.once(offset(found))} * 10`;
  return guarded(
    known,
    `CASE WHEN ${isTwice} THEN ${refusedSql("a time that clocks show twice")} ` +
      `WHEN ${moved} BETWEEN 0 AND ${LAST_TICK} THEN ${moved} END`,
  );
};

/** Functions between UTC and the time of a place. */
export const timeZones: readonly ScalarFunction[] = [
  scalar(
    "datetime_utc_to_local",
    "datetime-utc-to-local-function",
    "Gives the time of a place.",
    "datetime",
    toLocal,
    [
      [
        "datetime_utc_to_local(datetime(2024-07-01 12:00:00.5), 'Asia/Tokyo') == datetime(2024-07-01 21:00:00.5)",
        true,
      ],
      ["isnull(datetime_utc_to_local(datetime(null), 'Asia/Tokyo'))", true],
    ],
  ),
  scalar(
    "datetime_local_to_utc",
    "datetime-local-to-utc-function",
    "Reads the time of a place.",
    "datetime",
    toUtc,
    [
      [
        "datetime_local_to_utc(datetime(2024-07-01 12:00:00.5), 'America/New_York') == datetime(2024-07-01 16:00:00.5)",
        true,
      ],
      [
        "datetime_local_to_utc(datetime(2024-01-01 12:00), 'America/New_York') == datetime(2024-01-01 17:00)",
        true,
      ],
    ],
  ),
];
