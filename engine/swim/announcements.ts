/**
 * What we say of ourselves and then wait for: our goodbye, and new meta, until it has been sent as often as it shall.
 * Source: memberlist memberlist.go, Leave, UpdateNode.
 */
import { assert } from "../base/assert.ts";
import type { Outbox } from "../base/machine.ts";
import { NEVER, type Instant } from "../base/time.ts";
import type { SwimDelegate } from "./delegate.ts";
import type { SwimEvent } from "./events.ts";
import { META_BYTES_MAX } from "./member.ts";
import type { Membership } from "./membership.ts";
import type { Sleeper } from "./timers.ts";

type Out = Outbox<SwimEvent>;

interface Wait {
  readonly kind: "leaveFinished" | "updateFinished";
  readonly dueAt: Instant;
  isSpread: boolean;
}

export class Announcements implements Sleeper {
  private waits: Wait[] = [];

  constructor(
    private readonly membership: Membership,
    private readonly name: string,
  ) {}

  get deadline(): Instant {
    if (this.waits.length === 0) return NEVER;
    let at = NEVER;
    for (const { isSpread, dueAt } of this.waits) at = Math.min(at, isSpread ? -Infinity : dueAt);
    return at;
  }

  /** `timeoutMs` 0 waits as long as it takes. */
  leave(now: Instant, timeoutMs: number, out: Out): void {
    const { membership } = this;
    if (membership.hasLeft) return out.event({ kind: "leaveFinished", isSpread: true });
    membership.hasLeft = true;
    const incarnation = membership.table.incarnation(membership.table.find(this.name));
    const wait = this.wait(now, "leaveFinished", timeoutMs);
    const goodbye = { kind: "dead", incarnation, node: this.name, from: this.name } as const;
    membership.dead(now, goodbye, out, () => (wait.isSpread = true));
  }

  update(now: Instant, timeoutMs: number, out: Out, announce: (onFinished: () => void) => void): void {
    if (this.membership.hasLeft) return out.event({ kind: "updateFinished", isSpread: false });
    const wait = this.wait(now, "updateFinished", timeoutMs);
    announce(() => (wait.isSpread = true));
  }

  due(now: Instant, out: Out): void {
    const over = this.waits.filter(({ isSpread, dueAt }) => isSpread || dueAt <= now);
    this.waits = this.waits.filter((wait) => !over.includes(wait));
    for (const { kind, isSpread } of over) out.event({ kind, isSpread });
  }

  checkedMeta(delegate: SwimDelegate): Uint8Array {
    const meta = delegate.nodeMeta(META_BYTES_MAX);
    assert(meta.length <= META_BYTES_MAX, `a delegate's meta has at most ${META_BYTES_MAX} bytes`);
    return meta;
  }

  /** Alone there is nobody to tell. */
  private wait(now: Instant, kind: Wait["kind"], timeoutMs: number): Wait {
    const { table } = this.membership;
    let isAlone = true;
    for (const id of table.ids()) {
      if (!table.isDeadOrLeft(id) && table.name(id) !== this.name) isAlone = false;
    }
    const wait = { kind, dueAt: timeoutMs > 0 ? now + timeoutMs : NEVER, isSpread: isAlone };
    this.waits.push(wait);
    return wait;
  }
}
