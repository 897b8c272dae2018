/** Dates as they stand in logs, in ms since 1970; a pure layer has no clock and so no `Date`. */

/** Days before each month in a year that begins in March, so that the leap day is its last. */
const DAYS_BEFORE_MONTH = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
/** From 1 March of year 0 to 1 January 1970, Gregorian. */
const DAYS_TO_1970 = 719_468;

/** ms since 1970 of a time in UTC; months and days begin with 1. Undefined for what no calendar has. */
export function utcMs(
  [year, month, day]: readonly [number, number, number],
  [hour, minute, second]: readonly [number, number, number],
): number | undefined {
  const before = DAYS_BEFORE_MONTH[month - 1];
  const isTime = hour < 24 && minute < 60 && second < 61;
  if (before === undefined || day < 1 || day > 31 || !isTime) return undefined;
  const marchYear = month < 3 ? year - 1 : year;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const days = 365 * marchYear + leapDays + before + day - 1 - DAYS_TO_1970;
  return ((24 * days + hour) * 60 + minute) * 60_000 + Math.round(1_000 * second);
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d{1,9})?)(?:Z|([+-])(\d\d):?(\d\d))$/;

/** ms since 1970 of `2026-11-23T01:36:34.123Z` or with an offset such as `+02:00`. Source: RFC 3339 §5.6. */
export function isoMs(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const [, , , , , , , sign, hours = "0", minutes = "0"] = match;
  const offsetMs = (sign === "-" ? -1 : 1) * (60 * Number(hours) + Number(minutes)) * 60_000;
  const local = utcMs([year ?? 0, month ?? 0, day ?? 0], [hour ?? 0, minute ?? 0, second ?? 0]);
  return local === undefined ? undefined : local - offsetMs;
}
