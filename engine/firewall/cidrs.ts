/** Addresses gathered into ranges that never cover what they must not. */
import { ipToBytes, networkBase, type Cidr } from "../base/address.ts";

/** How wide a range may become: prefix lengths that it never falls below. */
export interface Widening {
  readonly prefixBitsV4: number;
  readonly prefixBitsV6: number;
}

/** Ranges cover their addresses and nothing else. */
export const EXACT: Widening = { prefixBitsV4: 32, prefixBitsV6: 128 };

/**
 * The fewest ranges that cover all of `ips` and none of `foreign`. With `EXACT` they cover only `ips`;
 * else they may cover addresses of nobody we know of, up to the given width. Sorted, IPv4 first.
 */
export function coverAddresses(
  ips: readonly string[],
  foreign: readonly string[] = [],
  widening: Widening = EXACT,
): Cidr[] {
  return [4, 6].flatMap((family) => {
    const bitsMax = family === 4 ? 32 : 128;
    const widest = family === 4 ? widening.prefixBitsV4 : widening.prefixBitsV6;
    const wanted = numbers(ips, family);
    const others = numbers(foreign, family);
    return [...cover(wanted, others, 0, bitsMax, widest)];
  });
}

/** The family of a range. */
export function familyOf({ base }: Cidr): 4 | 6 {
  return base.includes(":") ? 6 : 4;
}

/** Walks the tree of halves: a half is taken whole when it is full, or when it is narrow enough and free of others. */
function* cover(
  wanted: readonly bigint[],
  others: readonly bigint[],
  prefixBits: number,
  bitsMax: number,
  widest: number,
): Generator<Cidr> {
  const [first] = wanted;
  if (first === undefined) return;
  const hostBits = BigInt(bitsMax - prefixBits);
  const isFull = BigInt(wanted.length) === 1n << hostBits;
  if (isFull || (prefixBits >= widest && others.length === 0)) {
    const ip = textOf(first, bitsMax);
    yield { base: networkBase(ip, prefixBits), prefixBits };
    return;
  }
  const middle = ((first >> hostBits) << hostBits) + (1n << (hostBits - 1n));
  const [low, high] = halves(wanted, middle);
  const [otherLow, otherHigh] = halves(others, middle);
  yield* cover(low, otherLow, prefixBits + 1, bitsMax, widest);
  yield* cover(high, otherHigh, prefixBits + 1, bitsMax, widest);
}

function halves(sorted: readonly bigint[], middle: bigint): [readonly bigint[], readonly bigint[]] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const at = (low + high) >> 1;
    if ((sorted[at] ?? 0n) < middle) low = at + 1;
    else high = at;
  }
  return [sorted.slice(0, low), sorted.slice(low)];
}

/** The addresses of one family as numbers, sorted, each once. */
function numbers(ips: readonly string[], family: number): bigint[] {
  const values = new Set<bigint>();
  for (const ip of ips) {
    if (ip.includes(":") !== (family === 6)) continue;
    values.add(ipToBytes(ip).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
  }
  return [...values].sort((a, b) => (a < b ? -1 : 1));
}

function textOf(value: bigint, bits: number): string {
  const groups: string[] = [];
  const size = bits === 32 ? 8 : 16;
  for (let shift = bits - size; shift >= 0; shift -= size) {
    groups.push(((value >> BigInt(shift)) & BigInt((1 << size) - 1)).toString(bits === 32 ? 10 : 16));
  }
  return networkBase(groups.join(bits === 32 ? "." : ":"), bits);
}
