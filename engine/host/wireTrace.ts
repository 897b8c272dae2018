/** What goes over the sockets of one pool, a line each, for a log that somebody asked for. Never keys: they are in no packet. */
import { formatAddress, type Address } from "../base/address.ts";
import { decodeToJson } from "../wire/describe.ts";
import type { PacketSecurity } from "../wire/packet.ts";

/** One datagram, or one piece of a stream as the system handed it over. */
export interface WireNote {
  readonly way: "in" | "out";
  readonly protocol: "udp" | "tcp";
  /** undefined for a stream that is not open any more. */
  readonly peer: Address | undefined;
  readonly bytes: Uint8Array;
}

/** Lines a second; what is more is counted. */
const LINES_PER_SECOND_MAX = 100;

/** Turns notes into lines for `tell`; a flood becomes a count. */
export class WireTrace {
  private second = 0;
  private lines = 0;
  private untold = 0;

  constructor(
    private readonly security: PacketSecurity,
    private readonly tell: (line: string) => void,
    /** ms. */
    private readonly clock: () => number,
  ) {}

  note(note: WireNote): void {
    const second = Math.floor(this.clock() / 1_000);
    if (second !== this.second) {
      if (this.untold > 0) this.tell(`… ${this.untold} more were not told`);
      [this.second, this.lines, this.untold] = [second, 0, 0];
    }
    if (this.lines >= LINES_PER_SECOND_MAX) {
      this.untold += 1;
      return;
    }
    this.lines += 1;
    this.tell(this.lineOf(note));
  }

  private lineOf({ way, protocol, peer, bytes }: WireNote): string {
    const whom = peer === undefined ? "a closed stream" : formatAddress(peer);
    const what = protocol === "udp" ? `: ${this.messagesIn(bytes)}` : "";
    return `${way === "in" ? "<-" : "->"} ${whom} ${protocol} ${bytes.length} B${what}`;
  }

  /** A stream comes in pieces and is told by its size. */
  private messagesIn(bytes: Uint8Array): string {
    const { label, keyring } = this.security;
    const described = decodeToJson(bytes, {
      stream: false,
      label,
      ...(keyring === undefined ? {} : { keyring }),
    });
    return "error" in described
      ? `not readable (${described.error.layer})`
      : described.messages.map(({ type }) => type).join(", ");
  }
}
