/** Who suspects whom, grouped by the accused and by the accuser. */
import { memberRow, type Accusation, type MemberId, type PoolView } from "../../engine/view/view.ts";

export interface AccusedRow {
  readonly accused: MemberId;
  readonly name: string;
  readonly accusers: readonly { readonly id: MemberId; readonly name: string; readonly sinceMs: number }[];
  /** When we first heard it, ms since 1970. */
  readonly sinceMs: number;
}

/** The most accused first. */
export function accusedRows(view: PoolView): AccusedRow[] {
  const byAccused = new Map<MemberId, Accusation[]>();
  for (const accusation of view.accusations) {
    byAccused.set(accusation.accused, [...(byAccused.get(accusation.accused) ?? []), accusation]);
  }
  return [...byAccused]
    .map(([accused, accusations]) => ({
      accused,
      name: memberRow(view, accused).name,
      accusers: accusations.map(({ accuser, sinceMs }) => ({
        id: accuser,
        name: memberRow(view, accuser).name,
        sinceMs,
      })),
      sinceMs: Math.min(...accusations.map(({ sinceMs }) => sinceMs)),
    }))
    .sort((a, b) => b.accusers.length - a.accusers.length || a.sinceMs - b.sinceMs);
}

/** Sentences that read the pattern, none where it says nothing. Nothing here is certain: they are hints. */
export function readings(view: PoolView): string[] {
  const accused = accusedRows(view);
  const byAccuser = new Map<string, number>();
  for (const row of accused) {
    for (const { name } of row.accusers) byAccuser.set(name, (byAccuser.get(name) ?? 0) + 1);
  }
  const full = [...byAccuser].filter(([, count]) => count >= 3 && count === accused.length);
  // Where several accuse everybody they agree, and that says nothing against any of them.
  const fullRows = full.length === 1 && byAccuser.size > 1 ? full : [];
  const oneAccuser = byAccuser.size === 1 && accused.length >= 3 ? [...byAccuser.keys()] : [];
  return [
    ...oneAccuser.map(
      (name) =>
        `${name} is the only one that accuses, and it accuses ${accused.length}: it may itself be slow or cut off.`,
    ),
    ...fullRows.map(
      ([name, count]) => `${name} accuses all ${count} accused members: it may itself be slow.`,
    ),
    ...accused
      .filter(({ accusers }) => accusers.length >= 3)
      .slice(0, 3)
      .map(
        ({ name, accusers }) =>
          `${name} is accused by ${accusers.length} members: it is probably down or cut off.`,
      ),
  ];
}
