/** What an agent counts of its own gossip, as its API tells it when somebody asks. */

export interface AgentMetric {
  /** As the libraries name it, such as `memberlist.msg.suspect`. */
  readonly name: string;
  readonly kind: "gauge" | "counter" | "sample";
  /** Of a gauge its value, of the others the mean; times in ms. */
  readonly value: number;
  /** How often it was counted or measured in the interval; absent for a gauge. */
  readonly count?: number;
  readonly max?: number;
}

export interface AgentMetrics {
  /** Address that was asked. */
  readonly agent: string;
  /** Beginning of the ten seconds that are told, as the agent writes it. */
  readonly since: string;
  /** By name. */
  readonly rows: readonly AgentMetric[];
}

export type AgentMetricsAnswer =
  | { readonly kind: "told"; readonly metrics: AgentMetrics }
  /** Why it is not known: a sentence. */
  | { readonly kind: "unknown"; readonly reason: string };
