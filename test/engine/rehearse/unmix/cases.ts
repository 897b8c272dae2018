/** Cases for rehearsals: two pools that became one, as lists would show them. */
import { datacenterSides, membersAgainstRest } from "../../../../engine/firewall/sides.ts";
import { openCase, type RunbookCase } from "../../../../engine/unmix/case.ts";
import { fleet, member } from "../../firewall/fleets.ts";

const NOW = 1_790_000_000_000;
const OPTIONS = { dialect: "nftables" as const, findings: [], nowMs: NOW };
const SERVER = { isServer: true, wanPort: 8302, rpcPort: 8300 };

function opened(found: ReturnType<typeof openCase>): RunbookCase {
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

/** Four Serf agents a side. */
export function serfCase(): RunbookCase {
  const members = ["a", "b"].flatMap((side, at) =>
    [1, 2, 3, 4].map((n) =>
      member({
        id: at * 4 + n - 1,
        name: `${side}${n}`,
        ip: `10.77.${at + 1}.${10 + n}`,
        port: 7946,
        datacenter: `site-${side}`,
        build: "",
      }),
    ),
  );
  return opened(
    openCase(fleet(members, { kind: "serf", name: "mixed" }), datacenterSides("site-a", "site-b"), OPTIONS),
  );
}

/** Three servers and two clients a side, all of dc1, Raft merged. */
export function raftCase(): RunbookCase {
  const members = ["a", "b"].flatMap((side, at) =>
    [1, 2, 3, 4, 5].map((n) =>
      member({
        ...(n <= 3 ? SERVER : {}),
        id: at * 5 + n - 1,
        name: `${side}${n}`,
        ip: `10.77.${at + 1}.${10 + n}`,
        datacenter: "dc1",
      }),
    ),
  );
  const ids = members.filter(({ name }) => name.startsWith("b")).map(({ id }) => id);
  return opened(openCase(fleet(members), membersAgainstRest("site b", ids), { ...OPTIONS, kind: "R" }));
}

/** Three servers, each twice, and two clients of one datacenter. */
export function mingleCase(): RunbookCase {
  const servers = [1, 2, 3].flatMap((n) => {
    const place = { ip: `10.77.1.${10 + n}`, datacenter: "dc1", ...SERVER };
    return [
      member({ id: 2 * n - 2, name: `s${n}`, ...place }),
      member({ id: 2 * n - 1, name: `s${n}.dc1`, ...place, port: 8302 }),
    ];
  });
  const clients = [1, 2].map((n) =>
    member({ id: 5 + n, name: `c${n}`, ip: `10.77.1.${20 + n}`, datacenter: "dc1" }),
  );
  return opened(openCase(fleet([...servers, ...clients]), datacenterSides("dc1", "dc2"), OPTIONS));
}

/** Two federated datacenters' servers in one WAN pool. */
export function federationCase(build: string): RunbookCase {
  const members = ["dc1", "dc2"].flatMap((datacenter, at) =>
    [1, 2, 3].map((n) =>
      member({
        ...SERVER,
        id: at * 3 + n - 1,
        name: `s${at + 1}${n}.${datacenter}`,
        ip: `10.77.${at + 1}.${10 + n}`,
        port: 8302,
        datacenter,
        build,
      }),
    ),
  );
  const found = openCase(fleet(members, { plane: "wan" }), datacenterSides("dc1", "dc2"), {
    ...OPTIONS,
    kind: "W",
  });
  return opened(found);
}
