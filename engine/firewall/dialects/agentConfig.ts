/** Two ways by the agents' own configuration. Neither denies, and neither mends a pool that is mixed already. */
import { formatCidr } from "../../base/address.ts";
import type { Dialect, RuleFile } from "../dialect.ts";
import type { Policy, Side } from "../statement.ts";
import { header } from "./header.ts";

export const consulAllowedCidrs: Dialect = {
  id: "consul-allowed-cidrs",
  title: "Consul's allowed CIDRs",
  group: "Agent configuration",
  isMeasured: false,
  canDeny: false,
  card: "can't deny: a list of who may join · needs a restart · both sides · Consul only",
  render: (policy) => [
    { name: "allowed-cidrs.hcl", languageId: "plaintext", text: allowedText(policy) },
    ...[policy.a, policy.b].map((side): RuleFile => ({
      name: `side-${side.key}.hcl`,
      languageId: "plaintext",
      text: `${allowedLine(policy, side)}\n`,
    })),
  ],
};

export const gossipKeys: Dialect = {
  id: "gossip-keys",
  title: "A gossip key per lane",
  group: "Agent configuration",
  isMeasured: false,
  canDeny: false,
  card: "can't deny: keeps lanes from merging again · after the cut · no port, no address",
  render: (policy) => [{ name: "gossip-keys.txt", languageId: "plaintext", text: keysText(policy) }],
};

function allowedText(policy: Policy): string {
  const setting = settingOf(policy);
  const notes = [
    `An allow list: ${setting} refuses everybody who is not named, new agents of the own side too. Consul reads it at start only.`,
    "On one side only, it makes the mix half: the side without the list goes on listing the other. Both sides, or none.",
    "It does not take out members that are in the pool already: cut and force-leave first, this is the lasting guard.",
    ...(policy.kind === "consul" ? [] : [`This pool is ${policy.kind}: only Consul knows this setting.`]),
  ];
  const blocks = [policy.a, policy.b].flatMap((side) => [
    "",
    `# ---- every agent of side ${side.key.toUpperCase()}, ${side.name} (file side-${side.key}.hcl)`,
    allowedLine(policy, side),
  ]);
  return text(
    header(policy, { title: "Consul's allowed CIDRs", isMeasured: false, isHostSet: false, notes }),
    blocks,
  );
}

function settingOf({ plane }: Policy): string {
  return plane === "wan" ? "serf_wan_allowed_cidrs" : "serf_lan_allowed_cidrs";
}

function allowedLine(policy: Policy, { ranges }: Side): string {
  return `${settingOf(policy)} = [${ranges.map((range) => `"${formatCidr(range)}"`).join(", ")}]`;
}

function keysText(policy: Policy): string {
  const words = {
    consul: { make: "consul keygen", change: "consul keyring", list: "consul keyring -list" },
    nomad: {
      make: "nomad operator gossip keyring generate",
      change: "nomad operator gossip keyring",
      list: "nomad operator gossip keyring list",
    },
    serf: { make: "serf keygen", change: "serf keys", list: "serf keys -list" },
    memberlist: {
      make: "serf keygen",
      change: "the product's own setting",
      list: "the product's own setting",
    },
  }[policy.kind];
  const steps = [policy.a, policy.b].flatMap((side) => [
    "",
    `Side ${side.key.toUpperCase()}, ${side.name}:`,
    `  1. ${words.make}      (a key of its own; keep it out of tickets, logs and shell history)`,
    `  2. ${words.change}: install it, then use it, then remove the old one; wait after each until all own members have it.`,
    `  3. ${words.list}: one key, on every member.`,
    "  4. Write it into the configuration of every agent, so that a restart does not bring the old one back.",
  ]);
  const notes = [
    "Only after the cut holds and both sides are clean: a key that is installed while the pools are mixed goes to both.",
    "With different keys a wrong join ends in an error instead of a mix, whatever the addresses are.",
    "Our files never hold a key.",
  ];
  return text(
    header(policy, { title: "a gossip key per lane", isMeasured: false, isHostSet: false, notes }),
    steps,
  );
}

function text(head: readonly string[], body: readonly string[]): string {
  return `${[...head, ...body].join("\n")}\n`;
}
