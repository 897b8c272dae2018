/** Chance as a port: live from the system's entropy (`host/entropy.ts`), in tests and simulations from a seed. */

/** Draws for protocol decisions (probe order, gossip targets, staggering). Never for keys or nonces. */
export interface Random {
  /** A float, 0 ≤ x < 1. */
  float(): number;
  /** An integer, 0 ≤ x < bound; `bound` at least 1. */
  below(bound: number): number;
  /** An unsigned 32-bit integer. */
  uint32(): number;
}

/** xoshiro128**: small, fast, the same sequence on every machine. Source: Blackman and Vigna, 2018. */
export class SeededRandom implements Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number) {
    // SplitMix32 spreads a small seed over the whole state.
    let state = seed >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return (mixed ^ (mixed >>> 15)) >>> 0;
    };
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next();
  }

  uint32(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9) >>> 0;
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotateLeft(this.d, 11);
    return scrambled;
  }

  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  below(bound: number): number {
    return Math.floor(this.float() * bound);
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
