/** Durations, times and sizes in the shortest words that still tell enough. */

/** `6 s`, `4 min`, `71 h`, `3 d`. */
export function agoText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** `14:02:11` in the reader's own time. */
export function clockText(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

/** `12 kB`, `3.4 MB`, of so many characters. */
export function sizeText(length: number): string {
  return length < 1_000_000 ? `${Math.ceil(length / 1_000)} kB` : `${(length / 1_000_000).toFixed(1)} MB`;
}
