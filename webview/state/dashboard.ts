/** What every page gets: the pool, the shared filter and selection, and the way to ask the extension. */
import type { PageChannel } from "../channel.ts";
import type { Page } from "../protocol.ts";
import type { FilterState } from "./filter.svelte.ts";
import type { PoolState } from "./pool.svelte.ts";
import type { RemedyState } from "./remedy.svelte.ts";
import type { SelectionState } from "./selection.svelte.ts";

export interface Dashboard {
  readonly pool: PoolState;
  readonly filter: FilterState;
  readonly selection: SelectionState;
  readonly remedy: RemedyState;
  readonly ask: PageChannel["ask"];
  readonly goTo: (page: Page) => void;
  /** Shows the sentence of a request that failed. */
  readonly report: (error: unknown) => void;
}
