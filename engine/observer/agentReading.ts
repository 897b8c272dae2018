/** What one round of questions to an agent's API brought, whichever agent and API it is. */
import type { VivaldiCoordinate } from "../serf/coordinate.ts";
import type { ListedMember } from "../serf/listedMember.ts";
import type { PoolProblem, RaftPeer } from "../view/view.ts";

export interface AgentReading {
  /** The address that was asked, as it is shown. */
  readonly vantage: string;
  /** Name of the member that answers; undefined when it does not say. */
  readonly self: string | undefined;
  /** Undefined when the answer was, byte for byte, the one before. */
  readonly members: readonly ListedMember[] | undefined;
  /** Why members may be missing from the list; undefined when it is whole. */
  readonly partial: PoolProblem | undefined;
  /** Undefined when nobody told. */
  readonly isEncrypted: boolean | undefined;
  /** What else could not be read. */
  readonly problems: readonly PoolProblem[];
  /** Undefined when Raft's configuration could not be read, or was not asked for. */
  readonly raft: readonly RaftPeer[] | undefined;
  readonly coordinates: readonly (readonly [name: string, coordinate: VivaldiCoordinate])[];
}
