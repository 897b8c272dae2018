import fc from "fast-check";
import { expect, it } from "vitest";
import { lzwCompress, lzwDecompress } from "../../../engine/wire/lzw.ts";

const SIZE_MAX = 1 << 20;

it("writes Go's bytes for nothing: clear and end", () => {
  expect(lzwCompress(new Uint8Array(0))).toEqual(Uint8Array.of(0x00, 0x03, 0x02));
});

it("gives back what it compressed, over every change of width and the clearing of a full table", () => {
  const symbols = fc.constantFrom(1, 2, 7, 256);
  fc.assert(
    fc.property(symbols, fc.integer({ min: 0, max: 30_000 }), fc.integer(), (alphabet, size, seed) => {
      const input = Uint8Array.from(
        { length: size },
        (_, i) => (Math.imul(i ^ seed, 0x9e37_79b1) >>> 13) % alphabet,
      );
      expect(lzwDecompress(lzwCompress(input), SIZE_MAX)).toEqual({ ok: true, value: input });
    }),
    { numRuns: 60 },
  );
});

it("reads streams of older Go, which do not clear first", () => {
  // "aaaa" as codes 97, 258, 97, 257 of 9 bits each, least significant bit first.
  expect(lzwDecompress(packed([97, 258, 97, 257]), 100)).toEqual({
    ok: true,
    value: new TextEncoder().encode("aaaa"),
  });
});

it("stops a bomb at the size it was given", () => {
  const bomb = lzwCompress(new Uint8Array(500_000));
  expect(bomb.length).toBeLessThan(2_000);
  expect(lzwDecompress(bomb, 65_536)).toMatchObject({ ok: false, error: { kind: "tooLarge" } });
});

it("says where a stream is cut off or makes no sense", () => {
  const whole = lzwCompress(new TextEncoder().encode("to be or not to be"));
  for (let size = 0; size < whole.length - 1; size += 1) {
    expect(lzwDecompress(whole.subarray(0, size), 100)).toMatchObject({
      ok: false,
      error: { kind: "truncated" },
    });
  }
  expect(lzwDecompress(packed([97, 300]), 100)).toMatchObject({ ok: false, error: { kind: "malformed" } });
});

function packed(codes: readonly number[]): Uint8Array {
  const bits = codes.flatMap((code) => Array.from({ length: 9 }, (_, bit) => (code >> bit) & 1));
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, at) => byte | (bit << at), 0),
  );
}

it("goes on with a full table that the encoder does not clear", () => {
  // 3838 literals fill the table up to code 4095, which is then the pair 253, 65 for good.
  const literals = Array.from({ length: 3_838 }, (_, i) => i & 255);
  const read = lzwDecompress(packedGrowing([...literals, 65, 4_095, 66, 4_095, 257]), SIZE_MAX);
  expect(read.ok && [...read.value.subarray(literals.length)]).toEqual([65, 253, 65, 66, 253, 65]);
});

/** As `packed`, with widths that grow as the table does, and no clear code. */
function packedGrowing(codes: readonly number[]): Uint8Array {
  let width = 9;
  let hi = 257;
  const bits: number[] = [];
  for (const code of codes) {
    for (let bit = 0; bit < width; bit += 1) bits.push((code >> bit) & 1);
    hi = Math.min(hi + 1, 4_095);
    if (hi === 1 << width) width += 1;
  }
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7));
  return bytes;
}
