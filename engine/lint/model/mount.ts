/** What a container sees of the machine it runs on. */
import type { Where } from "./located.ts";

/** A file or folder of the workspace that the agent sees under another path. */
export interface Mount {
  /** Relative to the workspace where it starts with a dot there; a volume's name otherwise. */
  readonly from: string;
  readonly isVolume: boolean;
  readonly to: string;
  readonly at: Where;
}
