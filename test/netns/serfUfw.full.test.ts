/** Runbook scenario P1 with ufw, active and with its stateful accept in front of everything but our block. */
import { describeSerfCut } from "./serfCut.ts";

describeSerfCut({
  dialect: "ufw",
  prefix: "lkfe",
  tool: "ufw",
  rulesOnHost: 4,
  forceLeaveWatchMs: 20_000,
  prepare: async (lab, host) => {
    lab.copyEtc(host, "ufw");
    for (const words of [
      ["allow", "7946"],
      ["--force", "enable"],
    ]) {
      const { code, stderr } = await lab.exec(host, "ufw", words);
      if (code !== 0) throw new Error(stderr);
    }
  },
});
