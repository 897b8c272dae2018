/** Commands to run next and first safe steps, each in one place. Source: the measured runbooks of each class. */

/** What to run to know more. */
export const RUN = {
  raftBothSides: "run `consul operator raft list-peers -stale` on a server of each side",
  membersBothSides: "run `consul members -detailed` on an agent of each side",
  serfBothSides: "run `serf members` on an agent of each side",
  wanLists: "run `consul members -wan -detailed` on a server of each datacenter",
  membersDetailed: "run `consul members -detailed` and `consul members -wan -detailed` on one server",
  oneList:
    "run `consul members -detailed` or `serf members -format=json` once, and paste it with its command line: rows of several agents may have run together here",
  lanes:
    "say which ranges or datacenters are meant to be one pool: `lanekeeper diagnose --lane 10.1.0.0/16 --lane 10.2.0.0/16 …`",
} as const;

/** The first thing that can do no harm. None of them cuts before Raft was read where Raft could be merged. */
export const FIRST = {
  plain:
    "Take the other side's addresses out of retry_join, start_join and scripts. Then put firewall rules on all members of both sides, before any force-leave.",
  readRaft:
    "Do not cut yet, and force-leave nobody: first read `consul operator raft list-peers -stale` on a server of each side.",
  raft: "Run `consul snapshot save` on a server of each side. Do not cut port 8300 and do not force-leave a server yet: that can cost both sides their quorum.",
  reopenRaft:
    "If port 8300 was just cut, open it again and wait for a leader before anything else. Force-leave nobody.",
  mingle:
    "Cut nothing and do not force-leave `name.dc`: that takes healthy servers out of Raft. Plan a short stop of all agents of the datacenter; it is mended by deleting serf/local.snapshot and serf/remote.snapshot while all are stopped.",
  half: "Correct the setting that lets only one side in (serf_lan_allowed_cidrs or serf_wan_allowed_cidrs, encrypt_verify_incoming, retry_join). Nothing has to be cut.",
  bridge: "Stop the bridging agent first; then force-leave it in each pool. No cut is needed.",
  federation:
    "If they should not be federated, remove retry_join_wan on the servers of both datacenters first; nothing else yet.",
  nameConflict:
    "Give one of the two another name before anything is force-left: a force-leave of the name hits whichever is known.",
  returning:
    "Look at the agents that still keep the name, one by one; force-leave it there, and not many names at once. Delete serf/local.snapshot of one that stays down.",
} as const;
