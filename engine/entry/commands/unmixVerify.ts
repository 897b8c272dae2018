/**
 * `lanekeeper unmix verify`: asks members of a live pool, with `--send`, whether they reach the other side.
 * Exit codes: 0 no pair reaches each other over UDP (or nothing was to be sent), 1 not shown to hold, 2 wrong use.
 */
import { splitMembers } from "../../firewall/sides.ts";
import { namesText } from "../../firewall/refusal.ts";
import { fleetOfView } from "../../firewall/fleet.ts";
import type { Plane } from "../../view/view.ts";
import { planIsolation } from "../../unmix/isolation.ts";
import { isolationMarkdown, reportIsolation } from "../../unmix/isolationReport.ts";
import { runIsolation } from "../../unmix/runIsolation.ts";
import { attachShadow } from "../attach.ts";
import { readSides, type SideOptions } from "./fleetSource.ts";
import { attachRequest } from "./observe.ts";
import { recordIsolation } from "./recordIsolation.ts";
import { talk } from "./talk.ts";

export interface VerifyOptions extends SideOptions {
  /** HOST:PORT of one member. */
  readonly from: string;
  readonly keyFile?: string;
  readonly label?: string;
  readonly plane: Plane;
  /** Ranges whose members may be asked. */
  readonly cidr: readonly string[];
  readonly send: boolean;
  /** Folder of a runbook whose journal takes the result. */
  readonly record?: string;
  /** The rules were confirmed on every host: no rollback timer runs. */
  readonly confirmed: boolean;
}

export async function unmixVerify(options: VerifyOptions): Promise<number> {
  const request = await attachRequest(options.from, { ...options, output: "json" });
  if (!request.ok) return talk(2, request.error);
  const attached = await attachShadow(request.value);
  if (!attached.ok) return talk(1, `${attached.error.message} ${attached.error.advice}`);
  const pool = attached.value;
  try {
    const fleet = fleetOfView(pool.snapshot());
    const sides = readSides(fleet, options);
    if (!sides.ok) return talk(2, sides.error);
    const split = splitMembers(fleet.members, sides.value);
    const undecided = [...split.unassigned, ...split.contested];
    if (undecided.length > 0) talk(0, `not asked, since without a side: ${namesText(undecided)}`);
    const plan = planIsolation(split);
    if (plan.rounds.length === 0) return talk(1, "one side has nobody who can be asked");
    const size = `${plan.probeCount} questions in ${plan.rounds.length} rounds, each over UDP to a member, who pings another one`;
    if (!options.send) return talk(0, `would ask ${size}; repeat with --send to do so`);
    talk(0, `asking ${size}`);
    const results = await runIsolation(plan, {
      ask: (probe) => pool.probe(probe),
      isCancelled: () => false,
      told: (done, { round, verdict }) =>
        talk(
          0,
          `${done} of ${plan.rounds.length}: ${round.helper.name} to ${round.target.name}: ${verdict.kind}`,
        ),
    });
    process.stdout.write(isolationMarkdown(results));
    if (options.record !== undefined) {
      const recorded = await recordIsolation(options.record, results, options.confirmed, Date.now());
      if (!recorded.ok) return talk(1, `not recorded: ${recorded.error}`);
      talk(
        0,
        `recorded in ${options.record}${recorded.value.isolation?.isConfirmed === true ? "" : " as void: a rollback timer may run; confirm on every host, then verify with --confirmed"}`,
      );
    }
    return reportIsolation(results).holds && undecided.length === 0 ? 0 : 1;
  } finally {
    await pool.detach();
  }
}
