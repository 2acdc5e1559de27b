export { type Clock, systemClock } from "./clock.ts";
export { Failure, type FailureOptions, unreachable } from "./failure.ts";
export { type Ids, systemIds } from "./ids.ts";
export { msFromIsoMoment } from "./iso-moment.ts";
export { limits } from "./limits.ts";
export { type ClockReading, SettableClock } from "./settable-clock.ts";
export {
  isoFromTicks,
  msFromTicks,
  TICKS_AT_UNIX_EPOCH,
  TICKS_MAX,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_MS,
  TICKS_PER_SECOND,
  ticksFromMs,
  timespanText,
} from "./ticks.ts";
