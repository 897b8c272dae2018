import { describeSerfCut } from "./serfCut.ts";

describeSerfCut({
  dialect: "nftables",
  prefix: "lkf1",
  tool: "nft",
  rulesOnHost: 1,
  forceLeaveWatchMs: 5_000,
});
