/** GM305: servers that wait for different numbers of servers. */
import { replace } from "../edits.ts";
import type { Lane } from "../model/lane.ts";
import type { Known } from "../model/located.ts";
import { majorityOf } from "../model/majority.ts";
import { clusterNoun } from "../model/naming.ts";
import type { Rule } from "../rule.ts";

export const bootstrapExpectMismatch: Rule = {
  code: "GM305",
  id: "bootstrap-expect-mismatch",
  summary: "Servers of one datacenter expect different numbers of servers",
  severity: "error",
  whyItIsARisk:
    "The smaller group elects a leader of its own. When the rest joins, two Raft clusters meet in one pool. Often it is the mark of a server that was copied from another datacenter.",
  examples: {
    flagged: {
      "s1.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.10"\nbootstrap_expect = 3\nretry_join = ["10.1.0.11"]\n',
      "s2.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.11"\nbootstrap_expect = 3\nretry_join = ["10.1.0.10"]\n',
      "s3.hcl":
        'datacenter = "dc1"\nserver = true\nbind_addr = "10.1.0.12"\nbootstrap_expect = 1\nretry_join = ["10.1.0.10"]\n',
    },
    clean: {
      "s1.hcl": 'datacenter = "dc1"\nserver = true\nbootstrap_expect = 3\nretry_join = ["10.1.0.11"]\n',
      "s2.hcl": 'datacenter = "dc1"\nserver = true\nbootstrap_expect = 3\nretry_join = ["10.1.0.10"]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "lane",
  *check(lane, fleet) {
    const settings = expectations(lane);
    const majority = majorityOf(settings.map(({ value }) => value));
    for (const setting of settings.filter(({ value }) => value !== majority)) {
      const other = settings.find(({ value }) => value !== setting.value && value === (majority ?? value));
      if (other === undefined) continue;
      yield {
        at: setting.at,
        message: `\`bootstrap_expect\` is ${setting.value} here but ${other.value} in ${fleet.describe(other.at)} (${clusterNoun(lane.product)} "${lane.name}").`,
        related: [{ at: other.at, message: `expects ${other.value}` }],
        ...(majority === undefined
          ? {}
          : {
              fix: {
                title: `Expect ${majority} servers`,
                edits: [replace(setting.at, String(majority))],
                isSafe: false,
              },
            }),
      };
    }
  },
};

/** What each server says; one that leaves it out was added later and expects nothing. */
function expectations({ servers }: Lane): Known<number>[] {
  return servers.flatMap(({ bootstrapExpect }) =>
    bootstrapExpect?.known === true && bootstrapExpect.value > 0 ? [bootstrapExpect] : [],
  );
}
