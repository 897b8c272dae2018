/** A moment as text, without a clock: `2026-11-23 01:36:48Z`. */
const DAY_MS = 86_400_000;

/** `atMs` since 1970, UTC; years 0 to 9999. */
export function utcText(atMs: number): string {
  const days = Math.floor(atMs / DAY_MS);
  const seconds = Math.floor((atMs - days * DAY_MS) / 1_000);
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${dateText(days)} ${time.map(two).join(":")}Z`;
}

/** Years begin in March here, so that a leap day is the last one. */
function dateText(daysSince1970: number): string {
  const days = daysSince1970 + 719_468;
  const era = Math.floor(days / 146_097);
  const day = days - era * 146_097;
  const year = Math.floor(
    (day - Math.floor(day / 1_460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365,
  );
  const dayOfYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const shown = month < 10 ? month + 3 : month - 9;
  const fullYear = year + era * 400 + (shown <= 2 ? 1 : 0);
  return `${String(fullYear).padStart(4, "0")}-${two(shown)}-${two(dayOfMonth)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
