/** What a remedy may have to ask: a side for a member that has none, a pair of sides, a dialect. */
import * as vscode from "vscode";
import {
  assign,
  splitMembers,
  type Dialect,
  type Fleet,
  type FleetMember,
  type PoolView,
  type SidesRule,
} from "../engine/index.ts";
import { suggestedSides } from "./remedySides.ts";
import { tools } from "./tools.ts";

/** One of the pairs of sides that the pool itself suggests. */
export async function chooseSides(view: PoolView): Promise<SidesRule | undefined> {
  const suggestions = suggestedSides(view);
  if (suggestions.length === 0) {
    throw new Error(
      vscode.l10n.t(
        "No member names a datacenter. Select members in the Pools view or the dashboard: they become one side, the rest the other.",
      ),
    );
  }
  const placeHolder = vscode.l10n.t("Which two sides are to be kept apart?");
  return (await vscode.window.showQuickPick(suggestions, { placeHolder }))?.sides;
}

/** Asks for each group of members without a side, one question a datacenter. */
export async function withAllAssigned(fleet: Fleet, rule: SidesRule): Promise<SidesRule | undefined> {
  const { unassigned, contested } = splitMembers(fleet.members, rule);
  const groups = new Map<string, FleetMember[]>();
  for (const member of [...unassigned, ...contested]) {
    groups.set(member.datacenter, [...(groups.get(member.datacenter) ?? []), member]);
  }
  let sides = rule;
  for (const [datacenter, members] of groups) {
    const to = await askSide(datacenter, members, sides);
    if (to === undefined) return undefined;
    const ids = members.map(({ id }) => id);
    sides = assign(sides, ids, to);
  }
  return sides;
}

async function askSide(
  datacenter: string,
  members: readonly FleetMember[],
  { a, b }: SidesRule,
): Promise<"a" | "b" | "apart" | undefined> {
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
  return (await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t("Choose a side") }))
    ?.to;
}

/** Measured dialects first, the others behind one more step. */
export async function chooseDialect(): Promise<Dialect | undefined> {
  const { DIALECTS } = await tools();
  const item = (dialect: Dialect) => ({
    label: dialect.title,
    description: dialect.group,
    detail: dialect.card,
    dialect,
  });
  const measured = DIALECTS.filter(({ isMeasured }) => isMeasured).map(item);
  const others = DIALECTS.filter(({ isMeasured }) => !isMeasured);
  const more = {
    label: vscode.l10n.t("More…"),
    detail: vscode.l10n.t("{0} dialects that nobody has measured yet", others.length),
    dialect: undefined,
  };
  const placeHolder = vscode.l10n.t("Which dialect?");
  const chosen = await vscode.window.showQuickPick(others.length === 0 ? measured : [...measured, more], {
    placeHolder,
    matchOnDetail: true,
  });
  if (chosen !== more) return chosen?.dialect;
  return (await vscode.window.showQuickPick(others.map(item), { placeHolder, matchOnDetail: true }))?.dialect;
}
