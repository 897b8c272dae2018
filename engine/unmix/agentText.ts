/** Words that commands for an agent's own machine share. How an agent is run there is not known from here. */
import type { PoolKind } from "../view/view.ts";
import { named } from "./checks.ts";
import type { CaseMember } from "./case.ts";

/** Shell variable that whoever runs it sets: the `data_dir` of the agent's configuration. */
export const DATA_DIR = "DATA_DIR";

export const RUN_NOTE =
  "How the agents are started is not known from here: the lines are those of systemd with a unit named after the product.";
export const DATA_DIR_NOTE = `${DATA_DIR} is the data_dir of the agent's configuration on that host; it is not known from here.`;

export function unitOf(kind: PoolKind): string {
  return kind === "memberlist" ? "serf" : kind;
}

export function stopLine(kind: PoolKind): string {
  return `systemctl stop ${unitOf(kind)}`;
}

export function startLine(kind: PoolKind): string {
  return `systemctl start ${unitOf(kind)}`;
}

/** A comment that says on whose machine the next lines are run. */
export function onEach(members: readonly CaseMember[], when = ""): string[] {
  return [`# ${when === "" ? "" : `${when}: `}on ${members.length === 0 ? "nobody" : named(members)}`];
}
