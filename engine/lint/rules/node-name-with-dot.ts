/** GM304: node names that look like members of the WAN pool. */
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

export const nodeNameWithDot: Rule = {
  code: "GM304",
  id: "node-name-with-dot",
  summary: "A node name that contains a dot",
  severity: "warning",
  whyItIsARisk:
    'WAN members are called `<node>.<datacenter>`. A LAN node "web.dc2" looks like server "web" of dc2 in member lists and in `force-leave`, which is just the tool that is needed after a mix.',
  examples: {
    flagged: {
      "agent.hcl": 'datacenter = "dc1"\nnode_name = "web.dc2"\nretry_join = ["10.1.0.10"]\n',
    },
    clean: {
      "agent.hcl": 'datacenter = "dc1"\nnode_name = "web-dc2"\nretry_join = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "fleet",
  *check(fleet) {
    const datacenters = new Set(
      fleet.lanes.filter(({ product }) => product === "consul").map(({ name }) => name),
    );
    for (const { product, isDev, nodeName } of fleet.agents) {
      if (product !== "consul" || isDev || nodeName?.known !== true || !nodeName.value.includes("."))
        continue;
      const name = nodeName.value;
      const last = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
      const isDatacenter = datacenters.has(last);
      yield {
        at: nodeName.at,
        severity: isDatacenter ? "error" : "warning",
        message: `Node name "${name}" contains a dot; WAN member names are "<node>.<datacenter>"${isDatacenter ? `, and "${last}" is a datacenter here` : ""}.`,
        fix: {
          title: `Rename it to "${name.replaceAll(".", "-")}"`,
          edits: [replace(nodeName.at, name.replaceAll(".", "-"))],
          isSafe: false,
        },
      };
    }
  },
};
