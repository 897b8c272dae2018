/**
 * One member of a gossip pool: memberlist without goroutines. Each input goes to the part that owns it.
 * It starts with its first step, whatever that is: a step with `deadline` is the plain way.
 */
import type { Address } from "../base/address.ts";
import { unreachable } from "../base/assert.ts";
import type { Input, Machine, Outbox } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { Keyring } from "../wire/keyring.ts";
import { encodeMessage } from "../wire/messageCodec.ts";
import type { Alive, PacketMessage, Ping, ReplyTo } from "../wire/messages.ts";
import type { PacketSecurity } from "../wire/packet.ts";
import { MessageTally } from "../wire/tally.ts";
import { Acks } from "./acks.ts";
import { Announcements } from "./announcements.ts";
import { Awareness } from "./awareness.ts";
import { TransmitLimitedQueue } from "./broadcasts.ts";
import { WIRE_CODEC, type SwimCodec } from "./codec.ts";
import type { SwimConfig } from "./config.ts";
import { SILENT_DELEGATE, type SwimDelegate } from "./delegate.ts";
import { DirectPings } from "./directPings.ts";
import type { PacketProblem, SwimCommand, SwimEvent } from "./events.ts";
import { Exchange } from "./exchange.ts";
import { Gossip } from "./gossip.ts";
import { Handoff } from "./handoff.ts";
import type { Hush } from "./hush.ts";
import type { Identities } from "./identities.ts";
import type { Member } from "./member.ts";
import { MemberTable } from "./members.ts";
import { Membership } from "./membership.ts";
import { Packets, type PacketOutbox, type Recipient, userMessage } from "./packets.ts";
import { Prober } from "./probe.ts";
import { PushPulls } from "./pushPull.ts";
import { Relay } from "./relay.ts";
import { ReliableSend } from "./reliableSend.ts";
import { Server } from "./server.ts";
import { Streams } from "./streams.ts";
import { earliestDeadline, type Sleeper } from "./timers.ts";
import { OPEN_UPLINK, type Uplink } from "./uplink.ts";

export interface SwimOptions {
  /** Unique in the pool. */
  readonly name: string;
  /** What others shall send to. */
  readonly address: Address;
  readonly config: SwimConfig;
  readonly random: Random;
  readonly delegate?: SwimDelegate;
  /** Encrypts with the first key, reads with any; may be changed while the node runs. */
  readonly keyring?: Keyring | undefined;
  /** "" for none; at most 255 bytes. */
  readonly label?: string | undefined;
  /** Shared by the nodes of one pool in one world; absent, the node has its own. */
  readonly identities?: Identities | undefined;
  /** Absent, the way out never blocks. */
  readonly uplink?: Uplink;
  /** Shared by the nodes of one world; absent, plain wire. */
  readonly codec?: SwimCodec;
  /** Shared by the nodes of a pool that is being made. */
  readonly hush?: Hush | undefined;
}

type Out = Outbox<SwimEvent>;

/** Protocol versions that we understand. Source: net.go, ProtocolVersionMin, ProtocolVersionMax. */
const PROTOCOL_MIN = 1;
const PROTOCOL_MAX = 5;

export class SwimNode implements Machine<SwimCommand, SwimEvent> {
  readonly name: string;
  /** Messages that came and went. */
  readonly tally = new MessageTally();
  /** When it wants to be stepped next: at once before it has begun. */
  deadline: Instant = -Infinity;
  private readonly config: SwimConfig;
  private readonly delegate: SwimDelegate;
  private readonly security: PacketSecurity;
  private readonly self: ReplyTo;
  private readonly uplink: Uplink;
  private readonly codec: SwimCodec;
  private readonly table: MemberTable;
  private readonly awareness: Awareness;
  private readonly acks = new Acks();
  private readonly membership: Membership;
  private readonly packets: Packets;
  private readonly streams: Streams;
  private readonly relay: Relay;
  private readonly prober: Prober;
  private readonly gossip: Gossip;
  private readonly pushPulls: PushPulls;
  private readonly directPings: DirectPings;
  private readonly announcements: Announcements;
  private readonly handoff: Handoff;
  private readonly sleepers: readonly Sleeper[];
  private life: "unborn" | "running" | "stopped" = "unborn";

  constructor(private readonly options: SwimOptions) {
    const { name, address, config, random, keyring, label = "", uplink = OPEN_UPLINK } = options;
    const { codec = WIRE_CODEC } = options;
    const delegate = options.delegate ?? SILENT_DELEGATE;
    this.name = name;
    this.config = config;
    this.delegate = delegate;
    this.uplink = uplink;
    this.codec = codec;
    this.self = { ...address, node: name };
    this.security = {
      label,
      verifyIncoming: config.gossipVerifyIncoming,
      ...(keyring === undefined ? {} : { keyring }),
    };
    const table = new MemberTable(options.identities);
    const awareness = new Awareness(config.awarenessMaxMultiplier);
    const broadcasts = new TransmitLimitedQueue(config.retransmitMult, () => table.size);
    const membership = new Membership(name, table, {
      ...{ config, delegate, broadcasts, awareness, random, codec },
      hush: options.hush,
    });
    const packets = new Packets(config, table, broadcasts, delegate, keyring, label, codec, this.tally);
    const exchange = new Exchange(address.port, config, membership, delegate);
    const server = new Server(name, exchange, delegate, (stream, message, out) =>
      this.streams.write(stream, message, out),
    );
    this.table = table;
    this.awareness = awareness;
    this.membership = membership;
    this.packets = packets;
    this.streams = new Streams(config, keyring, label, server, this.tally);
    this.relay = new Relay(this.self, config, this.acks, packets);
    this.gossip = new Gossip(name, config, table, packets, random, uplink);
    this.pushPulls = new PushPulls(name, config, table, exchange, this.streams, random, uplink);
    this.directPings = new DirectPings(this.self, config, this.acks, packets);
    this.announcements = new Announcements(membership, name);
    this.handoff = new Handoff(config, membership, delegate, address.port);
    this.prober = new Prober(this.self, config, {
      membership,
      awareness,
      acks: this.acks,
      packets,
      streams: this.streams,
      delegate,
      random,
      uplink,
    });
    // Of what is due at one instant, gossip goes first: it tells what was known before.
    this.sleepers = [
      this.gossip,
      this.prober,
      this.relay,
      membership,
      this.pushPulls,
      this.streams,
      this.directPings,
      this.announcements,
    ];
  }

  step(now: Instant, input: Input<SwimCommand>, out: Out): void {
    if (this.life === "stopped") return;
    if (this.life === "unborn") this.begin(now, out);
    switch (input.kind) {
      case "datagram":
        this.hear(now, input.from, input.bytes, out);
        break;
      case "streamOpened":
        this.streams.opened(now, input.stream, input.peer, input.dialed, out);
        break;
      case "streamData":
        this.streams.data(now, input.stream, input.bytes, out);
        break;
      case "streamClosed":
        this.streams.closed(now, input.stream, input.reason, out);
        break;
      case "deadline":
        break;
      case "command":
        this.obey(now, input.command, out);
        break;
      default:
        return unreachable(input);
    }
    this.wake(now, out);
  }

  /** Local health: 0 is healthy. Upstream's GetHealthScore. */
  get healthScore(): number {
    return this.awareness.score;
  }

  /** Members known, the dead and left that are not yet forgotten included: the n of all formulas. */
  get memberCount(): number {
    return this.table.size;
  }

  get hasLeft(): boolean {
    return this.membership.hasLeft;
  }

  /** One member, ourselves included. */
  member(name: string): Member | undefined {
    const id = this.table.find(name);
    return id < 0 ? undefined : this.table.member(id);
  }

  /** All members of the table in no particular order; the dead and left too. */
  *members(): IterableIterator<Member> {
    for (const id of this.table.ids()) yield this.table.member(id);
  }

  /**
   * Sends a message of the layer above in a packet of its own. Changes nothing, so that a delegate may call it while
   * it is asked something. Given a member, adds a checksum if that understands it.
   * Source: memberlist.go, SendToAddress and SendBestEffort.
   */
  sendUser(to: Address | Member, payload: Uint8Array, out: PacketOutbox): void {
    const recipient: Recipient = "address" in to ? to : { address: to, versions: undefined };
    this.packets.sendParts(recipient, [userMessage(payload)], out);
  }

  /** Knows another node from the start, as if it had joined long ago: for worlds that start converged. */
  introduce(other: SwimNode): void {
    for (const node of [this as SwimNode, other]) {
      if (this.table.find(node.name) >= 0) continue;
      const { ip, port, meta, versions } = node.ownAlive(1);
      const address = { ip, port };
      const id = this.table.insert({ name: node.name, address, meta, versions }, this.options.random, 0);
      this.table.setState(id, "alive", 0);
      this.table.setIncarnation(id, 1);
    }
  }

  /** Knows all that another node knows, which must share our identities: for worlds that start converged. */
  adopt(other: SwimNode): void {
    this.table.copyFrom(other.table, this.options.random);
    this.membership.nextIncarnation();
  }

  private begin(now: Instant, out: Out): void {
    this.life = "running";
    if (this.table.size === 0) this.announce(now, out);
    this.prober.start(now);
    this.gossip.start(now);
    this.pushPulls.start(now);
  }

  /** Tells the pool who we are now. */
  private announce(now: Instant, out: Out, onFinished?: () => void): void {
    const alive = this.ownAlive(this.membership.nextIncarnation());
    this.membership.announce(now, alive, out, onFinished);
  }

  private ownAlive(incarnation: number): Alive {
    const [dMin, dMax, dCur] = this.config.delegateVersions;
    const { ip, port } = this.self;
    const meta = this.announcements.checkedMeta(this.delegate);
    const { protocolVersion } = this.config;
    const versions = [PROTOCOL_MIN, PROTOCOL_MAX, protocolVersion, dMin, dMax, dCur] as const;
    return { kind: "alive", incarnation, node: this.name, ip, port, meta, versions };
  }

  private obey(now: Instant, command: SwimCommand, out: Out): void {
    switch (command.kind) {
      case "join":
        return this.pushPulls.join(now, command.join, command.addresses, command.lookFirst ?? false, out);
      case "leave":
        return this.announcements.leave(now, command.timeoutMs, out);
      case "updateNode":
        return this.announcements.update(now, command.timeoutMs, out, (done) =>
          this.announce(now, out, done),
        );
      case "ping":
        return this.directPings.ping(now, command.name, command.address, out);
      case "sendBestEffort": {
        const member = this.member(command.to);
        if (member !== undefined) this.sendUser(member, command.payload, out);
        return;
      }
      case "sendToAddress":
        return this.sendUser(command.to, command.payload, out);
      case "sendReliable": {
        const sending = new ReliableSend(this.streams, command.payload);
        this.streams.dial(now, command.to, this.config.tcpTimeoutMs, sending, out);
        return;
      }
      case "shutdown":
        this.life = "stopped";
        return this.streams.closeAll(out);
      default:
        return unreachable(command);
    }
  }

  /** Lets every part do what is due, and sleeps until the next is. */
  private wake(now: Instant, out: Out): void {
    for (;;) {
      if (this.life !== "running") {
        this.deadline = NEVER;
        return;
      }
      this.gossip.rest(now);
      this.deadline = earliestDeadline(this.sleepers);
      if (this.deadline > now) return;
      for (const sleeper of this.sleepers) if (sleeper.deadline <= now) sleeper.due(now, out);
    }
  }

  private hear(now: Instant, from: Address, bytes: Uint8Array, out: Out): void {
    const opened = this.codec.open(bytes, this.security);
    if (!opened.ok) return out.event({ kind: "packetDropped", from, reason: opened.error });
    const { messages, problems, missingParts } = opened.value;
    for (const reason of problems) out.event({ kind: "packetDropped", from, reason });
    if (missingParts > 0) {
      const reason = { kind: "truncatedCompound", message: `${missingParts} parts are cut off` } as const;
      out.event({ kind: "packetDropped", from, reason });
    }
    for (const message of messages) this.take(now, from, message, out);
    if (this.uplink.hasBacklog) this.handoff.handleSome(now, out);
    else this.handoff.handleAll(now, out);
  }

  /** Questions and answers are served at once; gossip waits until the packet is through. */
  private take(now: Instant, from: Address, message: PacketMessage, out: Out): void {
    this.tally.hear(message.kind);
    switch (message.kind) {
      case "ping":
        return this.answer(message, from, out);
      case "indirectPing":
        return this.relay.take(now, message, from, out);
      case "ackResp":
        return this.acks.acked(now, message.seqNo, message.payload, out);
      case "nackResp":
        return this.acks.nacked(message.seqNo);
      case "alive":
      case "suspect":
      case "dead":
      case "user":
        return this.handoff.take(from, message, out);
      default:
        return unreachable(message);
    }
  }

  private answer({ seqNo, node, source }: Ping, from: Address, out: Out): void {
    if (node !== "" && node !== this.name) {
      const reason: PacketProblem = { kind: "unexpectedNode", message: `a ping for ${node}` };
      return out.event({ kind: "packetDropped", from, reason });
    }
    const ack = encodeMessage({ kind: "ackResp", seqNo, payload: this.delegate.ackPayload() });
    this.packets.sendWithBroadcasts(source ?? from, ack, out);
  }
}
