/** GM301: datacenter names that Consul rejects or rewrites. */
import { replace } from "../edits.ts";
import type { Known } from "../model/located.ts";
import { isPlaceholderName } from "../model/placeholder.ts";
import type { Report } from "../rule.ts";
import type { Rule } from "../rule.ts";

export const datacenterNameForm: Rule = {
  code: "GM301",
  id: "datacenter-name-form",
  summary: "A datacenter name that Consul rejects or silently rewrites",
  severity: "error",
  whyItIsARisk:
    'Consul lower-cases the name before it compares, so "DC1" and "dc1" are two datacenters for the reader and one for the guard against mixing.',
  examples: {
    flagged: {
      "agent.hcl": 'datacenter = "us.east"\nretry_join = ["10.0.0.1"]\n',
    },
    clean: {
      "agent.hcl": 'datacenter = "us-east"\nretry_join = ["10.0.0.1"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check(agent) {
    if (agent.product !== "consul" || agent.isDev) return;
    for (const key of ["datacenter", "primary_datacenter", "acl_datacenter"]) {
      const setting = agent.settings.scalar(key);
      if (setting?.known !== true || typeof setting.value !== "string") continue;
      const report = check({ ...setting, value: setting.value });
      if (report !== undefined) yield report;
    }
  },
};

/** Source: consul agent/config/builder.go, validateBasicName. */
function check({ value: name, at }: Known<string>): Report | undefined {
  if (name === "" || isPlaceholderName(name)) return undefined;
  const lower = name.toLowerCase();
  if (!/^[a-z0-9_-]+$/.test(lower)) {
    const legal = lower.replace(/[^a-z0-9_-]+/g, "-");
    return {
      at,
      message: `Datacenter name "${name}" is refused by Consul; it may have letters, digits, "-" and "_" only.`,
      fix: { title: `Rename it to "${legal}"`, edits: [replace(at, legal)], isSafe: false },
    };
  }
  if (lower === name) return undefined;
  return {
    at,
    severity: "warning",
    message: `Datacenter name "${name}" is lower-cased by Consul: it is the datacenter "${lower}".`,
    fix: { title: `Write "${lower}"`, edits: [replace(at, lower)], isSafe: true },
  };
}
