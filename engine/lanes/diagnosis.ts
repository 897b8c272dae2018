/**
 * Pasted text from one end or both, judged: which kind of mix, what is not known, what to run next to know it, and the
 * first safe step. No key, no packet, no network.
 */
import { joinEvidence } from "../evidence/evidence.ts";
import { readPaste, type UnreadLine } from "../evidence/parse/paste.ts";
import { refusals, type Note } from "./detect/refusals.ts";
import type { Finding } from "./finding.ts";
import type { Lane } from "./lane.ts";
import { findMixes } from "./mix.ts";
import { poolsOf } from "./pools.ts";
import { unknowns, type Unknown } from "./unknowns.ts";

/** One text and what a person calls it, such as its file's name. */
export interface PastedText {
  readonly name: string;
  readonly text: string;
}

export interface Diagnosis {
  /** The surest first; empty when no mix is seen. */
  readonly findings: readonly Finding[];
  /** What is no mix and explains something, such as refused joins. */
  readonly notes: readonly Note[];
  readonly unknowns: readonly Unknown[];
  readonly read: {
    readonly lines: number;
    readonly lists: number;
    readonly raftConfigurations: number;
    readonly logs: number;
  };
  /** Lines that were not understood: the first of each text, and how many in all. */
  readonly unread: readonly (UnreadLine & { readonly from: string })[];
  readonly unreadCount: number;
  /** Texts that go on beyond what is looked at. */
  readonly cutOff: readonly string[];
}

/** Judges texts together; `lanes` are what the user says belongs together. Never throws. */
export function diagnose(texts: readonly PastedText[], lanes: readonly Lane[] = []): Diagnosis {
  const pastes = texts.map(({ name, text }) => ({ name, paste: readPaste(text, name) }));
  const evidence = joinEvidence(pastes.map(({ paste }) => paste.evidence));
  const pools = poolsOf(evidence, lanes);
  const findings = findMixes(evidence, lanes);
  return {
    findings,
    notes: refusals(pools),
    unknowns: unknowns(pools, findings),
    read: {
      lines: pastes.reduce((sum, { paste }) => sum + paste.lines, 0),
      lists: evidence.lists.length,
      raftConfigurations: evidence.raft.length,
      logs: evidence.logs.length,
    },
    unread: pastes.flatMap(({ name, paste }) => paste.unread.map((line) => ({ ...line, from: name }))),
    unreadCount: pastes.reduce((sum, { paste }) => sum + paste.unreadCount, 0),
    cutOff: pastes.flatMap(({ name, paste }) => (paste.isCutOff ? [name] : [])),
  };
}
