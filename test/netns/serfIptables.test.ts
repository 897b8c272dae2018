import { describeSerfCut } from "./serfCut.ts";

describeSerfCut({ dialect: "iptables", prefix: "lkf2", tool: "iptables", rulesOnHost: 4 });
