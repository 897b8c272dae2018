/** How a recording ends, in one line: members by state. */
import { MEMBER_STATES, type PoolView } from "../../view/view.ts";

export function countsLine({ columns, count, atMs, findings }: PoolView, output: "json" | "text"): string {
  const counts = MEMBER_STATES.map((state, code) => ({
    state,
    members: columns.state.subarray(0, count).filter((each) => each === code).length,
  })).filter(({ members }) => members > 0);
  const time = new Date(atMs).toISOString();
  if (output === "json") {
    const states = Object.fromEntries(counts.map(({ state, members }) => [state, members]));
    return JSON.stringify({ version: 1, end: { time, states, findings: findings.length } });
  }
  return `${time}  end  ${counts.map(({ state, members }) => `${members} ${state}`).join(", ")}`;
}
