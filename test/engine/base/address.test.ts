import { expect, it } from "vitest";
import {
  cidrContains,
  formatAddress,
  ipFromBytes,
  ipToBytes,
  parseCidr,
  parseHostPort,
  parseIp,
} from "../../../engine/base/address.ts";

it.each([
  ["10.0.0.1", "10.0.0.1"],
  ["[fd00::0001]", "fd00::1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
])("%s is the address %s", (text, ip) => {
  expect(parseIp(text)).toEqual({ ok: true, value: ip });
});

it("refuses what only looks like an address and says how to write one", () => {
  expect(parseIp("10.1")).toEqual({ ok: false, error: expect.stringContaining("write it like 10.0.0.1") });
});

it.each(["10.0.0.1", "fd00::1"])("%s survives its wire bytes", (ip) => {
  expect(ipFromBytes(ipToBytes(ip))).toEqual({ ok: true, value: ip });
});

it("refuses wire addresses that are neither 4 nor 16 bytes", () => {
  expect(ipFromBytes(new Uint8Array(5))).toEqual({ ok: false, error: expect.stringContaining("this one 5") });
});

it.each([
  ["db-1.example.net", { host: "db-1.example.net", port: 8301 }],
  ["10.0.0.1:7946", { host: "10.0.0.1", port: 7946 }],
  ["[fd00::1]:7946", { host: "fd00::1", port: 7946 }],
  ["fd00::1", { host: "fd00::1", port: 8301 }],
])("%s is a host and a port", (text, parts) => {
  expect(parseHostPort(text, 8301)).toEqual({ ok: true, value: parts });
});

it.each(["", "a:b:c", "10.0.0.1:70000", "http://x"])("refuses %j as HOST:PORT", (text) => {
  expect(parseHostPort(text, 8301).ok).toBe(false);
});

it("keeps families and ranges apart", () => {
  const range = parseCidr("10.1.0.0/16");
  expect(range).toEqual({ ok: true, value: { base: "10.1.0.0", prefixBits: 16 } });
  if (!range.ok) return;
  expect([
    cidrContains(range.value, "10.1.255.9"),
    cidrContains(range.value, "10.2.0.1"),
    cidrContains(range.value, "::1"),
  ]).toEqual([true, false, false]);
});

it("asks instead of dropping host bits", () => {
  expect(parseCidr("10.1.2.3/16")).toEqual({ ok: false, error: expect.stringContaining("10.1.0.0/16") });
});

it("prints IPv6 with brackets", () => {
  expect(formatAddress({ ip: "fd00::1", port: 8301 })).toBe("[fd00::1]:8301");
});
