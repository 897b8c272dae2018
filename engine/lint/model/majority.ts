/** What most say, where that is one thing. */

/** The value that stands more often than any other; `undefined` when two are equally frequent, or there is none. */
export function majorityOf<T>(values: Iterable<T>): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  return first !== undefined && first[1] !== second?.[1] ? first[0] : undefined;
}
