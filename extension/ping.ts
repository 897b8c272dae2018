/** *Ping Member* and *Ping from Another Member…*: one question each, sent because the user asked for it. */
import * as vscode from "vscode";
import {
  memberRow,
  stateOf,
  unreachable,
  type MemberProbe,
  type MemberRow,
  type ProbeAnswer,
} from "../engine/index.ts";
import { COMMANDS } from "./contributions.ts";
import { registerCommand, type Log } from "./log.ts";
import type { PoolSession } from "./poolSession.ts";
import type { Sessions } from "./sessions.ts";
import type { TreeRow } from "./trees/treeRow.ts";

/** More than this in one quick pick helps nobody; typing narrows it. */
const HELPERS_SHOWN_MAX = 1_000;

export function registerPing(sessions: Sessions, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(log, COMMANDS.pingMember, async (row?: TreeRow) => {
      const chosen = memberOf(sessions, row) ?? (await pickMember(sessions));
      if (chosen !== undefined) await ask(chosen.session, { kind: "ping", member: chosen.member.name });
    }),
    registerCommand(log, COMMANDS.pingFrom, async (row?: TreeRow) => {
      const chosen = memberOf(sessions, row) ?? (await pickMember(sessions));
      if (chosen === undefined) return;
      const { session, member } = chosen;
      const placeHolder = vscode.l10n.t("Which member shall ping {0}?", member.name);
      const helpers = membersOf(session).filter(({ id, state }) => id !== member.id && state === "alive");
      const helper = await pickOne(helpers, placeHolder);
      if (helper !== undefined)
        await ask(session, { kind: "pingFrom", helper: helper.name, member: member.name });
    }),
  );
}

async function ask(session: PoolSession, probe: MemberProbe): Promise<void> {
  const location = { viewId: "lanekeeper.pools" };
  const answer = await vscode.window.withProgress({ location }, () => session.probe(probe));
  void vscode.window.showInformationMessage(answerText(probe, answer));
}

function answerText(probe: MemberProbe, answer: ProbeAnswer): string {
  const { member } = probe;
  const helper = probe.kind === "pingFrom" ? probe.helper : undefined;
  switch (answer.kind) {
    case "reached": {
      const ms = answer.rttMs.toFixed(1);
      return helper === undefined
        ? vscode.l10n.t("{0} answered over TCP after {1} ms.", member, ms)
        : vscode.l10n.t("{0} reached {1} over UDP, both ways; the answer took {2} ms.", helper, member, ms);
    }
    case "notReached":
      return vscode.l10n.t(
        "{0} had no answer from {1}: at least one way between them is closed, or {1} is down.",
        helper ?? "",
        member,
      );
    case "silent":
      return helper === undefined
        ? vscode.l10n.t("{0} did not answer over TCP in time.", member)
        : vscode.l10n.t("{0} did not answer us, so nothing is known about {1}.", helper, member);
    case "notAsked":
      return vscode.l10n.t("Nothing was sent: {0}.", answer.reason);
    default:
      return unreachable(answer);
  }
}

interface Chosen {
  readonly session: PoolSession;
  readonly member: MemberRow;
}

function memberOf(sessions: Sessions, row: TreeRow | undefined): Chosen | undefined {
  const session = row === undefined ? undefined : sessions.get(row.poolId);
  if (session?.view === undefined || row?.member === undefined) return undefined;
  return { session, member: memberRow(session.view, row.member) };
}

async function pickMember(sessions: Sessions): Promise<Chosen | undefined> {
  const all = sessions.list().flatMap((session) => membersOf(session).map((member) => ({ session, member })));
  if (all.length === 0) throw new Error(vscode.l10n.t("No pool is attached. Run “Observe Pool…” first."));
  const picked = await pickOne(
    all.map(({ member }) => member),
    vscode.l10n.t("Which member?"),
  );
  return all.find(({ member }) => member === picked);
}

function membersOf({ view }: PoolSession): MemberRow[] {
  if (view === undefined) return [];
  const shown: MemberRow[] = [];
  for (let id = 0; id < view.count && shown.length < HELPERS_SHOWN_MAX; id += 1) {
    if (stateOf(view.columns.state[id]) !== "reaped") shown.push(memberRow(view, id));
  }
  return shown;
}

async function pickOne(members: readonly MemberRow[], placeHolder: string): Promise<MemberRow | undefined> {
  const items = members.map((member) => ({
    label: member.name,
    description: `${member.state} · ${member.address}`,
    member,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.member;
}
