/** Globs of `lanekeeper.yaml`, as picomatch reads them; the only place that knows its name. */
import picomatch from "picomatch";

/**
 * Whether any of the patterns covers a path. A pattern without a slash means a file of that name anywhere, one with a
 * slash starts at the folder of `lanekeeper.yaml`, one that ends in a slash means all below, as in .gitignore.
 */
export function globs(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  return picomatch(patterns.map(rooted), { dot: true });
}

function rooted(pattern: string): string {
  const whole = pattern.endsWith("/") ? `${pattern}**` : pattern;
  return pattern.includes("/") ? whole.replace(/^\.?\//, "") : `**/${whole}`;
}
