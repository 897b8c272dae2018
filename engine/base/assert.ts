/** Our own broken promises: these throw, foreign bytes never reach them. */

/** Throws unless `condition` holds; `promise` says what should have been true. */
export function assert(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${promise}`);
}

/** Ends an exhaustive switch: the compiler complains here when a union grows. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable case: ${JSON.stringify(value)}`);
}
