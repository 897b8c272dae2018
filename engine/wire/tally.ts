/** Counts messages by kind, where they are read and where they are sealed: one addition each. */
import { MESSAGE_TYPE } from "./messages.ts";

/** Types above the last one that holds a message are not counted. */
const TYPES = MESSAGE_TYPE.err + 1;

export class MessageTally {
  /** By type byte. */
  readonly received: number[] = new Array<number>(TYPES).fill(0);
  readonly sent: number[] = new Array<number>(TYPES).fill(0);

  hear(kind: keyof typeof MESSAGE_TYPE): void {
    const type = MESSAGE_TYPE[kind];
    this.received[type] = (this.received[type] ?? 0) + 1;
  }

  say(kind: keyof typeof MESSAGE_TYPE): void {
    this.saidType(MESSAGE_TYPE[kind]);
  }

  /** A message that is encoded already. */
  saidBytes(message: Uint8Array): void {
    this.saidType(message[0] ?? TYPES);
  }

  private saidType(type: number): void {
    if (type < TYPES) this.sent[type] = (this.sent[type] ?? 0) + 1;
  }

  /** Takes the counts of another one in. */
  add({ received, sent }: MessageTally): void {
    for (let type = 0; type < TYPES; type += 1) {
      this.received[type] = (this.received[type] ?? 0) + (received[type] ?? 0);
      this.sent[type] = (this.sent[type] ?? 0) + (sent[type] ?? 0);
    }
  }
}
