/** What the rounds of a verification say together: the sentence, the holes by name, and what stays unproven. */
import { formatAddress } from "../base/address.ts";
import { lineText } from "../firewall/plainText.ts";
import type { FleetMember } from "../firewall/fleet.ts";
import { brokenCuts, forgottenMembers, type BrokenCut, type ListsSay } from "./brokenCuts.ts";
import type { PairResult } from "./isolation.ts";

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
  /** The nine cuts that look right and do not hold, each with what this says of it. */
  readonly cuts: readonly BrokenCut[];
}

/** `lists` is what the lists of all agents say, where they were read late enough. */
export function reportIsolation(results: readonly PairResult[], lists?: ListsSay): IsolationReport {
  const cuts = brokenCuts(results, lists);
  const count = (kind: PairResult["verdict"]["kind"]): number =>
    results.filter(({ verdict }) => verdict.kind === kind).length;
  const [blocked, open, unknown] = [count("blocked"), count("open"), count("unknown")];
  const holds = results.length > 0 && blocked === results.length;
  return {
    blocked,
    open,
    unknown,
    holds,
    summary: `${blocked} of ${results.length} pairs are blocked, ${open} open, ${unknown} unknown.`,
    holes: holesOf(results, cuts),
    unproven: unprovenOf(results),
    cuts,
  };
}

/** The result as Markdown, every pair in a table. */
export function isolationMarkdown(results: readonly PairResult[]): string {
  const { summary, holds, holes, unproven, cuts } = reportIsolation(results);
  return `${[
    `# Isolation: ${holds ? "no pair reaches each other over UDP" : "NOT shown to hold"}`,
    "",
    summary,
    "",
    ...section("What is wrong", holes),
    ...section("What a ping can't show", unproven),
    "## Cuts that look right and do not hold",
    "",
    "| cut | here | why |",
    "| --- | --- | --- |",
    ...cuts.map(({ name, standing, why }) => `| ${cell(name)} | ${standing} | ${cell(why)} |`),
    "",
    "## Pairs",
    "",
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

function holesOf(results: readonly PairResult[], cuts: readonly BrokenCut[]): string[] {
  const open = results.filter(({ verdict }) => verdict.kind === "open");
  if (open.length === 0) return [];
  const possible = cuts.filter(({ standing }) => standing === "possible").map(({ name }) => name);
  if (open.length === results.filter(({ verdict }) => verdict.kind !== "unknown").length) {
    return [
      `Nothing is cut: every pair that answered reaches each other. The rules are not applied, or this is one of: ${possible.join(", ")}.`,
    ];
  }
  const family = cuts.find(({ id, standing }) => id === "ipv4Only" && standing === "shown");
  const forgotten = forgottenMembers(results);
  if (family !== undefined) return [`${capital(family.name)}: ${family.why}`];
  if (forgotten.length > 0)
    return forgotten.map(
      (member) =>
        `${named(member)} is not cut: it applies no rules, and its address is in none of those of the other side. Did it join later?`,
    );
  return open.map(
    ({ round: { helper, target } }) => `Open both ways: ${named(helper)} and ${named(target)}.`,
  );
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** A ping is UDP and needs both ways: a cut of one side only, or of UDP only, looks like a whole one. */
function unprovenOf(results: readonly PairResult[]): string[] {
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
