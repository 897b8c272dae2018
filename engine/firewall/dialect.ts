/** A dialect turns a policy into files that somebody else applies. Nothing is ever run from here. */
import type { Policy } from "./statement.ts";

export const DIALECT_IDS = [
  "nftables",
  "iptables",
  "ufw",
  "firewalld",
  "kubernetes-networkpolicy",
  "aws-network-acl",
  "consul-allowed-cidrs",
  "gossip-keys",
] as const;
export type DialectId = (typeof DIALECT_IDS)[number];

export interface RuleFile {
  readonly name: string;
  /** VS Code's name of the language. */
  readonly languageId: "shellscript" | "yaml" | "terraform" | "plaintext" | "markdown";
  readonly text: string;
}

export interface Dialect {
  readonly id: DialectId;
  readonly title: string;
  readonly group: "Host" | "Cloud" | "Kubernetes" | "Agent configuration";
  /** Applied to real clusters by our tests, exactly as generated; others say in their header that nobody did. */
  readonly isMeasured: boolean;
  /** Whether it can refuse a few and let all others pass; else it gives its nearest form. */
  readonly canDeny: boolean;
  /** What it can and can't, for a list of choices. */
  readonly card: string;
  /** The first file is the one to show. */
  render(policy: Policy): readonly RuleFile[];
}
