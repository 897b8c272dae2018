/**
 * Whose an address is, across environments too: for the rules that look for what must not touch. Only literal
 * addresses and full names count there; a short name means another machine in each place.
 */
import type { Agent, AgentAddress } from "./agent.ts";
import type { Fleet } from "./fleet.ts";
import { isLoopbackHost, isShortName, isUnspecified } from "./host.ts";

export class AddressBook {
  private readonly agents = new Map<string, Agent[]>();

  constructor(fleet: Fleet) {
    for (const agent of fleet.agents) {
      for (const address of agent.addresses) {
        if (address.scope === "" && meansOneMachine(address)) this.add(address.host, agent);
      }
    }
  }

  ownersOf(host: string): readonly Agent[] {
    return this.agents.get(host) ?? [];
  }

  private add(host: string, agent: Agent): void {
    const owners = this.agents.get(host);
    if (owners === undefined) this.agents.set(host, [agent]);
    else if (!owners.includes(agent)) owners.push(agent);
  }
}

export function meansOneMachine({ host, isName }: Pick<AgentAddress, "host" | "isName">): boolean {
  if (isLoopbackHost(host) || isUnspecified(host)) return false;
  return !isName || !(isShortName(host) || /\.svc(\.|$)/.test(host));
}
