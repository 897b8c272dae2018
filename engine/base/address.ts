/** Socket addresses and address ranges: parsed, printed, compared. IP arithmetic is ipaddr.js's. */
import ipaddr from "ipaddr.js";
import { fail, ok, type Result } from "./result.ts";

/** Where a socket listens: a canonical IP literal (IPv6 without brackets, v4-mapped shown as IPv4) and a port. */
export interface Address {
  readonly ip: string;
  readonly port: number;
}

/** A range such as `10.1.0.0/16`, its base address canonical. */
export interface Cidr {
  readonly base: string;
  readonly prefixBits: number;
}

/** Prints `10.0.0.1:7946` or `[fd00::1]:7946`. */
export function formatAddress({ ip, port }: Address): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** Reads an IP literal into its canonical spelling; brackets are taken off, v4-mapped IPv6 becomes IPv4. */
export function parseIp(text: string): Result<string, string> {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) {
    return fail(`"${text}" is not an IP address; write it like 10.0.0.1 or fd00::1`);
  }
  return ok(ipaddr.process(bare).toString());
}

/** Turns the 4 or 16 bytes of a wire address into its canonical spelling. */
export function ipFromBytes(bytes: Uint8Array): Result<string, string> {
  if (bytes.length !== 4 && bytes.length !== 16) {
    return fail(`an address has 4 or 16 bytes, this one ${bytes.length}`);
  }
  if (bytes.length === 4) return ok(bytes.join("."));
  return ok(ipaddr.process(ipaddr.fromByteArray([...bytes]).toString()).toString());
}

/** The 4 (IPv4) or 16 (IPv6) bytes of an IP literal that `parseIp` accepted. */
export function ipToBytes(ip: string): Uint8Array {
  return Uint8Array.from(ipaddr.parse(ip).toByteArray());
}

/** Splits `host`, `host:port`, `[v6]:port` or a bare IPv6 literal; the host may be a name. */
export function parseHostPort(
  text: string,
  defaultPort: number,
): Result<{ host: string; port: number }, string> {
  const trimmed = text.trim();
  if (ipaddr.IPv6.isValid(trimmed)) return ok({ host: trimmed, port: defaultPort });
  const match = /^(\[[^\]]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/.exec(trimmed);
  const host = match?.[1];
  if (match === null || host === undefined)
    return fail(`"${text}" is not HOST:PORT, such as 10.0.0.1:${defaultPort}`);
  const port = match[2] === undefined ? defaultPort : Number(match[2]);
  if (port < 1 || port > 65_535) return fail(`port ${port} of "${text}" is not between 1 and 65535`);
  return ok({ host: host.replace(/^\[|\]$/g, ""), port });
}

/** Reads `10.1.0.0/16`; a bare address is a range of one. Host bits that are set are an error, not dropped. */
export function parseCidr(text: string): Result<Cidr, string> {
  const [addressText = "", bitsText] = text.trim().split("/");
  const ip = parseIp(addressText);
  if (!ip.ok) return fail(ip.error);
  const bitsMax = ip.value.includes(":") ? 128 : 32;
  const prefixBits = bitsText === undefined ? bitsMax : Number(bitsText);
  if (!/^\d{1,3}$/.test(bitsText ?? "0") || prefixBits > bitsMax) {
    return fail(`"${text}": the prefix after the slash is not 0 to ${bitsMax}`);
  }
  const base = networkBase(ip.value, prefixBits);
  if (base !== ip.value) return fail(`"${text}" has host bits set; did you mean ${base}/${prefixBits}?`);
  return ok({ base, prefixBits });
}

export function formatCidr({ base, prefixBits }: Cidr): string {
  return `${base}/${prefixBits}`;
}

/** Whether the range covers the address; families never mix. */
export function cidrContains(cidr: Cidr, ip: string): boolean {
  if (cidr.base.includes(":") !== ip.includes(":")) return false;
  return networkBase(ip, cidr.prefixBits) === cidr.base;
}

/** The first address of the range of `prefixBits` that `ip` lies in. */
export function networkBase(ip: string, prefixBits: number): string {
  const bytes = ipToBytes(ip);
  for (let i = 0; i < bytes.length; i += 1) {
    const kept = Math.min(8, Math.max(0, prefixBits - 8 * i));
    bytes[i] = (bytes[i] ?? 0) & (0xff << (8 - kept)) & 0xff;
  }
  return ipaddr.fromByteArray([...bytes]).toString();
}

/** What kind of network an address belongs to, in ipaddr.js's words (`private`, `loopback`, `linkLocal`, …). */
export function addressRange(ip: string): string {
  return ipaddr.parse(ip).range();
}
