/** msgpack as Go's peers speak it: widths, bounds, nesting. */
import { expect, it } from "vitest";
import { hexFromBytes } from "../../../engine/base/bytes.ts";
import { MsgpackReader, NESTING_MAX } from "../../../engine/wire/msgpack.ts";
import { MsgpackWriter } from "../../../engine/wire/msgpackWriter.ts";

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const reader = (text: string): MsgpackReader => new MsgpackReader(hex(text), 0, "test");

it.each([
  [0, "00"],
  [127, "7f"],
  [128, "cc80"],
  [256, "cd0100"],
  [65_536, "ce00010000"],
  [2 ** 32, "cf0000000100000000"],
  [2n ** 63n, "cf8000000000000000"],
  [-1, "ff"],
  [-33, "d0df"],
  [-129, "d1ff7f"],
  [-32_769, "d2ffff7fff"],
  [-2_147_483_649, "d3ffffffff7fffffff"],
] as const)("writes %s as %s and reads it back", (value, bytes) => {
  const writer = new MsgpackWriter(1);
  writer.int(value);
  expect(hexFromBytes(writer.finish())).toBe(bytes);
  expect(reader(bytes).value()).toBe(value);
});

it.each([
  "cc05",
  "cd0005",
  "ce00000005",
  "cf0000000000000005",
  "d005",
  "d10005",
  "d200000005",
  "d30000000000000005",
])("reads 5 out of %s", (bytes) => {
  expect(reader(bytes).uint(5)).toBe(5);
  expect(reader(bytes).uint64()).toBe(5n);
});

it("keeps 64-bit integers whole and refuses them where a small one belongs", () => {
  expect(reader("cfffffffffffffffff").uint64()).toBe(2n ** 64n - 1n);
  const small = reader("cfffffffffffffffff");
  expect(small.uint()).toBe(0);
  expect(small.error).toMatchObject({ kind: "unsupported", offset: 0 });
});

it("writes raw, never str8 or bin", () => {
  const writer = new MsgpackWriter();
  writer.text("é".repeat(20));
  writer.text("x".repeat(31));
  writer.raw(new Uint8Array(0));
  writer.rawOrNil(new Uint8Array(0));
  expect(hexFromBytes(writer.finish())).toBe(`da0028${"c3a9".repeat(20)}bf${"78".repeat(31)}a0c0`);
});

it("keeps a name that is no UTF-8", () => {
  const writer = new MsgpackWriter();
  const name = reader("a4 61fe80 62").text();
  writer.text(name);
  expect(hexFromBytes(writer.finish())).toBe("a461fe8062");
});

it.each([
  ["db ffffffff 00", "raw"],
  ["dd ffffffff 00", "array"],
  ["df ffffffff 00", "map"],
])("believes no length that the bytes at hand can't have: %s", (bytes) => {
  const skipper = reader(bytes);
  skipper.skip();
  expect(skipper.error?.kind).toBe("truncated");
  const valued = reader(bytes);
  valued.value();
  expect(valued.error?.kind).toBe("truncated");
});

it("stops at its nesting limit, also when it only skips", () => {
  const bomb = `${"91".repeat(NESTING_MAX + 2)}c0`;
  for (const read of ["skip", "value"] as const) {
    const deep = reader(bomb);
    deep[read]();
    expect(deep.error?.kind).toBe("tooLarge");
    const fine = reader(`${"91".repeat(NESTING_MAX)}c0`);
    fine[read]();
    expect(fine.error).toBeUndefined();
  }
});

it("skips every kind of value to the byte", () => {
  const values = [
    "c0",
    "c2",
    "7f",
    "e0",
    "ca00000000",
    "cb0000000000000000",
    "cf0000000000000000",
    "d3ffffffffffffffff",
  ];
  const others = [
    "a161",
    "d90161",
    "c40161",
    "c5000161",
    "c6000000 0161",
    "91c0",
    "dc0001c0",
    "81a161c0",
    "d4000a",
    "c7010005",
  ];
  for (const bytes of [...values, ...others]) {
    const skipper = reader(bytes);
    skipper.skip();
    expect({ bytes, error: skipper.error, left: skipper.remaining }).toEqual({
      bytes,
      error: undefined,
      left: 0,
    });
  }
});
