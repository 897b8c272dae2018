/**
 * Our half of a push/pull: what we tell, and whether and how what we are told is merged.
 * Source: memberlist net.go, sendLocalState, mergeRemoteState.
 */
import type { Outbox } from "../base/machine.ts";
import type { Instant } from "../base/time.ts";
import type { PushPull, PushPullNode } from "../wire/messages.ts";
import type { SwimConfig } from "./config.ts";
import type { SwimDelegate } from "./delegate.ts";
import type { SwimEvent } from "./events.ts";
import type { Membership } from "./membership.ts";
import { incompatibility } from "./versionCheck.ts";

export class Exchange {
  constructor(
    private readonly ownPort: number,
    private readonly config: SwimConfig,
    private readonly membership: Membership,
    private readonly delegate: SwimDelegate,
  ) {}

  /** All that we believe, and the delegate's state. */
  localState(join: boolean): PushPull {
    const { table } = this.membership;
    const nodes: PushPullNode[] = [];
    for (const id of table.ids()) {
      const { name, address, meta, versions } = table.identity(id);
      const { ip, port } = address;
      const incarnation = table.incarnation(id);
      nodes.push({ name, ip, port, meta, incarnation, state: table.state(id), versions });
    }
    return { kind: "pushPull", join, nodes, userState: this.delegate.localState(join) };
  }

  /** Why the other side's table must not become part of ours, undefined if it may. */
  refusalOf(join: boolean, rows: readonly PushPullNode[]): string | undefined {
    const misfit = incompatibility(rows, this.membership.table);
    if (misfit !== undefined) return misfit;
    return join ? this.delegate.notifyMerge(rows) : undefined;
  }

  /** Why the other side shall not even be told our state; undefined when it may. */
  refusalToTell({ nodes }: PushPull): string | undefined {
    return this.config.verifiesBeforeReply ? this.refusalOf(true, nodes) : undefined;
  }

  /** Merges unless there is a reason not to, which is returned. */
  merge(now: Instant, state: PushPull, out: Outbox<SwimEvent>): string | undefined {
    const rows = this.withPorts(state.nodes);
    const refusal = this.refusalOf(state.join, rows);
    if (refusal !== undefined) return refusal;
    this.membership.merge(now, rows, out);
    if (state.userState.length > 0) this.delegate.mergeRemoteState(state.userState, state.join);
    return undefined;
  }

  /** Protocol 1 knew no ports: all members of a pool had the same. */
  private withPorts(rows: readonly PushPullNode[]): readonly PushPullNode[] {
    const isOld = this.config.protocolVersion < 2;
    if (!isOld && rows.every(({ port }) => port !== 0)) return rows;
    return rows.map((row) => (isOld || row.port === 0 ? { ...row, port: this.ownPort } : row));
  }
}
