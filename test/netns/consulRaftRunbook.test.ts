/** Merged Raft that is taken apart before the others vote, as far as the rules are lifted: runbook scenario R1. */
import { describeRaftRunbook } from "./consulRaftRunbook.ts";

// The machine has waited until gossip to the dead was over: the script's own wait adds nothing here.
describeRaftRunbook({ prefix: "lks1", id: "R1", until: "watch", env: { LANEKEEPER_SETTLE: "0" } });
