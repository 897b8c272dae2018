/** What a remedy may have to ask: a side for a member that has none, a pair of sides, a dialect. */
import * as vscode from "vscode";
import {
  assign,
  splitMembers,
  type Dialect,
  type Fleet,
  type FleetMember,
  type PoolView,
  type SideKey,
  type SidesRule,
} from "../engine/index.ts";
import { suggestedSides } from "./remedySides.ts";
import { tools } from "./tools.ts";

/** One of the pairs of sides that the pool itself suggests. */
export async function chooseSides(view: PoolView): Promise<SidesRule | undefined> {
  const suggestions = sideSuggestions(view);
  const placeHolder = vscode.l10n.t("Which two sides are to be kept apart?");
  return (await vscode.window.showQuickPick(suggestions, { placeHolder }))?.sides;
}

/** The reason why there is none is an error. */
export function sideSuggestions(view: PoolView): ReturnType<typeof suggestedSides> {
  const suggestions = suggestedSides(view);
  if (suggestions.length === 0) {
    throw new Error(
      vscode.l10n.t(
        "No member names a datacenter. Select members in the Pools view or the dashboard: they become one side, the rest the other.",
      ),
    );
  }
  return suggestions;
}

/** Asks for each group of members without a side, one question a datacenter. */
export async function withAllAssigned(fleet: Fleet, rule: SidesRule): Promise<SidesRule | undefined> {
  let sides = rule;
  for (const group of undecided(fleet, rule)) {
    const { title, placeHolder, items } = sideQuestion(group, rule);
    const to = (await vscode.window.showQuickPick(items, { title, placeHolder }))?.to;
    if (to === undefined) return undefined;
    sides = assign(
      sides,
      group.map(({ id }) => id),
      to,
    );
  }
  return sides;
}

/** Members without a side, one group a datacenter. */
export function undecided(fleet: Fleet, rule: SidesRule): readonly (readonly FleetMember[])[] {
  const { unassigned, contested } = splitMembers(fleet.members, rule);
  const groups = new Map<string, FleetMember[]>();
  for (const member of [...unassigned, ...contested]) {
    groups.set(member.datacenter, [...(groups.get(member.datacenter) ?? []), member]);
  }
  return [...groups.values()];
}

export interface SideChoice extends vscode.QuickPickItem {
  readonly to: SideKey | "apart";
}

/** What to ask about a group. */
export function sideQuestion(
  members: readonly FleetMember[],
  { a, b }: SidesRule,
): { readonly title: string; readonly placeHolder: string; readonly items: readonly SideChoice[] } {
  const datacenter = members[0]?.datacenter ?? "";
  const names = members
    .slice(0, 4)
    .map(({ name }) => name)
    .join(", ");
  const who = members.length > 4 ? `${names} … (${members.length})` : names;
  const items = [
    { label: vscode.l10n.t("Side A: {0}", a.name), to: "a" as const },
    { label: vscode.l10n.t("Side B: {0}", b.name), to: "b" as const },
    {
      label: vscode.l10n.t("Neither"),
      detail: vscode.l10n.t("Whoever gossips with both sides keeps them connected."),
      to: "apart" as const,
    },
  ];
  const title =
    datacenter === ""
      ? vscode.l10n.t("No datacenter is known for {0}", who)
      : vscode.l10n.t("{0} is neither side: {1}", datacenter, who);
  return { title, placeHolder: vscode.l10n.t("Choose a side"), items };
}

export interface DialectChoice extends vscode.QuickPickItem {
  /** undefined: the others. */
  readonly dialect: Dialect | undefined;
}

/** Measured dialects first, the others behind one more step. */
export async function chooseDialect(): Promise<Dialect | undefined> {
  const placeHolder = vscode.l10n.t("Which dialect?");
  const chosen = await vscode.window.showQuickPick(await dialectChoices(true), {
    placeHolder,
    matchOnDetail: true,
  });
  if (chosen === undefined || chosen.dialect !== undefined) return chosen?.dialect;
  return (
    await vscode.window.showQuickPick(await dialectChoices(false), { placeHolder, matchOnDetail: true })
  )?.dialect;
}

/** The measured ones and the way to the others, or the others. */
export async function dialectChoices(isMeasured: boolean): Promise<readonly DialectChoice[]> {
  const { DIALECTS } = await tools();
  const item = (dialect: Dialect) => ({
    label: dialect.title,
    description: dialect.group,
    detail: dialect.card,
    dialect,
  });
  const found = DIALECTS.filter((dialect) => dialect.isMeasured === isMeasured).map(item);
  const others = DIALECTS.filter((dialect) => !dialect.isMeasured).length;
  const more = {
    label: vscode.l10n.t("More…"),
    detail: vscode.l10n.t("{0} dialects that nobody has measured yet", others),
    dialect: undefined,
  };
  return isMeasured && others > 0 ? [...found, more] : found;
}
