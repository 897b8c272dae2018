/** Several things under one key. */

/** Appends to the list of that key; quadratic copying of lists is slow in large fleets. */
export function addTo<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
