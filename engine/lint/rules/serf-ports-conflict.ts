/** GM205: gossip ports that get in each other's way. */
import { replace } from "../edits.ts";
import type { Known, Scalar } from "../model/located.ts";
import type { Agent } from "../model/agent.ts";

import type { Rule } from "../rule.ts";

export const serfPortsConflict: Rule = {
  code: "GM205",
  id: "serf-ports-conflict",
  summary: "The LAN and WAN gossip ports are equal, or are each other's default",
  severity: "error",
  whyItIsARisk:
    "Consul refuses equal ports on one address only; with two bind or advertise addresses it accepts them. Every peer that joins by host name and default port then lands in the wrong pool.",
  examples: {
    flagged: {
      "server.hcl":
        'datacenter = "dc1"\nserver = true\nadvertise_addr_wan = "203.0.113.10"\nports {\n  serf_lan = 8301\n  serf_wan = 8301\n}\n',
    },
    clean: {
      "server.hcl": 'datacenter = "dc1"\nserver = true\nports {\n  serf_lan = 8401\n  serf_wan = 8402\n}\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent) {
    const { lan, wan } = agent.ports;
    if (agent.product !== "consul" || lan === undefined || wan === undefined) return;
    const isConflict = (lan === wan && lan > 0) || lan === 8302 || wan === 8301;
    const written = portSettings(agent);
    const at = written.wan?.at ?? written.lan?.at;
    if (!isConflict || at === undefined) return;
    yield {
      at,
      message: `\`ports.serf_lan\` (${lan}) and \`ports.serf_wan\` (${wan}) must differ and must not use the other pool's default port.`,
      fix: {
        title: "Use the default ports 8301 and 8302",
        edits: [
          ...(written.lan === undefined ? [] : [replace(written.lan.at, "8301")]),
          ...(written.wan === undefined ? [] : [replace(written.wan.at, "8302")]),
        ],
        isSafe: false,
      },
    };
  },
};

function portSettings({ settings }: Agent): {
  lan: Known<Scalar> | undefined;
  wan: Known<Scalar> | undefined;
} {
  const [lan, wan] = [settings.scalar("ports.serf_lan"), settings.scalar("ports.serf_wan")];
  return { lan: lan?.known === true ? lan : undefined, wan: wan?.known === true ? wan : undefined };
}
