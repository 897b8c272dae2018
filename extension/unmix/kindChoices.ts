/** The kinds of mix in words, for a person who has to choose one. */
import * as vscode from "vscode";
import type { MixKind } from "../../engine/index.ts";

export interface KindChoice extends vscode.QuickPickItem {
  readonly mix: MixKind;
}

/** The likeliest first. */
export function kindChoices(likeliest: MixKind): readonly KindChoice[] {
  const { l10n } = vscode;
  const kinds: readonly KindChoice[] = [
    { mix: "P", label: l10n.t("Plain pools"), detail: l10n.t("Two pools became one; Raft is not merged.") },
    {
      mix: "R",
      label: l10n.t("Raft merged"),
      detail: l10n.t("Servers of both sides have one datacenter name and are in one Raft."),
    },
    { mix: "W", label: l10n.t("Federation"), detail: l10n.t("WAN only: sites that are to be separated.") },
    {
      mix: "M",
      label: l10n.t("LAN and WAN mingled"),
      detail: l10n.t("One datacenter shows names with and without “.dc”. Must not be cut."),
    },
    {
      mix: "H",
      label: l10n.t("Half mixed"),
      detail: l10n.t("Some members know the other side, most don't."),
    },
    { mix: "B", label: l10n.t("A bridge"), detail: l10n.t("One agent is in both pools.") },
  ];
  return [...kinds].sort((x, y) => Number(y.mix === likeliest) - Number(x.mix === likeliest));
}
