/**
 * nftables: one table of our own, one base chain before every other filter. Loading is one transaction.
 * The chain sees a packet whatever other tables accepted: a drop anywhere is final.
 */
import { formatCidr } from "../../base/address.ts";
import type { Dialect } from "../dialect.ts";
import { tagText } from "../plainText.ts";
import type { Policy, Side, Statement } from "../statement.ts";
import { hostFiles } from "./hostScript.ts";
import { heredoc } from "./shellText.ts";

export const nftables: Dialect = {
  id: "nftables",
  title: "nftables",
  group: "Host",
  isMeasured: true,
  canDeny: true,
  card: "denies · IPv4 and IPv6 · atomic · undo · dry run",
  render: (policy) =>
    hostFiles(policy, {
      title: "nftables",
      isMeasured: true,
      needs: ["nft", "ip"],
      notes: [
        "Its own table, hook input, priority -150: before every stateful accept, whatever other tables do.",
        "It does not survive a reboot.",
      ],
      names: [`table='${tableName(policy)}'`],
      rules: [
        ...heredoc("rules_A", ruleset(policy, policy.a)),
        ...heredoc("rules_B", ruleset(policy, policy.b)),
      ],
      dryRun: ['"rules_$side" | nft -c -f -'],
      load: ['"rules_$side" | nft -f -'],
      unload: ['if nft -t list table inet "$table" >/dev/null 2>&1; then nft delete table inet "$table"; fi'],
      list: [`nft -t list table inet "$table" 2>/dev/null | sed -n "/rev=$revision/s/^[[:space:]]*//p"`],
      dropped: [
        `list_rules | awk '{ for (i = 1; i < NF; i++) if ($i == "packets") sum += $(i + 1) } END { print sum + 0 }'`,
      ],
      rulesOn: (side) => statementsOn(policy, side).length,
    }),
};

function tableName({ id }: Policy): string {
  return `lanekeeper_${id}`;
}

function statementsOn({ statements }: Policy, { key }: Side): readonly Statement[] {
  return statements.filter(({ on }) => on === key);
}

/** The first two lines make a reload replace the table within one transaction. */
function ruleset(policy: Policy, side: Side): string[] {
  const table = `table inet ${tableName(policy)}`;
  const statements = statementsOn(policy, side);
  return [
    `${table} {}`,
    `delete ${table}`,
    `${table} {`,
    ...statements.flatMap(sourceSet),
    "  chain unmix_input {",
    "    type filter hook input priority -150; policy accept;",
    ...statements.map((statement) => `    ${rule(policy, statement)}`),
    "  }",
    "}",
  ];
}

function sourceSet({ number, family, from }: Statement): string[] {
  const elements = from.map(formatCidr);
  const rows: string[] = [];
  for (let at = 0; at < elements.length; at += 6) rows.push(`      ${elements.slice(at, at + 6).join(", ")}`);
  return [
    `  set foreign${number} {`,
    `    type ipv${family}_addr; flags interval;`,
    "    elements = {",
    rows.join(",\n"),
    "    }",
    "  }",
  ];
}

/** One protocol is matched by its own name: `th` is for both at once. */
function rule(policy: Policy, { number, family, protocols, ports }: Statement): string {
  const source = `${family === 4 ? "ip" : "ip6"} saddr @foreign${number}`;
  const [only] = protocols;
  const target =
    protocols.length > 1
      ? `meta l4proto { ${protocols.join(", ")} } th dport { ${ports.join(", ")} }`
      : `${only ?? "tcp"} dport { ${ports.join(", ")} }`;
  const tag = `lanekeeper ${tagText(policy.a.name, 24)}-${tagText(policy.b.name, 24)} ${number} rev=${policy.revision}`;
  return `${source} ${target} counter drop comment "${tag}"`;
}
