/**
 * One agent as its files say it will run: a process of Consul, Nomad, Serf or of memberlist (Loki, Tempo, Mimir,
 * Cortex). Every value knows where it was written; what nobody set is `undefined`, and defaults are in the accessors.
 */
import type { Assignments } from "./assignments.ts";
import type { GossipKey } from "./gossipKey.ts";
import type { Join } from "./join.ts";
import type { Known, Located, Where } from "./located.ts";
import type { Mount } from "./mount.ts";

export type Product = "consul" | "nomad" | "serf" | "memberlist";

export interface Agent {
  /** Stable while its first file and kind stay the same. */
  readonly id: string;
  readonly product: Product;
  /** `loki`, `tempo`, `mimir`, … where the product is memberlist; else the product. */
  readonly system: string;
  /** In the order in which they are merged; later files win. */
  readonly files: readonly string[];
  /** Stands for the agent as a whole: the start of its first file, or its command line. */
  readonly home: Where;
  /** Whether all that it reads is known, so that what is absent really is. */
  readonly isClosed: boolean;
  /** `-dev`: owns its addresses, but gets no findings. */
  readonly isDev: boolean;
  /** Environment, see `site.ts`; agents of different sites are compared by few rules only. */
  readonly site: string;
  /** Where its short names mean something: a Compose project, a Kubernetes namespace; `""` the workspace. */
  readonly nameScope: string;
  /** The machine it runs on, where the files tell: a Compose project counts as one, and so does `hosts/NAME`. */
  readonly host: string | undefined;

  /** Consul: datacenter; Nomad: region; Serf: the tag that names the cluster; memberlist: the label. */
  readonly cluster: ClusterName;
  /** As in `server = true`; `undefined` where nothing says and the agent isn't closed. */
  readonly isServer: boolean | undefined;
  readonly serverSetting: Located<boolean> | undefined;
  readonly segment: Located<string> | undefined;
  readonly partition: Located<string> | undefined;
  readonly nodeName: Located<string> | undefined;
  readonly nodeId: Located<string> | undefined;
  readonly bootstrap: Located<boolean> | undefined;
  readonly bootstrapExpect: Located<number> | undefined;
  /** Consul: primary_datacenter or acl_datacenter; Nomad: server.authoritative_region. */
  readonly primary: Located<string> | undefined;

  readonly joins: readonly Join[];
  readonly key: GossipKey | undefined;
  /** A keyring file, a secret of Kubernetes: the key is somewhere, but not here. */
  readonly hasKeyElsewhere: boolean;
  readonly ports: AgentPorts;
  /** Every literal address under which others can reach it. */
  readonly addresses: readonly AgentAddress[];
  /** Files and volumes that its container sees, such as the one that holds its data directory. */
  readonly mounts: readonly Mount[];
  /** What else its files say, by canonical name, merged: `serf_lan_allowed_cidrs`, `data_dir`, `tags.dc`. */
  readonly settings: Assignments;
}

/**
 * The name of the cluster that the agent wants to be in.
 *
 *     named     written down; `name` is what the product compares (Consul lower-cases)
 *     implicit  nobody wrote it and the agent is closed, so it is the product's default: dc1, global
 *     unknown   a placeholder, a fragment, or a product without such a name
 */
export type ClusterName =
  | { readonly kind: "named"; readonly name: string; readonly setting: Known<string> }
  | { readonly kind: "implicit"; readonly name: string }
  | { readonly kind: "unknown"; readonly setting?: Located<string> };

/** The ports that gossip and its neighbours use; `undefined` where a placeholder hides it. */
export interface AgentPorts {
  readonly lan: number | undefined;
  /** -1 or 0: the WAN pool is off. */
  readonly wan: number | undefined;
  /** Ports on which something else than gossip answers, with its name. */
  readonly others: ReadonlyMap<number, string>;
}

export interface AgentAddress {
  /** Canonical: an IP literal without brackets, or a name in lower case without a dot at its end. */
  readonly host: string;
  readonly isName: boolean;
  /** Whether it is written for one pool only. */
  readonly plane: "lan" | "wan" | "both";
  /** Where it means something: a Compose project, a cluster of Kubernetes; `""` everywhere. */
  readonly scope: string;
  readonly at: Where;
}
