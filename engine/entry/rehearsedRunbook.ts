/** The runbook of a journal, followed on a simulated copy, as a page for an editor. Never throws on what the text holds. */
import type { Fleet } from "../lint/model/fleet.ts";
import { rehearseUnmix } from "../rehearse/unmix/rehearseUnmix.ts";
import { unmixRehearsalMarkdown } from "../rehearse/unmix/report.ts";
import { retryLoopsOf } from "../rehearse/unmix/retryLoops.ts";
import { AS_ASKED } from "../rehearse/unmix/whatIf.ts";
import { parseJournal } from "./journalFile.ts";

export function rehearsedRunbook(
  text: string,
  fleet: Fleet,
): { readonly markdown: string; readonly verdict: string } {
  const journal = parseJournal(text);
  if (!journal.ok) return refused(`The runbook can't be read: ${journal.error}.`);
  const { loops: retryLoops } = retryLoopsOf(fleet, journal.value.case);
  const played = rehearseUnmix(journal.value.case, { seed: 1, whatIf: { ...AS_ASKED, retryLoops } });
  if (!played.ok) return refused(played.error);
  return { markdown: unmixRehearsalMarkdown(played.value), verdict: played.value.verdict };
}

function refused(reason: string): { readonly markdown: string; readonly verdict: string } {
  return { markdown: `# Unmix not rehearsed\n\n${reason}\n`, verdict: reason };
}
