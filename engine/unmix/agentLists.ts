/** The lists that a live view or pasted output holds, each with the side of the agent that it is of. */
import type { ToldList } from "../firewall/fleet.ts";
import type { SideKey, Split } from "../firewall/sides.ts";
import { stateOf, type PoolView } from "../view/view.ts";
import type { AgentList } from "./forceLeave.ts";

/** Of a view: only of members whose side is known and who answered. */
export function agentLists(view: PoolView, split: Split): AgentList[] {
  const sides = sidesBy(split, ({ id }) => id);
  return view.vantages.flatMap(({ member, states, answeredAtMs, problem }) => {
    const side = member === undefined ? undefined : sides.get(member);
    if (side === undefined || answeredAtMs === 0 || problem !== undefined) return [];
    return [{ side, stateOf: (id: number) => ((states[id] ?? 0) === 0 ? undefined : stateOf(states[id])) }];
  });
}

/** Of pasted lists; where nobody said whose one is, its side is left open. */
export function toldLists(lists: readonly ToldList[], split: Split): AgentList[] {
  const sides = sidesBy(split, ({ name }) => name);
  return lists.map((list) => ({ side: sides.get(list.teller), stateOf: (id) => list.stateOf(id) }));
}

function sidesBy<Key>(split: Split, key: (member: Split["a"][number]) => Key): Map<Key, SideKey> {
  const sides = new Map<Key, SideKey>();
  for (const side of ["a", "b"] as const) for (const member of split[side]) sides.set(key(member), side);
  return sides;
}
