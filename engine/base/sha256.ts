/** SHA-256, for layers that may not use Node's. Slow and simple: for fingerprints, not for bulk. Source: FIPS 180-4 §6.2. */

const ROUND = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const START = Uint32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
const BLOCK_BYTES = 64;

/** The 32 bytes of the digest. */
export function sha256(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const state = START.slice();
  for (let at = 0; at < padded.length; at += BLOCK_BYTES)
    compress(state, new DataView(padded.buffer, at, BLOCK_BYTES));
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest.setUint32(4 * index, word));
  return new Uint8Array(digest.buffer);
}

/** The message, one bit 1, zeros, and the length in bits in the last 8 bytes. */
function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const bits = new DataView(padded.buffer, padded.length - 8);
  bits.setUint32(0, Math.floor(message.length / 0x2000_0000));
  bits.setUint32(4, (message.length << 3) >>> 0);
  return padded;
}

function compress(state: Uint32Array, block: DataView): void {
  const words = new Uint32Array(64);
  for (let t = 0; t < 16; t += 1) words[t] = block.getUint32(4 * t);
  for (let t = 16; t < 64; t += 1) {
    const [w2 = 0, w7 = 0, w15 = 0, w16 = 0] = [words[t - 2], words[t - 7], words[t - 15], words[t - 16]];
    words[t] = sigma(w2, 17, 19, w2 >>> 10) + w7 + sigma(w15, 7, 18, w15 >>> 3) + w16;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const t1 = h + sigma(e, 6, 11, rotate(e, 25)) + ((e & f) ^ (~e & g)) + (ROUND[t] ?? 0) + (words[t] ?? 0);
    const t2 = sigma(a, 2, 13, rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = (state[index] ?? 0) + word));
}

function sigma(word: number, first: number, second: number, third: number): number {
  return rotate(word, first) ^ rotate(word, second) ^ third;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The first 32 bits after the point. The roots are exact enough: 32 of the 52 bits are used. */
function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}
