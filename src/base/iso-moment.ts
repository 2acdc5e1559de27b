const ISO_MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads `2026-01-02T03:04:05Z` as milliseconds since 1970; undefined for anything else. The offset
 * must be there: without one, a time is another moment on another machine.
 */
export function msFromIsoMoment(text: string): number | undefined {
  const ms = ISO_MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
