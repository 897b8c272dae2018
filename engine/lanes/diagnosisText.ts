/** A diagnosis as text for a terminal and as Markdown for an editor: the same words, other marks. */
import { visible } from "../base/visible.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { isMix, type Finding } from "./finding.ts";
import { counted } from "./words.ts";

/** How each kind of line is marked. */
interface Marks {
  readonly title: (text: string) => string;
  readonly item: (text: string) => string;
  readonly foreign: (text: string) => string;
}

const TEXT: Marks = { title: (text) => text, item: (text) => `  - ${text}`, foreign: visible };
const MARKDOWN: Marks = { title: (text) => `## ${text}`, item: (text) => `- ${text}`, foreign: markdownText };

/** Words for each kind, as a headline. */
const KIND_WORDS: Readonly<Record<Finding["kind"], string>> = {
  P: "plain pools mixed (kind P)",
  R: "server sets mixed, Raft at stake (kind R)",
  W: "federated (kind W)",
  M: "LAN and WAN mingled (kind M)",
  H: "half-mixed (kind H)",
  B: "a member that belongs to neither (kind B)",
  nameConflict: "one name, two agents",
  deadNameReturns: "a dead name comes back",
};

export function diagnosisText(diagnosis: Diagnosis): string {
  return `${lines(diagnosis, TEXT).join("\n")}\n`;
}

export function diagnosisMarkdown(diagnosis: Diagnosis): string {
  return `# Diagnosis of pasted output\n\n${lines(diagnosis, MARKDOWN).join("\n")}\n`;
}

function lines(diagnosis: Diagnosis, marks: Marks): string[] {
  const { findings, notes, unknowns, read, unread, unreadCount, cutOff } = diagnosis;
  return [
    ...findings.flatMap((finding) => findingLines(finding, marks)),
    ...(findings.some(isMix) ? [] : section("No mix is seen in this text.", [], marks)),
    ...section(
      "Refused",
      notes.map(({ sentence, evidence }) => `${sentence} (${evidence.join("; ")})`),
      marks,
    ),
    ...section(
      "Not known",
      unknowns.map(({ what, run }) => (run === "" ? what : `${what} To know: ${run}.`)),
      marks,
    ),
    ...section(
      "Read",
      [
        `${counted(read.lines, "line")}: ${counted(read.lists, "member list")}, ${counted(read.raftConfigurations, "Raft configuration")}, ${counted(read.logs, "log")}`,
        ...cutOff.map((name) => `${name} is longer than what is looked at`),
        ...(unreadCount === 0 ? [] : [`${counted(unreadCount, "line")} not understood:`]),
        ...unread.map(({ from, line, text }) => `${from}, line ${line}: ${text}`),
      ],
      marks,
    ),
  ];
}

function findingLines(
  { kind, certainty, sentence, evidence, toBeCertain, firstStep }: Finding,
  marks: Marks,
): string[] {
  const items = [
    sentence,
    ...evidence.map((text) => `Evidence: ${text}`),
    ...(toBeCertain === "" ? [] : [`To be certain: ${toBeCertain}`]),
    `First safe step: ${firstStep}`,
  ];
  return section(
    `${certainty.charAt(0).toUpperCase()}${certainty.slice(1)}: ${KIND_WORDS[kind]}`,
    items,
    marks,
  );
}

function section(title: string, items: readonly string[], marks: Marks): string[] {
  const isShown = items.length > 0 || title.endsWith(".");
  return isShown ? [marks.title(title), "", ...items.map((text) => marks.item(marks.foreign(text))), ""] : [];
}

/** Nothing of a name may become a link, an image or HTML; code spans, which are ours, stay. */
function markdownText(text: string): string {
  return visible(text).replace(/[\\<>[\]*_|!#&]/g, (character) => `\\${character}`);
}
