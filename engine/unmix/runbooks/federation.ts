/** Kind W: two datacenters that are federated and should not be. Source: the measured runbook, section 5; scenario W1. */
import type { Runbook } from "../step.ts";
import { cause, cutRelapse, evidence, freeze, isolate, lanes, waitFailed, watch } from "./common.ts";
import { leaveStep } from "./leave.ts";
import { written } from "./written.ts";

export const federation: Runbook = {
  kind: "W",
  steps: [
    freeze,
    evidence,
    lanes,
    {
      ...isolate,
      why: "The WAN gossip port of each server has to be closed for the other datacenter, on receipt; its RPC port too, over which requests are forwarded.",
    },
    waitFailed,
    {
      ...written("rollingRestart", {
        title: "Force-leave, or restart",
        why: "From 1.12 on `consul force-leave -wan` works. Older servers answer `No node found`: they forget the others only when serf/remote.snapshot is deleted while they are stopped.",
        who: "On one server of each datacenter the commands; or, for older ones, on every server, one after the other, with the cut in place: stop, delete serf/remote.snapshot, start, wait for a leader and all healthy peers.",
        doneWhen: "`consul members -wan` of every server shows no foreign server but left ones.",
        otherwise: "One server that was forgotten keeps the names; do it again there. Never two at a time.",
        goBack: "Join the WAN pools again.",
      }),
      actions: () => [{ kind: "forgetWan" }],
    },
    leaveStep({ id: "forceLeave", title: "Read the WAN lists", on: () => [], isLast: true }),
    {
      ...cause,
      doneWhen: "retry_join_wan of neither side names the other, and the rules stay as the permanent lane.",
    },
    watch,
  ],
  relapse: (context) => cutRelapse(context),
};
