/** What one file contributes to the fleet, before it is known which files form one agent. */
import type { SyntaxProblem } from "../parse/tree.ts";
import type { CommandLine } from "../agents/commandLine.ts";
import type { AgentAddress, Product } from "./agent.ts";
import type { Assignment } from "./assignments.ts";
import type { HeadlessService, LabelledPods } from "./gossipService.ts";
import type { Where } from "./located.ts";
import type { Mount } from "./mount.ts";
import type { Source } from "./source.ts";

export interface FileFacts {
  readonly source: Source;
  readonly problems: readonly SyntaxProblem[];
  readonly fragments: readonly Fragment[];
  readonly launches: readonly Launch[];
  readonly records: readonly NameRecord[];
  readonly headlessServices: readonly HeadlessService[];
  readonly labelledPods: readonly LabelledPods[];
}

/** Settings that stand in a config file, all of an agent or a part. */
export interface Fragment {
  readonly path: string;
  /** `path`, or `path#key` of a ConfigMap. */
  readonly id: string;
  /** More than one where the keys fit both; its neighbours decide. */
  readonly products: readonly Product[];
  /** `loki`, `tempo`, … where the product has several faces; else the product. */
  readonly system: string;
  readonly assignments: readonly Assignment[];
  readonly home: Where;
  /** Whether it can be an agent without more: a Helm release is, a ConfigMap's entry waits for the pod that mounts it. */
  readonly alone: "agent" | "closedAgent" | "part";
  readonly names?: readonly AgentAddress[];
  readonly nameScope: string;
  /** The ConfigMap it is an entry of. */
  readonly configMap?: string;
  /** Whether a template engine adds to it, so that what is absent may be there. */
  readonly isTemplate: boolean;
}

/** A place where an agent is started, or `consul join` is run. */
export interface Launch {
  readonly path: string;
  readonly lines: readonly CommandLine[];
  /** Beside the command line: `CONSUL_LOCAL_CONFIG`, as if it were a file. */
  readonly embedded: readonly Assignment[];
  /** Directories that the image reads without being told. */
  readonly configDirs: readonly string[];
  readonly mounts: readonly Mount[];
  /** ConfigMaps that the pod reads. */
  readonly configMaps: readonly string[];
  readonly names: readonly AgentAddress[];
  readonly nameScope: string;
  readonly host: string | undefined;
  readonly home: Where;
  /** Whether it reads config that isn't in the workspace, beside what its command line names. */
  readonly hasUnknownConfig: boolean;
}

/** An address that a file gives to a name: hosts files, inventories. */
export interface NameRecord {
  readonly name: string;
  readonly ip: string;
  readonly nameScope: string;
  readonly at: Where;
}

export const NOTHING = {
  fragments: [],
  launches: [],
  records: [],
  headlessServices: [],
  labelledPods: [],
} as const;
