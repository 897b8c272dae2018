/** Which rows of a long list are on screen: the virtualizer as reactive state, for rows of one height. */
import { untrack } from "svelte";
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";

/** Rows drawn beyond both edges. */
const OVERSCAN = 8;

export class RowWindow {
  private version = $state(0);
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;

  constructor(
    private readonly scroller: () => HTMLElement | undefined,
    private readonly rowHeightPx: number,
  ) {
    this.virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.options(0));
  }

  /** Starts to watch scrolling; gives back how to stop. */
  mount(): () => void {
    const stop = this.virtualizer._didMount();
    this.virtualizer._willUpdate();
    return stop;
  }

  setCount(count: number): void {
    this.virtualizer.setOptions(this.options(count));
    this.virtualizer._willUpdate();
    this.bump();
  }

  /** Always so; reading the version makes whoever asks follow it. */
  private isCurrent(): boolean {
    return this.version >= 0;
  }

  /** Called from effects too, which must not come to depend on what they change. */
  private bump(): void {
    untrack(() => (this.version += 1));
  }

  get rows(): readonly { readonly index: number; readonly start: number }[] {
    return this.isCurrent() ? this.virtualizer.getVirtualItems() : [];
  }

  get heightPx(): number {
    return this.isCurrent() ? this.virtualizer.getTotalSize() : 0;
  }

  show(index: number): void {
    this.virtualizer.scrollToIndex(index);
  }

  private options(count: number) {
    return {
      count,
      getScrollElement: () => this.scroller() ?? null,
      estimateSize: () => this.rowHeightPx,
      overscan: OVERSCAN,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.bump(),
    };
  }
}
