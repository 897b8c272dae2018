/**
 * The same pseudonym for the same text, and no way back: a hash with a salt that is kept nowhere. What has no
 * meaning of its own to a stranger stays: ports, versions, the tag keys and roles of Consul, Nomad and Serf.
 */
import { parseHostPort, parseIp } from "../base/address.ts";
import { bytesFromText, concatBytes, hexFromBytes } from "../base/bytes.ts";
import { sha256 } from "../base/sha256.ts";

/** Source: the tags that consul, nomad and serf set. */
const KEPT = new Set([
  ...["role", "dc", "datacenter", "region", "segment", "build", "vsn", "vsn_min", "vsn_max", "id", "port"],
  ...["raft_vsn", "wan_join_port", "bootstrap", "expect", "nonvoter", "read_replica", "use_tls", "acls"],
  ...["ft_fs", "ft_si", "ft_ns", "ap", "grpc_port", "grpc_tls_port", "rpc_addr", "mode", "consul", "node"],
  ...["nomad", "<default>", "true", "false"],
]);
/** A release of software; a longer number may be an account or a telephone, a word behind it a place. */
const VERSION = /^v?\d{1,2}(\.\d{1,3}){1,2}(-(dev|alpha|beta|rc)\d{0,2})?(\+ent)?(:([0-9a-f]{6,40})?)?$/;
const NUMBER = /^\d{1,5}$/;

export class Pseudonyms {
  private readonly known = new Map<string, string>();
  private readonly taken = new Set<string>();

  constructor(private readonly salt: Uint8Array) {}

  /** Of a name, an address or a datacenter: always another text. */
  of(text: string): string {
    if (text === "") return "";
    const known = this.known.get(text);
    if (known !== undefined) return known;
    if (parseIp(text).ok) return this.remember(text, (turn) => this.ip(text, turn));
    const dot = text.lastIndexOf(".");
    // `node.datacenter` keeps its form, so that a WAN pool still reads as one.
    if (dot > 0 && dot < text.length - 1 && !/[:/ ]/.test(text)) {
      const form = `${this.of(text.slice(0, dot))}.${this.of(text.slice(dot + 1))}`;
      this.known.set(text, form);
      return form;
    }
    return this.remember(text, (turn) => `x${this.digest(text, turn).slice(0, 8)}`);
  }

  /** Of a tag's key or value: well-known words, numbers and versions stay. */
  ofTag(text: string): string {
    if (this.known.has(text)) return this.of(text);
    const isPlain = KEPT.has(text) || NUMBER.test(text) || (VERSION.test(text) && !parseIp(text).ok);
    return isPlain ? text : this.of(text);
  }

  /** Of `ip:port`, `host:port` or a URL; scheme and port stay. */
  ofAddress(text: string): string {
    const [, scheme = "", rest = text] = /^(https?:\/\/)?(.*)$/.exec(text) ?? [];
    const [hostPort = ""] = rest.split("/");
    const place = parseHostPort(hostPort, 0);
    if (!place.ok) return this.of(text);
    const { host, port } = place.value;
    const shown = this.of(host);
    const port0 = port === 0 ? "" : `:${port}`;
    return `${scheme}${shown.includes(":") ? `[${shown}]` : shown}${port0}`;
  }

  /** The pseudonym that a text has already. */
  find(text: string): string | undefined {
    return this.known.get(text);
  }

  get originals(): Iterable<string> {
    return this.known.keys();
  }

  private remember(text: string, make: (turn: number) => string): string {
    let turn = 0;
    while (this.taken.has(make(turn)) && turn < 100) turn += 1;
    const made = make(turn);
    this.taken.add(made);
    this.known.set(text, made);
    return made;
  }

  /** IPv4 into 240.0.0.0/4, which nobody routes; IPv6 into 100::/64, which everybody discards. */
  private ip(text: string, turn: number): string {
    const digest = this.digest(text, turn);
    const byte = (at: number): number => Number.parseInt(digest.slice(2 * at, 2 * at + 2), 16);
    if (!text.includes(":")) return [240 + (byte(0) & 15), byte(1), byte(2), byte(3)].join(".");
    return `100::${digest.slice(0, 4)}:${digest.slice(4, 8)}:${digest.slice(8, 12)}:${digest.slice(12, 16)}`;
  }

  private digest(text: string, turn: number): string {
    return hexFromBytes(sha256(concatBytes([this.salt, bytesFromText(`${turn}/${text}`)])));
  }
}
