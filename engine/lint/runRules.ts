/** Runs rules over a fleet; what a rule said about an agent or a lane stands until that agent or lane changes. */
import { addTo } from "./model/multimap.ts";
import type { Finding, RelatedPlace } from "./finding.ts";
import type { Agent } from "./model/agent.ts";
import type { Fleet } from "./model/fleet.ts";
import type { Source } from "./model/source.ts";
import type { Report, Rule } from "./rule.ts";

type Sources = (path: string) => Source | undefined;

interface LaneReports {
  readonly agents: readonly Agent[];
  readonly reports: readonly Report[];
}

export class RuleRunner {
  readonly #rules: readonly Rule[];
  /** What file rules said about an agent. Agents are objects that never change, so a new one is asked about. */
  readonly #ofAgents = new WeakMap<Agent, Map<Rule, readonly Report[]>>();
  #ofLanes = new Map<string, LaneReports>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  /** All findings, by path. */
  run(fleet: Fleet, sources: Sources): ReadonlyMap<string, readonly Finding[]> {
    const found = new Map<string, Finding[]>();
    const seen = new Set<string>();
    const lanes = new Map<string, LaneReports>();
    for (const rule of this.#rules) {
      for (const report of this.#reportsOf(rule, fleet, lanes)) {
        const finding = findingOf(rule, report, sources);
        // A file that several agents read has one finding, not one an agent.
        const key = finding === undefined ? "" : `${finding.code}|${finding.path}|${finding.span.start}`;
        if (finding === undefined || seen.has(key)) continue;
        seen.add(key);
        addTo(found, finding.path, finding);
      }
    }
    this.#ofLanes = lanes;
    return found;
  }

  #reportsOf(rule: Rule, fleet: Fleet, lanes: Map<string, LaneReports>): readonly Report[] {
    switch (rule.scope) {
      case "file":
        return fleet.agents
          .filter(({ isDev }) => !isDev)
          .flatMap((agent) => this.#ofAgent(rule, agent, fleet));
      case "lane":
        return fleet.lanes.flatMap((lane) => {
          const key = `${rule.id}|${lane.id}`;
          const before = this.#ofLanes.get(key);
          const isSame =
            before?.agents.length === lane.agents.length &&
            before.agents.every((a, i) => a === lane.agents[i]);
          const entry =
            isSame && before !== undefined
              ? before
              : { agents: lane.agents, reports: [...rule.check(lane, fleet)] };
          lanes.set(key, entry);
          return entry.reports;
        });
      case "fleet":
        return [...rule.check(fleet)];
    }
  }

  #ofAgent(rule: Rule & { scope: "file" }, agent: Agent, fleet: Fleet): readonly Report[] {
    const known = this.#ofAgents.get(agent) ?? new Map<Rule, readonly Report[]>();
    const before = known.get(rule);
    if (before !== undefined) return before;
    const reports = [...rule.check(agent, fleet)];
    known.set(rule, reports);
    this.#ofAgents.set(agent, known);
    return reports;
  }
}

/** `undefined` when the report points into a file that isn't open; no rule does. */
function findingOf(rule: Rule, report: Report, sources: Sources): Finding | undefined {
  const source = sources(report.at.path);
  if (source === undefined) return undefined;
  const related = (report.related ?? []).flatMap(({ at, message }): RelatedPlace[] => {
    const place = sources(at.path)?.place(at.span);
    return place === undefined ? [] : [{ ...place, message }];
  });
  return {
    ...source.place(report.at.span),
    rule: rule.id,
    code: rule.code,
    severity: report.severity ?? rule.severity,
    message: report.message,
    related,
    ...(report.fix === undefined ? {} : { fix: report.fix }),
    ...(report.tags === undefined ? {} : { tags: report.tags }),
  };
}
