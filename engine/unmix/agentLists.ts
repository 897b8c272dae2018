/** The lists that a live view holds: what each asked member says of the others. */
import type { SideKey, Split } from "../firewall/sides.ts";
import { stateOf, type PoolView } from "../view/view.ts";
import type { AgentList } from "./forceLeave.ts";

/** Only of members whose side is known and who answered. */
export function agentLists(view: PoolView, split: Split): AgentList[] {
  const sides = new Map<number, SideKey>();
  for (const side of ["a", "b"] as const) for (const { id } of split[side]) sides.set(id, side);
  return view.vantages.flatMap(({ member, states, answeredAtMs, problem }) => {
    const side = member === undefined ? undefined : sides.get(member);
    if (side === undefined || answeredAtMs === 0 || problem !== undefined) return [];
    return [{ side, stateOf: (id: number) => ((states[id] ?? 0) === 0 ? undefined : stateOf(states[id])) }];
  });
}
