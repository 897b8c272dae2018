/** A rehearsed unmix in words: a transcript with virtual times, what was assumed, and the verdict. */
import { lineText } from "../../firewall/plainText.ts";
import { durationText } from "../../unmix/windows.ts";
import type { UnmixRehearsal } from "./rehearseUnmix.ts";

export function unmixRehearsalText(rehearsal: UnmixRehearsal): string {
  const { lines, assumptions } = rehearsal;
  return `${[
    headline(rehearsal),
    "",
    ...lines.map(({ atMs, text }) => `${clock(atMs)}  ${lineText(text, 1_000)}`),
    "",
    verdictText(rehearsal),
    "",
    "Assumed:",
    ...assumptions.map((each) => `  - ${each}`),
  ].join("\n")}\n`;
}

export function unmixRehearsalMarkdown(rehearsal: UnmixRehearsal): string {
  const { lines, assumptions, verdict, holds } = rehearsal;
  return `${[
    "# Unmix rehearsed on a simulated copy",
    "",
    `**${holds ? "It holds." : "It would not hold."}** ${plain(verdict.replace(/^It holds: /, ""))}`,
    "",
    headline(rehearsal),
    "",
    "## What would happen",
    "",
    // A fence that no line can close: none begins with a tilde.
    "~~~text",
    ...lines.map(({ atMs, text }) => `${clock(atMs)}  ${lineText(text, 1_000)}`),
    "~~~",
    "",
    "## Assumed",
    "",
    ...assumptions.map((each) => `- ${plain(each)}`),
  ].join("\n")}\n`;
}

export function unmixRehearsalJson(rehearsal: UnmixRehearsal): unknown {
  const { kind, members, seed, holds, verdict, tookMs, lines, assumptions } = rehearsal;
  return {
    kind,
    members,
    seed,
    holds,
    verdict,
    seconds: Math.round(tookMs / 1_000),
    transcript: lines.map(({ atMs, text }) => ({ seconds: Math.round(atMs) / 1_000, text })),
    assumptions,
  };
}

function headline({ kind, members, seed, tookMs }: UnmixRehearsal): string {
  return `Runbook of kind ${kind} on a simulated copy of ${members} members, seed ${seed}: ${durationText(tookMs)} of virtual time. Nothing was sent.`;
}

function verdictText({ holds, verdict }: UnmixRehearsal): string {
  return holds ? `✓ ${verdict}` : `✗ It would not hold. ${lineText(verdict, 1_000)}`;
}

/** `  1:02.4`: minutes, seconds and a tenth. */
function clock(atMs: number): string {
  const tenths = Math.max(0, Math.round(atMs / 100));
  const seconds = `${Math.floor(tenths / 10) % 60}`.padStart(2, "0");
  return `${Math.floor(tenths / 600)}:${seconds}.${tenths % 10}`.padStart(8);
}

/** Text that Markdown shows as it is, but for the code spans of our own sentences. */
function plain(text: string): string {
  return text.replace(/[\\*_{}[\]<>#|~$&!]/g, "\\$&");
}
