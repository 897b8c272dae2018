/** Kind B: an agent that belongs to neither pool and is a member of one or both. Source: the measured runbook, section 1; scenario B1. */
import type { Runbook } from "../step.ts";
import { cause, evidence, freeze, lanes, watch } from "./common.ts";
import { leaveStep } from "./leave.ts";
import { written } from "./written.ts";

export const bridge: Runbook = {
  kind: "B",
  steps: [
    freeze,
    evidence,
    lanes,
    written("stopBridge", {
      title: "Stop the bridge",
      why: "It carries user events from one pool to the other and joins again at once while it runs. No cut is needed if the pools themselves did not mix.",
      who: "On the host of the bridging agent: stop it, delete its snapshot, and take the pools' addresses out of its start script.",
      doneWhen: "it is stopped and does not start by itself.",
      otherwise: "If it can't be stopped, cut its address off on every member, as for kind P.",
      goBack: "Start it again.",
    }),
    leaveStep({ id: "forceLeave", title: "Force-leave it in each pool", on: () => ["a", "b"], isLast: true }),
    cause,
    watch,
  ],
  relapse: () => undefined,
};
