/**
 * The byte streams of a node: one message each way, then closed. Reads, counts and times them; what is said on them
 * is the business of the `Conversation` each belongs to.
 * Source: memberlist net.go handleConn, readStream, rawSendMsgStream.
 */
import type { Address } from "../base/address.ts";
import type { Outbox, StreamEnd, StreamId } from "../base/machine.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { WireError } from "../wire/error.ts";
import type { Keyring } from "../wire/keyring.ts";
import type { StreamMessage } from "../wire/messages.ts";
import { sealStream, StreamReader } from "../wire/stream.ts";
import type { MessageTally } from "../wire/tally.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimEvent } from "./events.ts";
import { encryptionVersion } from "./packets.ts";
import type { Sleeper } from "./timers.ts";

type Out = Outbox<SwimEvent>;

/** One end of a stream. */
export interface OpenStream {
  readonly id: StreamId;
  readonly peer: Address;
  /** Whether we opened it. */
  readonly dialed: boolean;
}

/** What is said on a stream. The stream is closed after `heard` and after `failed`. */
export interface Conversation {
  /** The stream that we dialed is open: time to speak. */
  opened(now: Instant, stream: OpenStream, out: Out): void;
  heard(now: Instant, stream: OpenStream, message: StreamMessage, out: Out): void;
  /** Nothing more will come: it could not be read, it ended, or time is up. */
  failed(now: Instant, stream: OpenStream, problem: WireError | StreamEnd, out: Out): void;
}

interface Entry extends OpenStream {
  readonly conversation: Conversation;
  readonly reader: StreamReader;
  /** Ours to choose for streams that we dial, the TCP timeout after that. */
  readonly timeoutMs: number;
  dueAt: Instant;
}

/** Streams of others open at once; more are closed unread. Source: net.go, maxPushPullRequests. */
const INBOUND_MAX = 128;

export class Streams implements Sleeper {
  private readonly open = new Map<StreamId, Entry>();
  private inbound = 0;

  constructor(
    private readonly config: SwimConfig,
    private readonly keyring: Keyring | undefined,
    private readonly label: string,
    /** Talks on the streams that others open. */
    private readonly server: Conversation,
    private readonly tally: MessageTally,
  ) {}

  get deadline(): Instant {
    if (this.open.size === 0) return NEVER;
    let at = NEVER;
    for (const { dueAt } of this.open.values()) if (dueAt < at) at = dueAt;
    return at;
  }

  /** Opens a stream; `timeoutMs` is for the dialing, and again for what follows. */
  dial(now: Instant, to: Address, timeoutMs: number, conversation: Conversation, out: Out): StreamId {
    const id = out.dial(to);
    this.add({ id, peer: to, dialed: true, conversation, timeoutMs, dueAt: now + timeoutMs });
    return id;
  }

  write(stream: OpenStream, message: StreamMessage, out: Out): void {
    const { keyring, label, config } = this;
    const bytes = sealStream(message, {
      label,
      dialed: stream.dialed,
      compress: config.enableCompression,
      encryptionVersion: encryptionVersion(config),
      ...(keyring !== undefined && config.gossipVerifyOutgoing ? { keyring } : {}),
    });
    this.tally.say(message.kind);
    out.write(stream.id, bytes);
  }

  opened(now: Instant, id: StreamId, peer: Address, dialed: boolean, out: Out): void {
    if (!dialed) return this.accept(now, id, peer, out);
    const entry = this.open.get(id);
    if (entry === undefined) return out.close(id);
    entry.dueAt = now + entry.timeoutMs;
    entry.conversation.opened(now, entry, out);
  }

  data(now: Instant, id: StreamId, bytes: Uint8Array, out: Out): void {
    const entry = this.open.get(id);
    if (entry === undefined) return;
    const answer = entry.reader.push(bytes);
    if (answer === undefined) return;
    this.remove(entry);
    if (answer.ok) {
      this.tally.hear(answer.value.kind);
      entry.conversation.heard(now, entry, answer.value, out);
    } else entry.conversation.failed(now, entry, answer.error, out);
    out.close(id);
  }

  closed(now: Instant, id: StreamId, reason: StreamEnd, out: Out): void {
    const entry = this.open.get(id);
    if (entry === undefined) return;
    this.remove(entry);
    entry.conversation.failed(now, entry, reason, out);
  }

  /** Ends a stream that nobody is interested in any more. */
  drop(id: StreamId, out: Out): void {
    const entry = this.open.get(id);
    if (entry === undefined) return;
    this.remove(entry);
    out.close(id);
  }

  due(now: Instant, out: Out): void {
    for (const entry of [...this.open.values()]) {
      if (entry.dueAt > now) continue;
      this.remove(entry);
      out.close(entry.id);
      entry.conversation.failed(now, entry, "timeout", out);
    }
  }

  closeAll(out: Out): void {
    for (const id of this.open.keys()) out.close(id);
    this.open.clear();
    this.inbound = 0;
  }

  private accept(now: Instant, id: StreamId, peer: Address, out: Out): void {
    if (this.inbound >= INBOUND_MAX) return out.close(id);
    const timeoutMs = this.config.tcpTimeoutMs;
    const entry = { id, peer, dialed: false, conversation: this.server, timeoutMs, dueAt: now + timeoutMs };
    this.add(entry);
  }

  private add(entry: Omit<Entry, "reader">): void {
    const { keyring, label, config } = this;
    const reader = new StreamReader({
      label,
      dialed: entry.dialed,
      verifyIncoming: config.gossipVerifyIncoming,
      ...(keyring === undefined ? {} : { keyring }),
    });
    this.open.set(entry.id, { ...entry, reader });
    if (!entry.dialed) this.inbound += 1;
  }

  private remove(entry: Entry): void {
    this.open.delete(entry.id);
    if (!entry.dialed) this.inbound -= 1;
  }
}
