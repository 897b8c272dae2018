/** Runbook scenario P1 in all its forms, four members a side, watched for two minutes after undo. */
import { vi } from "vitest";
import { describeSerfCut } from "./serfCut.ts";

/** Two watches of two minutes, each after a wait of one. */
vi.setConfig({ testTimeout: 420_000 });

const watched = { forceLeaveWatchMs: 120_000, perSide: 4 };

describeSerfCut({ dialect: "nftables", prefix: "lksj", tool: "nft", rulesOnHost: 1, ...watched });
describeSerfCut({ dialect: "iptables", prefix: "lkf3", tool: "iptables", rulesOnHost: 4, ...watched });
describeSerfCut({
  dialect: "iptables",
  prefix: "lkf4",
  tool: "iptables-legacy",
  rulesOnHost: 4,
  ...watched,
});
describeSerfCut({
  dialect: "nftables",
  prefix: "lkf5",
  tool: "nft",
  agent: "serf-0.10",
  rulesOnHost: 1,
  ...watched,
});
describeSerfCut({
  dialect: "iptables",
  prefix: "lkf6",
  tool: "iptables",
  agent: "serf-0.10",
  rulesOnHost: 4,
  ...watched,
});
