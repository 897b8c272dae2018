/**
 * Enough of a pool to answer a guest in virtual time: members that give their state, acknowledge pings and gossip.
 * The guest's own code runs unchanged; only sockets and clock are ours.
 */
import { encode } from "@msgpack/msgpack";
import { formatAddress, type Address } from "../../engine/base/address.ts";
import { concatBytes } from "../../engine/base/bytes.ts";
import type { Outbox, StreamId } from "../../engine/base/machine.ts";
import type { Random } from "../../engine/base/random.ts";
import type { Guest, GuestCommand, GuestEvent } from "../../engine/observer/guest.ts";
import { encodeMessage } from "../../engine/wire/messageCodec.ts";
import type { IndirectPing, PacketMessage, PushPullNode, StreamMessage } from "../../engine/wire/messages.ts";
import { openPacket, sealPacket } from "../../engine/wire/packet.ts";
import { sealStream, StreamReader } from "../../engine/wire/stream.ts";

export interface FakeMember {
  readonly name: string;
  readonly address: Address;
  readonly tags?: Readonly<Record<string, string>>;
  readonly state?: PushPullNode["state"];
  readonly incarnation?: number;
}

/** What left a guest, decoded. */
export interface Uttered {
  readonly at: number;
  readonly to: Address;
  readonly over: "udp" | "tcp";
  readonly message: PacketMessage | StreamMessage;
}

const PLAIN = { label: "" };

/** Runs one guest against a network of members; `answer` says what each lists and gossips. */
export class FakeNetwork implements Outbox<GuestEvent> {
  readonly uttered: Uttered[] = [];
  readonly events: GuestEvent[] = [];
  /** Names of members that no helper reaches. */
  readonly cutOff = new Set<string>();
  /** Hears each event with its virtual time. */
  onEvent: (at: number, event: GuestEvent) => void = () => undefined;
  private readonly pending: { at: number; deliver: () => void }[] = [];
  private readonly streams = new Map<StreamId, Address>();
  private nextStream = 1;
  private now = 0;

  constructor(
    private readonly machine: Guest,
    private readonly members: readonly FakeMember[],
    private readonly gossip: readonly PacketMessage[],
    private readonly random: Random,
  ) {}

  /** Steps until `untilMs` of virtual time. */
  run(untilMs: number): void {
    this.machine.step(this.now, { kind: "deadline" }, this);
    for (;;) {
      this.pending.sort((a, b) => a.at - b.at);
      const next = Math.min(this.machine.deadline, this.pending[0]?.at ?? Infinity);
      if (next > untilMs) return;
      this.now = Math.max(this.now, next);
      const due = this.pending[0];
      if (due !== undefined && due.at <= this.now) {
        this.pending.shift();
        due.deliver();
      } else this.machine.step(this.now, { kind: "deadline" }, this);
    }
  }

  command(command: GuestCommand): void {
    this.machine.step(this.now, { kind: "command", command }, this);
  }

  send(to: Address, bytes: Uint8Array): void {
    const opened = openPacket(bytes, PLAIN);
    if (!opened.ok) throw new Error("the guest sent what cannot be read");
    for (const message of opened.value.messages) {
      this.uttered.push({ at: this.now, to, over: "udp", message });
      if (message.kind === "indirectPing") this.relay(to, message);
      if (message.kind !== "ping" || this.memberAt(to) === undefined) continue;
      const ack = encodeMessage({ kind: "ackResp", seqNo: message.seqNo, payload: new Uint8Array(0) });
      const news = this.gossip.map((heard) => encodeMessage(heard as Parameters<typeof encodeMessage>[0]));
      const reply = sealPacket([ack, ...news], { ...PLAIN, crc: false, compress: false });
      this.later(() => this.machine.step(this.now, { kind: "datagram", from: to, bytes: reply }, this));
    }
  }

  dial(to: Address): StreamId {
    const stream = this.nextStream++;
    this.streams.set(stream, to);
    this.later(() => {
      const input =
        this.memberAt(to) === undefined
          ? ({ kind: "streamClosed", stream, reason: "refused" } as const)
          : ({ kind: "streamOpened", stream, peer: to, dialed: true } as const);
      this.machine.step(this.now, input, this);
    });
    return stream;
  }

  write(stream: StreamId, bytes: Uint8Array): void {
    const to = this.streams.get(stream);
    const asked = new StreamReader({ ...PLAIN, dialed: false }).push(bytes);
    if (to === undefined || asked?.ok !== true) throw new Error("the guest wrote what cannot be read");
    this.uttered.push({ at: this.now, to, over: "tcp", message: asked.value });
    if (asked.value.kind === "ping") {
      const { seqNo } = asked.value;
      const ack = { kind: "ackResp", seqNo, payload: new Uint8Array(0) } as const;
      const bytes = sealStream(ack, { ...PLAIN, dialed: false, compress: true });
      return this.later(() => this.machine.step(this.now, { kind: "streamData", stream, bytes }, this));
    }
    const state = {
      kind: "pushPull",
      join: false,
      nodes: this.members.map(node),
      userState: new Uint8Array(0),
    } as const;
    const reply = sealStream(state, { ...PLAIN, dialed: false, compress: true });
    this.later(() => this.machine.step(this.now, { kind: "streamData", stream, bytes: reply }, this));
  }

  close(stream: StreamId): void {
    this.streams.delete(stream);
  }

  event(event: GuestEvent): void {
    this.events.push(event);
    this.onEvent(this.now, event);
  }

  /** Helpers reach all members but those that are cut off, and say so when they don't. */
  private relay(helper: Address, { seqNo, node }: IndirectPing): void {
    if (this.memberAt(helper) === undefined) return;
    const isCut = this.cutOff.has(node);
    const answer = encodeMessage(
      isCut ? { kind: "nackResp", seqNo } : { kind: "ackResp", seqNo, payload: new Uint8Array(0) },
    );
    const bytes = sealPacket([answer], { ...PLAIN, crc: false, compress: false });
    this.later(() => this.machine.step(this.now, { kind: "datagram", from: helper, bytes }, this));
  }

  private memberAt(address: Address): FakeMember | undefined {
    return this.members.find((member) => formatAddress(member.address) === formatAddress(address));
  }

  private later(deliver: () => void): void {
    this.pending.push({ at: this.now + 1 + this.random.below(50), deliver });
  }
}

function node({ name, address, tags, state, incarnation }: FakeMember): PushPullNode {
  return {
    name,
    ip: address.ip,
    port: address.port,
    meta: tags === undefined ? new Uint8Array(0) : metaOf(tags),
    incarnation: incarnation ?? 1,
    state: state ?? "alive",
    versions: [1, 5, 2, 2, 5, 4],
  };
}

/** Tags as Serf puts them on the wire: `ff` and a msgpack map. */
function metaOf(tags: Readonly<Record<string, string>>): Uint8Array {
  return concatBytes([Uint8Array.of(0xff), encode(tags)]);
}
