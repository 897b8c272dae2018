/** What the rounds of a verification say together: the sentence, the holes by name, and what stays unproven. */
import { formatAddress } from "../base/address.ts";
import { lineText } from "../firewall/plainText.ts";
import type { FleetMember } from "../firewall/fleet.ts";
import type { RoundResult } from "./isolation.ts";

export interface IsolationReport {
  readonly blocked: number;
  readonly open: number;
  readonly unknown: number;
  /** All pairs are blocked for UDP, in one direction at least; nothing less. */
  readonly holds: boolean;
  /** One sentence. */
  readonly summary: string;
  /** What is wrong with the cut, as far as the pattern tells; one sentence each. */
  readonly holes: readonly string[];
  /** What a ping can't show and who can. */
  readonly unproven: readonly string[];
}

export function reportIsolation(results: readonly RoundResult[]): IsolationReport {
  const count = (kind: RoundResult["verdict"]["kind"]): number =>
    results.filter(({ verdict }) => verdict.kind === kind).length;
  const [blocked, open, unknown] = [count("blocked"), count("open"), count("unknown")];
  const holds = results.length > 0 && blocked === results.length;
  return {
    blocked,
    open,
    unknown,
    holds,
    summary: `${blocked} of ${results.length} pairs are blocked, ${open} open, ${unknown} unknown.`,
    holes: holesOf(results),
    unproven: unprovenOf(results),
  };
}

/** The result as Markdown, every pair in a table. */
export function isolationMarkdown(results: readonly RoundResult[]): string {
  const { summary, holds, holes, unproven } = reportIsolation(results);
  return `${[
    `# Isolation: ${holds ? "no pair reaches each other over UDP" : "NOT shown to hold"}`,
    "",
    summary,
    "",
    ...section("What is wrong", holes),
    ...section("What a ping can't show", unproven),
    "| helper | target | verdict | why |",
    "| --- | --- | --- | --- |",
    ...results.map(({ round: { helper, target }, verdict }) => {
      const why = verdict.kind === "unknown" ? verdict.reason : "";
      return `| ${[lineText(helper.name, 60), lineText(target.name, 60), verdict.kind, why].map(cell).join(" | ")} |`;
    }),
  ].join("\n")}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, "", ...lines.map((line) => `- ${cell(line)}`), ""];
}

/** Foreign names must not become markup. */
function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, "\\$&");
}

function holesOf(results: readonly RoundResult[]): string[] {
  const open = results.filter(({ verdict }) => verdict.kind === "open");
  if (open.length === 0) return [];
  if (open.length === results.filter(({ verdict }) => verdict.kind !== "unknown").length) {
    return [
      "Nothing is cut: every pair that answered reaches each other. The rules are not applied, stand behind a rule that accepts, or do not match where the packets really come from (IPv6, NAT).",
    ];
  }
  const forgotten = members(open).filter((member) => isAlwaysOpen(member, results));
  if (forgotten.length === 0)
    return open.map(
      ({ round: { helper, target } }) => `Open both ways: ${named(helper)} and ${named(target)}.`,
    );
  return forgotten.map(
    (member) =>
      `${named(member)} is not cut: it applies no rules, and its address is in none of those of the other side. Did it join later?`,
  );
}

/** Whether each pair with this member that told anything is open, and some pair without it is blocked. */
function isAlwaysOpen(member: FleetMember, results: readonly RoundResult[]): boolean {
  const has = ({ round }: RoundResult): boolean =>
    round.helper.id === member.id || round.target.id === member.id;
  const told = results.filter((result) => has(result) && result.verdict.kind !== "unknown");
  return told.length > 1 && told.every(({ verdict }) => verdict.kind === "open");
}

function members(results: readonly RoundResult[]): FleetMember[] {
  const found = new Map(
    results.flatMap(({ round: { helper, target } }) => [
      [helper.id, helper] as const,
      [target.id, target] as const,
    ]),
  );
  return [...found.values()];
}

/** A ping is UDP and needs both ways: a cut of one side only, or of UDP only, looks like a whole one. */
function unprovenOf(results: readonly RoundResult[]): string[] {
  const [first] = results.filter(({ verdict }) => verdict.kind === "blocked");
  if (first === undefined) return [];
  const { helper, target } = first.round;
  const place =
    target.ip === ""
      ? ""
      : formatAddress(target)
          .replace(/:(\d+)$/, " $1")
          .replace(/[[\]]/g, "");
  return [
    "That both sides drop, not one alone: run `sh rules.sh verify` on every host.",
    `That TCP is closed too: on ${named(helper)} run \`nc -z -w 3 ${place}\`; it must fail. So for each pair, or trust the counters of the rules.`,
    "Anything while a rollback timer runs: confirm first, then verify again.",
  ];
}

function named({ name }: FleetMember): string {
  return lineText(name, 40);
}
