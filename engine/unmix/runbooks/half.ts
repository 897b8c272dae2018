/** Kind H: one side lists the other, which does not list it. Source: the measured runbook, section 1; derived, not rehearsed. */
import type { Runbook } from "../step.ts";
import { cause, evidence, freeze, lanes, watch } from "./common.ts";
import { leaveStep } from "./leave.ts";
import { written } from "./written.ts";

export const half: Runbook = {
  kind: "H",
  steps: [
    freeze,
    evidence,
    lanes,
    written("fixListing", {
      title: "Correct what lets one side in",
      why: "Allowed ranges on one side only, `encrypt_verify_incoming` off, or a server that joined a port of the LAN by -wan: each lets one end take in what the other refuses.",
      who: "Whoever owns the configuration of the side that lists the other: serf_lan_allowed_cidrs and serf_wan_allowed_cidrs on both, encrypt_verify_incoming, retry_join_wan. Restart the agents one by one.",
      doneWhen: "every agent of that side runs with the corrected setting.",
      otherwise: "Keep a cut between the sides meanwhile, as for kind P.",
      goBack: "Set it back.",
    }),
    leaveStep({
      id: "forceLeave",
      title: "Force-leave on the side that lists",
      on: () => ["a", "b"],
      isLast: true,
    }),
    cause,
    watch,
  ],
  relapse: () => undefined,
};
