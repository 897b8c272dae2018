/**
 * *Generate Firewall Rules…* and *Force-Leave Commands…*: one click opens a document. It stops for a question
 * only where a member has no side. Nothing is run from here; the documents say what they do and where.
 */
import { networkInterfaces } from "node:os";
import * as vscode from "vscode";
import {
  agentLists,
  assign,
  buildPolicy,
  CAREFUL,
  defaultStyle,
  dialectOf,
  DIALECTS,
  fleetOfView,
  forceLeaveScript,
  LEAVE_DEFAULTS,
  planForceLeave,
  splitMembers,
  type Dialect,
  type Fleet,
  type FleetMember,
  type Policy,
  type PoolView,
  type SidesRule,
} from "../engine/index.ts";
import { REMEDY_COMMANDS } from "./contributions.ts";
import type { RemedyRequest } from "./dashboard/handlers.ts";
import { registerCommand, type Log } from "./log.ts";
import { requestOfRows, sidesOfRequest, suggestedSides } from "./remedySides.ts";
import type { Sessions } from "./sessions.ts";
import { readSettings } from "./settings.ts";
import type { TreeRow } from "./trees/treeRow.ts";

/** Global state entry with the dialect that was used last. */
const LAST_DIALECT = "lanekeeper.lastDialect";

type RemedyArgument = RemedyRequest | TreeRow;

export function registerRemedies(sessions: Sessions, memento: vscode.Memento, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(
      log,
      REMEDY_COMMANDS.generateFirewall,
      async (what?: RemedyArgument, rows?: readonly TreeRow[]) => {
        const dialect = dialectOf(memento.get(LAST_DIALECT, readSettings().defaultDialect)) ?? DIALECTS[0];
        if (dialect !== undefined) await generateRules(sessions, dialect, what, rows);
      },
    ),
    registerCommand(
      log,
      REMEDY_COMMANDS.generateFirewallAs,
      async (what?: RemedyArgument, rows?: readonly TreeRow[]) => {
        const dialect = await chooseDialect();
        if (dialect === undefined) return;
        await memento.update(LAST_DIALECT, dialect.id);
        await generateRules(sessions, dialect, what, rows);
      },
    ),
    registerCommand(
      log,
      REMEDY_COMMANDS.generateForceLeave,
      (what?: RemedyArgument, rows?: readonly TreeRow[]) => generateForceLeave(sessions, what, rows),
    ),
  );
}

async function generateRules(
  sessions: Sessions,
  dialect: Dialect,
  what: RemedyArgument | undefined,
  rows: readonly TreeRow[] | undefined,
): Promise<void> {
  const subject = await subjectOf(sessions, what, rows);
  if (subject === undefined) return;
  const policy = await policyWithQuestions(fleetOfView(subject.view), subject.sides);
  const [file] = policy === undefined ? [] : dialect.render(policy);
  if (file !== undefined) await openDocument(file.languageId, file.text);
}

async function generateForceLeave(
  sessions: Sessions,
  what: RemedyArgument | undefined,
  rows: readonly TreeRow[] | undefined,
): Promise<void> {
  const subject = await subjectOf(sessions, what, rows);
  if (subject === undefined) return;
  const { view } = subject;
  const fleet = fleetOfView(view);
  const sides = await withAllAssigned(fleet, subject.sides);
  if (sides === undefined) return;
  const split = splitMembers(fleet.members, sides);
  const names = { a: sides.a.name, b: sides.b.name };
  const { leaveBatchSize: batchSize, leavePauseSeconds: pauseSeconds } = readSettings();
  const options = { ...LEAVE_DEFAULTS, lists: agentLists(view, split), batchSize, pauseSeconds };
  const plan = planForceLeave(fleet, split, names, options);
  // Members against the rest are forced out on the rest's side only.
  const sets = sides.rest === undefined ? plan.sets : plan.sets.filter(({ on }) => on === sides.rest);
  for (const set of [...sets].reverse()) {
    await openDocument("shellscript", forceLeaveScript(plan, set, defaultStyle(plan.kind)));
  }
}

/** The pool and the sides that the argument means, or that the user picks; undefined when he gives up. */
async function subjectOf(
  sessions: Sessions,
  what: RemedyArgument | undefined,
  rows: readonly TreeRow[] | undefined,
): Promise<{ view: PoolView; sides: SidesRule } | undefined> {
  const request = what !== undefined && "contextValue" in what ? requestOfRows(what, rows ?? [what]) : what;
  const view = await viewOf(sessions, request?.poolId);
  if (view === undefined) return undefined;
  const sides =
    (request === undefined ? undefined : sidesOfRequest(view, request)) ?? (await chooseSides(view));
  return sides === undefined ? undefined : { view, sides };
}

async function viewOf(sessions: Sessions, poolId: string | undefined): Promise<PoolView | undefined> {
  const attached = sessions.list().filter(({ view }) => view !== undefined);
  if (poolId !== undefined) {
    const view = sessions.get(poolId)?.view;
    if (view === undefined) throw new Error(vscode.l10n.t("This pool has not answered yet."));
    return view;
  }
  if (attached.length === 0)
    throw new Error(vscode.l10n.t("No pool is attached. Run “Observe Pool…” first."));
  if (attached.length === 1) return attached[0]?.view;
  const items = attached.map(({ pool, view }) => ({ label: pool.name, description: pool.id, view }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which pool?") }))?.view;
}

async function chooseSides(view: PoolView): Promise<SidesRule | undefined> {
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

/** Builds the policy; what stands in the way is asked for where an answer helps, else it is the error. */
async function policyWithQuestions(fleet: Fleet, rule: SidesRule): Promise<Policy | undefined> {
  const sides = await withAllAssigned(fleet, rule);
  if (sides === undefined) return undefined;
  const { confirmWithinSeconds, includeServerRpc } = readSettings();
  const observerIps = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address);
  const ports = { wan: false, serverRpc: includeServerRpc };
  const policy = buildPolicy(fleet, sides, { ...CAREFUL, ports, observerIps, confirmWithinSeconds });
  if (policy.ok) return policy.value;
  const { kind, message, advice, members } = policy.error;
  if (kind !== "sharedAddress") throw new Error(`${message} ${advice}`);
  const apart = vscode.l10n.t("Leave Out of Both Sides");
  const chosen = await vscode.window.showWarningMessage(`${message} ${advice}`, apart);
  return chosen === apart
    ? policyWithQuestions(
        fleet,
        assign(
          sides,
          members.map(({ id }) => id),
          "apart",
        ),
      )
    : undefined;
}

/** Asks for each group of members without a side, one question a datacenter. */
async function withAllAssigned(fleet: Fleet, rule: SidesRule): Promise<SidesRule | undefined> {
  const { unassigned, contested } = splitMembers(fleet.members, rule);
  const groups = new Map<string, FleetMember[]>();
  for (const member of [...unassigned, ...contested]) {
    groups.set(member.datacenter, [...(groups.get(member.datacenter) ?? []), member]);
  }
  let sides = rule;
  for (const [datacenter, members] of groups) {
    const to = await askSide(datacenter, members, sides);
    if (to === undefined) return undefined;
    sides = assign(
      sides,
      members.map(({ id }) => id),
      to,
    );
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
async function chooseDialect(): Promise<Dialect | undefined> {
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

async function openDocument(languageId: string, content: string): Promise<void> {
  const known = await vscode.languages.getLanguages();
  const language = known.includes(languageId) ? languageId : "plaintext";
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { preview: false });
}
