/** One event as one line of output, the same for live pools and recordings; `pool` tells several apart. */
import { visible } from "../../base/visible.ts";
import type { PoolEvent } from "../../view/event.ts";

export function eventText(event: PoolEvent, output: "json" | "text", pool = ""): string {
  const time = new Date(event.atMs).toISOString();
  const { kind, incarnation } = event;
  const [member, by, detail] = [visible(event.member), visible(event.by), visible(event.detail)];
  if (output === "json")
    return JSON.stringify({
      version: 1,
      ...(pool === "" ? {} : { pool: visible(pool) }),
      event: { time, kind, member, by, incarnation, detail },
    });
  const where = pool === "" ? "" : `${visible(pool)}  `;
  return `${time}  ${where}${kind}  ${member}  by ${by}${detail === "" ? "" : ` (${detail})`}`;
}
