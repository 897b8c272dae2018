/** One event as one line of output, the same for live pools and recordings. */
import { visible } from "../../base/visible.ts";
import type { PoolEvent } from "../../view/event.ts";

export function eventText(event: PoolEvent, output: "json" | "text"): string {
  const time = new Date(event.atMs).toISOString();
  const { kind, incarnation } = event;
  const [member, by, detail] = [visible(event.member), visible(event.by), visible(event.detail)];
  if (output === "json")
    return JSON.stringify({ version: 1, event: { time, kind, member, by, incarnation, detail } });
  return `${time}  ${kind}  ${member}  by ${by}${detail === "" ? "" : ` (${detail})`}`;
}
