/** Selected members and the focused one, by id: both survive sorting, filtering and deltas. */
import type { MemberId } from "../../engine/view/view.ts";
import { idSet, toggled, type IdSet } from "../members/idSet.ts";

export class SelectionState {
  ids = $state.raw<IdSet>(idSet());
  focus = $state<MemberId | undefined>();
  private anchor: MemberId | undefined;

  /** Plain click: this one only. */
  choose(id: MemberId): void {
    this.ids = idSet([id]);
    this.focus = id;
    this.anchor = id;
  }

  /** Ctrl or Cmd click, Space. */
  toggle(id: MemberId): void {
    this.ids = toggled(this.ids, id);
    this.focus = id;
    this.anchor = id;
  }

  /** Shift click: from the last chosen one to here, in the order on screen. */
  extend(id: MemberId, order: readonly MemberId[]): void {
    const from = this.anchor === undefined ? -1 : order.indexOf(this.anchor);
    const to = order.indexOf(id);
    if (from < 0 || to < 0) return this.choose(id);
    this.ids = idSet(order.slice(Math.min(from, to), Math.max(from, to) + 1));
    this.focus = id;
  }

  all(order: readonly MemberId[]): void {
    this.ids = idSet(order);
  }

  clear(): void {
    this.ids = idSet();
    this.focus = undefined;
  }
}
