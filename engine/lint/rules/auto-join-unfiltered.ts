/** GM501: a provider string that finds more machines than those of one pool. */
import type { AutoJoin } from "../model/autoJoin.ts";
import type { Join } from "../model/join.ts";
import { hasPlaceholder } from "../model/placeholder.ts";
import { isKnownProvider, missingSelectors } from "../model/providers.ts";
import type { Report, Rule } from "../rule.ts";

export const autoJoinUnfiltered: Rule = {
  code: "GM501",
  id: "auto-join-unfiltered",
  summary: "A provider string without the filter it needs",
  severity: "error",
  whyItIsARisk:
    "Without its filter a provider fails, or returns every machine of the account or namespace. The agent then joins whichever of them answers on the gossip port first, whatever cluster that belongs to.",
  examples: {
    flagged: {
      "agent.hcl": 'datacenter = "dc1"\nretry_join = ["provider=k8s namespace=consul"]\n',
    },
    clean: {
      "agent.hcl":
        'datacenter = "dc1"\nretry_join = ["provider=k8s namespace=consul label_selector=\\"app=consul,dc=dc1\\""]\n',
    },
  },
  presets: ["recommended", "strict"],
  since: "0.1.0",
  scope: "file",
  *check({ joins, isDev }) {
    if (isDev) return;
    for (const join of joins) {
      if (join.target.kind === "autoJoin") yield* reportsOf(join, join.target.autoJoin);
    }
  },
};

function* reportsOf(join: Join, autoJoin: AutoJoin): Iterable<Report> {
  const { provider, repeated, values } = autoJoin;
  // A placeholder in place of a value hides that value only; one that stands alone may be the very filter.
  if ([...values.keys()].some((key) => !/^[a-z0-9_]+$/i.test(key)) || hasPlaceholder(provider)) return;
  if (repeated.includes("provider")) {
    yield {
      at: join.at,
      message: "This auto-join string names more than one provider; write one string for each.",
    };
  } else if (!isKnownProvider(provider)) {
    yield { at: join.at, message: `There is no auto-join provider "${provider}"; nothing will be joined.` };
  } else {
    yield* missing(join, autoJoin);
  }
}

function* missing(join: Join, autoJoin: AutoJoin): Iterable<Report> {
  const keys = missingSelectors(autoJoin);
  if (keys.length === 0) {
    const [empty] = [...autoJoin.values].flatMap(([key, value]) => (value === "" ? [key] : []));
    if (empty !== undefined)
      yield { at: join.at, message: `This auto-join string has an empty \`${empty}\`.` };
    return;
  }
  const names = keys.map((key) => `\`${key}\``).join(" and ");
  yield {
    at: join.at,
    message: `This auto-join string has no ${names}; it may return machines of other clusters.`,
    fix: {
      title: `Add ${keys.join(" and ")} to fill in`,
      edits: [
        {
          path: join.at.path,
          span: { start: join.at.span.end, end: join.at.span.end },
          text: keys.map((key) => ` ${key}=${key.toUpperCase()}`).join(""),
        },
      ],
      isSafe: false,
    },
  };
}
