/** A rehearsal in words: text for a terminal, Markdown for an editor, and the published JSON. */
import { visible } from "../base/visible.ts";
import type { Barrier, Crossing, Merge, Rehearsal } from "./rehearse.ts";
import type { RehearsedTwice } from "./withFixes.ts";

interface Marks {
  readonly title: (text: string) => string;
  readonly part: (text: string) => string;
  readonly item: (text: string) => string;
  readonly foreign: (text: string) => string;
}

const TEXT: Marks = {
  title: (text) => text,
  part: (text) => text,
  item: (text) => `  - ${text}`,
  foreign: visible,
};
const MARKDOWN: Marks = {
  title: (text) => `# ${text}`,
  part: (text) => `## ${text}`,
  item: (text) => `- ${text}`,
  foreign: (text) => visible(text).replace(/[\\<>[\]*_|!#&`~]/g, (character) => `\\${character}`),
};
const UNPLAYED_SHOWN = 10;

export function rehearsalText(twice: RehearsedTwice): string {
  return words(twice, TEXT);
}

export function rehearsalMarkdown(twice: RehearsedTwice): string {
  return words(twice, MARKDOWN);
}

function words({ asIs, fixed }: RehearsedTwice, marks: Marks): string {
  const blocks = [marks.title("Rehearsal of a deployment"), SCOPE, ...rehearsalParts(asIs, marks)];
  if (fixed !== undefined) {
    const titles = fixed.fixes.map(({ place, title }) => `${marks.foreign(place)}: ${marks.foreign(title)}`);
    blocks.push(section("With these quick fixes (nothing was written)", titles, marks));
    blocks.push(...rehearsalParts(fixed.rehearsal, marks));
  }
  return `${blocks.join("\n\n")}\n`;
}

const SCOPE =
  "Played in virtual time with the machines of the engine, 1 ms between any two; nothing was sent. Seconds count from the moment of the join.";

function rehearsalParts(rehearsal: Rehearsal, marks: Marks): string[] {
  const { crossings, merges, unplayed, assumptions } = rehearsal;
  const merged = crossings.filter(({ outcome }) => outcome === "merged");
  const held = crossings.filter(({ outcome }) => outcome === "held");
  return [
    marks.part(verdict(rehearsal)),
    ...merges.map((merge) => section(mergeWords(merge, marks), merge.places.map(marks.foreign), marks)),
    ...(merged.length === 0
      ? []
      : [
          section(
            "Lines that merge",
            merged.map((one) => mergedWords(one, marks)),
            marks,
          ),
        ]),
    ...(held.length === 0
      ? []
      : [
          section(
            "Lines that reach another pool and are held",
            held.map((one) => heldWords(one, marks)),
            marks,
          ),
        ]),
    section(
      "Pools",
      rehearsal.pools.map(
        ({ pool, members, strangers }) =>
          `${marks.foreign(pool.title)}: ${counted(members, "member")}${strangers === 0 ? "" : `, ${counted(strangers, "seed")} that no file describes`}`,
      ),
      marks,
    ),
    ...(assumptions.length === 0 ? [] : [section("Assumed", assumptions.map(marks.foreign), marks)]),
    ...(unplayed.length === 0 ? [] : [section("Not played", unplayedWords(unplayed, marks), marks)]),
  ];
}

/** One sentence first. */
export function verdict({ merges, crossings, pools }: Rehearsal): string {
  const held = crossings.filter(({ outcome }) => outcome === "held").length;
  if (merges.length > 0) return `${counted(merges.length, "merge")}: pools become one`;
  if (held > 0) return `No merge, but ${counted(held, "line")} would try, and only a barrier holds`;
  return pools.length === 0 ? "No agent that gossips was found" : "No pool reaches another";
}

function mergeWords({ pools, played }: Merge, { foreign }: Marks): string {
  const { firstMs, wholeMs, members, mixed } = played;
  const names = pools.map(({ title }) => foreign(title)).join(" + ");
  if (wholeMs !== undefined)
    return `${names}: one pool of ${members} within ${seconds(wholeMs)}, the first stranger after ${seconds(firstMs)}, by`;
  return `${names}: half mixed after ${seconds(firstMs)}, ${mixed} of ${members} members list strangers, by`;
}

function mergedWords({ place, text, by, from, to, played }: Crossing, { foreign }: Marks): string {
  const rest =
    played.wholeMs === undefined
      ? `half mixed: ${played.mixed} of ${played.members} members list strangers (${played.refusals.map(foreign).slice(0, 2).join("; ")})`
      : `all ${played.members} members one pool within ${seconds(played.wholeMs)}`;
  return `${foreign(place)}: \`${foreign(text)}\` takes ${foreign(by)} of ${foreign(from.title)} into ${foreign(to.title)}: ${rest}.`;
}

const BARRIER_ADVICE: Readonly<Record<Barrier, string>> = {
  "datacenter name": "it falls when both names are equal, and plain Serf has none",
  segment: "Consul compares segments",
  "server role": "the WAN pool takes servers only",
  "gossip key": "it falls when the keys become equal",
  label: "it falls when the labels become equal",
  "node id": "an agent met itself",
  other: "see the reason",
};

function heldWords(crossing: Crossing, { foreign }: Marks): string {
  const { place, text, by, from, to, barriers, unguarded, played } = crossing;
  const held = barriers.map((barrier) => `${barrier} (${BARRIER_ADVICE[barrier]})`).join(", ");
  const without =
    unguarded?.firstMs === undefined
      ? ""
      : unguarded.wholeMs === undefined
        ? ` Without it: half mixed after ${seconds(unguarded.firstMs)}.`
        : ` Without it: one pool of ${unguarded.members} within ${seconds(unguarded.wholeMs)}.`;
  const reason = played.refusals[0] === undefined ? "" : ` “${foreign(played.refusals[0])}”.`;
  return `${foreign(place)}: \`${foreign(text)}\` takes ${foreign(by)} of ${foreign(from.title)} to ${foreign(to.title)}. Held by: ${held}.${reason}${without}`;
}

function unplayedWords(unplayed: Rehearsal["unplayed"], { foreign }: Marks): string[] {
  const shown = unplayed
    .slice(0, UNPLAYED_SHOWN)
    .map(({ place, text, why }) => `${foreign(place)}: \`${foreign(text)}\`: ${foreign(why)}`);
  return unplayed.length <= UNPLAYED_SHOWN
    ? shown
    : [...shown, `and ${unplayed.length - UNPLAYED_SHOWN} more`];
}

function section(title: string, items: readonly string[], { item }: Marks): string {
  return [`${title}:`, "", ...items.map(item)].join("\n");
}

/** Three digits after the point say more than the play can know. */
function seconds(ms: number | undefined): string {
  return ms === undefined ? "?" : `${(Math.ceil(ms / 10) / 100).toFixed(2)} s`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The published shape; `version` grows when it changes. */
export function rehearsalJson({ asIs, fixed }: RehearsedTwice): unknown {
  return {
    version: 1,
    ...plain(asIs),
    fixed: fixed === undefined ? null : { fixes: fixed.fixes, ...plain(fixed.rehearsal) },
  };
}

function plain({ pools, merges, crossings, unplayed, assumptions }: Rehearsal): object {
  return {
    merges: merges.map(({ pools: merged, played, places }) => ({
      pools: merged.map(({ title }) => title),
      members: played.members,
      firstSeconds: inSeconds(played.firstMs),
      wholeSeconds: inSeconds(played.wholeMs),
      places,
    })),
    crossings: crossings.map(
      ({ from, to, by, target, text, place, outcome, barriers, played, unguarded }) => ({
        ...{ place, text, by, target, outcome, barriers, from: from.title, to: to.title },
        members: played.members,
        mixed: played.mixed,
        firstSeconds: inSeconds(played.firstMs),
        wholeSeconds: inSeconds(played.wholeMs),
        refusals: played.refusals,
        withoutBarriers:
          unguarded === undefined
            ? null
            : { firstSeconds: inSeconds(unguarded.firstMs), wholeSeconds: inSeconds(unguarded.wholeMs) },
      }),
    ),
    pools: pools.map(({ pool, members, strangers }) => ({
      title: pool.title,
      product: pool.product,
      plane: pool.plane,
      members,
      strangers,
    })),
    unplayed,
    assumptions,
  };
}

function inSeconds(ms: number | undefined): number | null {
  return ms === undefined ? null : ms / 1_000;
}
