/** Merged Raft, soon after the join and when everybody votes, to the end of the watch: runbook scenarios R1 and R2. */
import { describeRaftRunbook } from "./consulRaftRunbook.ts";

describeRaftRunbook({ prefix: "lksa", id: "R1", until: "end" });
describeRaftRunbook({ prefix: "lksb", id: "R2", until: "end" });
